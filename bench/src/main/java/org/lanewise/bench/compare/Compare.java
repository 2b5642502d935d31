package org.lanewise.bench.compare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lanewise.bench.Environment;
import org.lanewise.bench.compare.Rounds.Pace;
import org.lanewise.kernels.Kernels;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The program behind {@code bench/compare}. */
@Command(name = "bench/compare", sortOptions = false, description = {
        "Compares implementations side by side: in one JVM, on the same data, in turns, after their results were checked.",
        ""}, footer = {"", "JVM flags follow after --, for example", "  bench/compare gemm --peers -- -XX:UseAVX=2", "",
                "Further examples:", "  bench/compare gemm --cases few --peers",
                "  bench/compare threads --threads 2 --every 300",
                "  bench/compare coldstart --cases training",
                "  bench/compare dense --quick --against other/kernels/target/classes", "",
                "best and median are over the rounds. GFLOP/s and the part of the FMA peak, which is measured in the same rounds,"
                        + " belong to the best. The peak's own time is what its rate would need for the case."})
public final class Compare implements Callable<Integer> {
    private static final int COLD_STARTS = 5;
    private static final int COLD_STARTS_IN_HASTE = 3;
    private static final int RERUNS = 10;
    private static final int EDITIONS = 5;
    private static final int EDITIONS_IN_HASTE = 3;
    private static final long NANOS_PER_MICRO = 1_000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SUITE", converter = SuiteConverter.class, description = "gemm (products), dense (product, bias,"
            + " activation), gemv (a matrix times a vector), columns (products of few columns in several ways), threads (products on one thread and on several),"
            + " activation, rowsum, train (steps of training networks), infer (predictions of networks, also of models in ONNX files), epoch (epochs over 60,000 images: Fashion-MNIST, or"
            + " what -- -Dlanewise.bench.images=FOLDER names), digits (whole trainings in fresh JVMs, the first one and warm ones), coldstart (the first seconds of fresh JVMs: products, training, prediction), load (models from files in fresh JVMs) or rerun (a few"
            + " products in ten fresh JVMs, one by one)")
    private Suite suite = Suite.GEMM;

    @Option(names = "--cases", paramLabel = "REGEX", description = "only cases in whose name it is found; 'few' chooses those of"
            + " gemm and dense that have few columns, which do not run unless they are chosen")
    private @Nullable Pattern choice;

    @Option(names = "--only", paramLabel = "NAMES", split = ",", description = "only these implementations, separated by commas")
    private List<String> only = List.of();

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "how many threads each implementation may"
            + " use; default ${DEFAULT-VALUE}. naive, dots, svml, unrolled and netlib take one.")
    private int threads;

    @Option(names = "--peers", description = "other libraries take part: MKL, OpenBLAS, oneDNN, netlib, EJML, ojAlgo;"
            + " PyTorch and ONNX Runtime with networks; Smile and Spark in digits")
    private boolean peers;

    @Option(names = "--every", paramLabel = "MICROS", defaultValue = "0", description = "waits so many microseconds before each"
            + " call, as a service has its calls now and then; default ${DEFAULT-VALUE}")
    private int every;

    @Option(names = "--against", paramLabel = "PATH", description = "compares with another edition of the library instead: the jar or"
            + " the classes of its kernels. JVMs with one or the other take turns.")
    private @Nullable Path against;

    @Option(names = "--json", paramLabel = "FILE", description = "writes the results there as well")
    private @Nullable Path json;

    @Option(names = "--quick", description = "fewer rounds: a few minutes instead of fifteen; fewer JVMs")
    private boolean quick;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "shows this help")
    @SuppressWarnings("UnusedVariable") // picocli acts on it before it calls this program
    private boolean help;

    private Compare() {
    }

    private static final class SuiteConverter implements ITypeConverter<Suite> {
        @Override
        public Suite convert(String name) {
            Suite suite = Suite.named(name);
            if (suite == null) {
                throw new TypeConversionException("there is no '" + name + "', but " + Arrays.toString(Suite.values()));
            }
            return suite;
        }
    }

    /** Runs the program and ends the JVM: 0 if all went well, 1 if a result is wrong, 2 if the arguments are. */
    public static void main(String[] args) {
        System.exit(execute(args));
    }

    static int execute(String... args) {
        return new CommandLine(new Compare()).execute(args);
    }

    @Override
    public Integer call() {
        check();
        List<Contender> contenders = contenders();
        List<Case> cases = chosen(choice == null ? suite.cases() : suite.choice(), Case::name);
        List<ColdStart.Task> tasks = chosen(suite.tasks(), ColdStart.Task::toString);
        long start = System.nanoTime();
        Report report = new Report(System.out, json);
        Environment.print(Kernels.create().withThreads(threads));
        report.header("JDK", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        if (against != null) {
            report.columns();
            Editions.compare(against, quick ? EDITIONS_IN_HASTE : EDITIONS, ofTheLibrary(suite, cases), report);
        } else if (!tasks.isEmpty()) {
            report.columns();
            int runs = quick ? COLD_STARTS_IN_HASTE : COLD_STARTS;
            tasks.forEach(task -> ColdStart.compare(suite, task, contenders, threads, runs, report));
        } else if (suite == Suite.RERUN) {
            report.columns();
            Reruns.compare(RERUNS, ofTheLibrary(Suite.GEMM, cases), report);
        } else {
            compareInTurns(contenders, cases, report);
        }
        report.header("took", Duration.ofSeconds((System.nanoTime() - start) / 1_000_000_000).toString());
        return CommandLine.ExitCode.OK;
    }

    private void check() {
        if (threads < 1) {
            throw refused("--threads must be at least 1, not " + threads);
        }
        if (every < 0) {
            throw refused("--every must not be negative: " + every);
        }
        boolean startsJvms = !suite.tasks().isEmpty() || suite == Suite.RERUN;
        if (startsJvms && against != null) {
            throw refused("--against can't be had with " + suite + ", which starts JVMs of its own");
        }
        if (!suite.tasks().isEmpty() && every > 0) {
            throw refused("--every can't be had with " + suite + ", whose calls follow each other");
        }
        if ((suite == Suite.RERUN || against != null) && (peers || !only.isEmpty())) {
            throw refused("where JVMs compare the library with itself, there are no --peers and no --only");
        }
        if (against != null && !Editions.areAt(against)) {
            throw refused("--against needs the jar or the classes of kernels: there are none in " + against);
        }
    }

    private ParameterException refused(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    private void compareInTurns(List<Contender> contenders, List<Case> cases, Report report) {
        for (Contender contender : contenders) {
            contender.start(threads);
            report.header(contender.name(), contender.description());
        }
        if (suite == Suite.EPOCH && !Images.haveFashion()) {
            report.header("images", "made up: Debian's dataset-fashion-mnist is not installed");
        }
        report.columns();
        Pace pace = (quick ? Pace.QUICK : Pace.FULL).withPause(NANOS_PER_MICRO * every);
        Comparison comparison = new Comparison(suite.toString(), threads, pace, contenders, report);
        if (suite != Suite.EPOCH) { // whose one call is as good as a rehearsal
            comparison.rehearse(cases.getFirst());
        }
        cases.forEach(comparison::run);
    }

    private <T> List<T> chosen(List<T> all, Function<T, String> name) {
        Pattern pattern = choice;
        if (pattern == null || all.isEmpty()) {
            return all;
        }
        List<T> chosen = all.stream().filter(x -> pattern.matcher(name.apply(x)).find()).toList();
        if (chosen.isEmpty()) {
            throw refused(suite + " has no case with '" + pattern + "', but " + all.stream().map(name).toList());
        }
        return chosen;
    }

    private List<Contender> contenders() {
        List<Contender> all = Contenders.of(suite, peers);
        List<String> names = all.stream().map(Contender::name).toList();
        if (!names.containsAll(only)) {
            throw refused("--only knows " + names + " in " + suite + ", not all of " + only);
        }
        return only.isEmpty() ? all : all.stream().filter(contender -> only.contains(contender.name())).toList();
    }

    /** The arguments that make another JVM measure the library alone, in the same way as this one would. */
    private List<String> ofTheLibrary(Suite suite, List<Case> cases) {
        String names = cases.stream().map(Case::name).collect(Collectors.joining("|", "^(", ")$"));
        List<String> arguments = new ArrayList<>(List.of(suite.toString(), "--only", Lanewise.BY_DEFAULT, "--threads",
                "" + threads, "--every", "" + every, "--cases", names));
        if (quick) {
            arguments.add("--quick");
        }
        return arguments;
    }
}
