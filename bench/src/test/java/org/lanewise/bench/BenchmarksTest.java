package org.lanewise.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs, in this JVM and on small shapes, every benchmark that JMH finds, so that none of them rots. */
class BenchmarksTest {

    @Test
    void everyBenchmarkRunsInEveryImplementation() throws RunnerException {
        Set<String> ran = new TreeSet<>();
        for (RunResult result : run(options(".*").param("shape", "NN 5x7x9").param("size", "3x70")
                .param("network", "5-4-3 batch 2").param("threads", "1", "2"))) {
            BenchmarkParams params = result.getParams();
            ran.add(params.getBenchmark().replace("org.lanewise.bench.", "") + " " + params.getParam("implementation"));
        }
        Set<String> expected = new TreeSet<>(List.of("TrainingStepBenchmark.naiveStep null",
                "TrainingStepBenchmark.step SCALAR", "TrainingStepBenchmark.step VECTOR"));
        for (String name : List.of("ActivationBenchmark.activate", "DenseBenchmark.dense", "DropoutBenchmark.dropout",
                "ElementsBenchmark.elements", "GemmBenchmark.gemm",
                "RowSumsBenchmark.rowSums")) {
            for (Implementation implementation : Implementation.values()) {
                expected.add(name + " " + implementation);
            }
        }
        assertEquals(expected, ran);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NN 1x1x1", "NT 4x6x400", "TN 33x5x64", "TT 3x17x2"})
    void gemmTakesEveryShape(String shape) throws RunnerException {
        assertEquals(Implementation.values().length, run(options("GemmBenchmark").param("shape", shape)).size());
    }

    @Test
    void activationsOfAllKindsRun() throws RunnerException {
        List<String> kinds = new ArrayList<>();
        for (Activation.Kind kind : Activation.Kind.values()) {
            kinds.add(kind.name());
        }
        String[] names = kinds.toArray(String[]::new);
        int runs = names.length * Implementation.values().length;
        assertEquals(runs,
                run(options("ActivationBenchmark").param("size", "9x31").param("activation", names)).size());
        assertEquals(runs,
                run(options("DenseBenchmark").param("shape", "NN 9x31x8").param("activation", names)).size());
    }

    /** A kernel that is new is missing here until it has a benchmark. */
    @Test
    void everyKernelHasABenchmark() {
        // What packs is timed with the products, and the other dense steps are products like that one.
        Set<String> names = new TreeSet<>(List.of("multiply", "gemm", "pack", "packRight", "dense", "denseRows",
                "denseBackward", "activate", "rowSums", "dropout"));
        for (ElementsBenchmark.Kernel kernel : ElementsBenchmark.Kernel.values()) {
            names.add(kernel.name().toLowerCase(Locale.ROOT).replace("_", ""));
        }
        for (Method method : Kernels.class.getMethods()) {
            List<Class<?>> types = List.of(method.getParameterTypes());
            String name = method.getName();
            assertTrue(!types.contains(Matrix.class) || names.contains(name)
                    || names.contains(name.toLowerCase(Locale.ROOT)), name);
        }
    }

    @Test
    void denseRefusesTransposes() {
        assertThrows(RunnerException.class, () -> run(options("DenseBenchmark").param("shape", "NT 5x7x9")));
    }

    @Test
    void flopRateIsTheWorkOverTheTime() throws RunnerException {
        for (RunResult result : run(options("(Gemm|TrainingStep)Benchmark").param("shape", "NN 5x7x9")
                .param("network", "5-4-3 batch 2").addProfiler(FlopRate.class))) {
            String shape = result.getParams().getParam("shape");
            long flops = shape != null ? 2 * 5 * 7 * 9 : 2 * 2 * (2 * 5 * 4 + 3 * 4 * 3);
            double rate = flops / (1000 * result.getPrimaryResult().getScore());
            Result<?> measured = Objects.requireNonNull(result.getSecondaryResults().get(FlopRate.LABEL));
            assertEquals(rate, measured.getScore(), 1e-6 * rate);
        }
    }

    @Test
    void flopRateLeavesOtherBenchmarksAlone() throws RunnerException {
        Collection<RunResult> results = run(
                options("RowSumsBenchmark").param("size", "3x70").addProfiler(FlopRate.class));
        assertEquals(Implementation.values().length, results.size());
        for (RunResult result : results) {
            assertTrue(result.getSecondaryResults().isEmpty());
        }
    }

    private static ChainedOptionsBuilder options(String benchmarks) {
        return new OptionsBuilder().include(benchmarks).forks(0).warmupIterations(0).measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(1)).shouldFailOnError(true).verbosity(VerboseMode.SILENT);
    }

    private static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
        return new Runner(options.build()).run();
    }
}
