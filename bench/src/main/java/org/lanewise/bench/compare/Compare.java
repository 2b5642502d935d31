package org.lanewise.bench.compare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
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
                "best and median are over the rounds. GFLOP/s and the part of the FMA peak, which is measured in the same rounds,"
                        + " belong to the best. The peak's own time is what its rate would need for the case."})
public final class Compare implements Callable<Integer> {
    private static final int COLD_STARTS = 5;
    private static final int COLD_STARTS_IN_HASTE = 3;
    private static final int RERUNS = 10;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SUITE", converter = SuiteConverter.class, description = "gemm (products), dense (product, bias,"
            + " activation), activation, rowsum, coldstart (the first products of fresh JVMs) or rerun (a few products in ten fresh JVMs, one by one)")
    private Suite suite = Suite.GEMM;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "how many threads each implementation may"
            + " use; default ${DEFAULT-VALUE}. naive, svml, unrolled and netlib take one.")
    private int threads;

    @Option(names = "--peers", description = "other libraries take part: MKL, OpenBLAS, oneDNN, netlib, EJML, ojAlgo")
    private boolean peers;

    @Option(names = "--json", paramLabel = "FILE", description = "writes the results there as well")
    private @Nullable Path json;

    @Option(names = "--quick", description = "fewer rounds: a few minutes instead of fifteen")
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
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads must be at least 1, not " + threads);
        }
        long start = System.nanoTime();
        Report report = new Report(System.out, json);
        Environment.print(Kernels.create().withThreads(threads));
        report.header("JDK", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        List<Contender> contenders = Contenders.of(suite, peers);
        Pace pace = quick ? Pace.QUICK : Pace.FULL;
        if (suite == Suite.COLDSTART) {
            report.columns();
            ColdStart.compare(contenders.stream().map(Contender::name).toList(), threads,
                    quick ? COLD_STARTS_IN_HASTE : COLD_STARTS, report);
        } else if (suite == Suite.RERUN) {
            report.columns();
            Reruns.compare(threads, RERUNS, pace, report);
        } else {
            for (Contender contender : contenders) {
                contender.start(threads);
                report.header(contender.name(), contender.description());
            }
            report.columns();
            Comparison comparison = new Comparison(suite.toString(), threads, pace, contenders, report);
            comparison.rehearse(suite.cases().getFirst());
            suite.cases().forEach(comparison::run);
        }
        report.header("took", Duration.ofSeconds((System.nanoTime() - start) / 1_000_000_000).toString());
        return CommandLine.ExitCode.OK;
    }
}
