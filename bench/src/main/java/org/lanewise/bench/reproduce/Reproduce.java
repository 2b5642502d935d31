package org.lanewise.bench.reproduce;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.lanewise.bench.Environment;
import org.lanewise.kernels.Kernels;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program behind {@code bench/reproduce}: the corpus in many kinds of JVMs. */
@Command(name = "bench/reproduce", sortOptions = false, description = {
        "Verifies that results have the same bits everywhere: computes them in JVMs of many kinds, compares their hashes with"
                + " those that are kept in the repository, and says in which JVM a hash differs.",
        ""}, footer = {"", "  bench/reproduce --pytorch     two experiments with PyTorch beside the library's own",
                "  bench/reproduce --hashes      prints the hashes as they are here, in the form in which they are kept"})
public final class Reproduce implements Callable<Integer> {
    @Option(names = "--quick", description = "each flag with each other one at least once, instead of all combinations: a few"
            + " minutes instead of an hour")
    private boolean quick;

    @Option(names = "--jobs", paramLabel = "N", description = "how many JVMs run at a time; default: as many as processors")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "shows this help")
    @SuppressWarnings("UnusedVariable") // picocli acts on it before it calls this program
    private boolean help;

    private Reproduce() {
    }

    /** What a JVM said, and whether it ended well. */
    private record Answer(Combination combination, List<String> lines, int exitCode) {
    }

    /** Runs the program and ends the JVM: 0 if all is equal, 1 if something differs, 2 if the arguments are wrong. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Reproduce()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        Environment.print(Kernels.create());
        List<Combination> combinations = quick ? Combination.pairs() : Combination.all();
        return run(combinations, Math.max(1, jobs), Objects.requireNonNull(System.out))
                ? CommandLine.ExitCode.OK
                : CommandLine.ExitCode.SOFTWARE;
    }

    /**
     * Computes the corpus in JVMs, some at a time.
     *
     * @return whether all hashes are those that are kept
     */
    static boolean run(List<Combination> combinations, int jobs, PrintStream out) throws InterruptedException {
        Map<String, List<String>> differences = new TreeMap<>();
        int threads = 0;
        try (ExecutorService executor = Executors.newFixedThreadPool(jobs)) {
            List<Future<Answer>> answers = new ArrayList<>();
            for (Combination combination : combinations) {
                answers.add(executor.submit(() -> ask(combination)));
            }
            for (Future<Answer> future : answers) {
                Answer answer = answerOf(future);
                threads += answer.combination.threads().size();
                out.println(answer.combination + (answer.exitCode == 0 ? ": equal" : ": DIFFERS"));
                if (answer.exitCode != 0) {
                    answer.lines.forEach(out::println);
                    note(answer, differences);
                }
            }
        }
        out.println();
        Map<String, String> kept = Corpus.kept(false);
        for (String name : Corpus.names()) {
            out.printf("%-20s %s %s%n", name, kept.get(name), differences.containsKey(name) ? "DIFFERS" : "equal");
        }
        out.printf("%n%d JVMs, %d combinations with numbers of threads%n", combinations.size(), threads);
        differences.forEach((name, where) -> out.println(name + " differs in " + where));
        out.println(differences.isEmpty() ? "all equal" : "not all equal");
        return differences.isEmpty();
    }

    /** The parts that differ; a JVM that failed in another way is one of its own. */
    private static void note(Answer answer, Map<String, List<String>> differences) {
        List<String> parts = answer.lines.stream().filter(line -> line.contains(" differs, kept is "))
                .map(line -> line.substring(0, line.indexOf(' '))).distinct().toList();
        for (String part : parts.isEmpty() ? List.of("a JVM that ended with " + answer.exitCode) : parts) {
            differences.computeIfAbsent(part, any -> new ArrayList<>()).add(answer.combination.toString());
        }
    }

    private static Answer answerOf(Future<Answer> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static Answer ask(Combination combination) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(combination.flags());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Verify.class.getName()));
        command.addAll(combination.arguments());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(combination, output.lines().toList(), process.waitFor());
    }
}
