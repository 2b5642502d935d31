package org.lanewise.bench.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lanewise.bench.Environment;
import org.lanewise.bench.NetworkShape;
import org.lanewise.bench.compare.NetworkTask;
import org.lanewise.bench.compare.Work;
import org.lanewise.bench.reproduce.Bits;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.Cost;
import org.lanewise.network.DenseLayer;
import org.lanewise.network.Network;
import org.lanewise.network.data.Examples;

/**
 * The program behind {@code bench/reproduce --pytorch}. It predicts with a network 100-100-1 of ReLU in two libraries: with all
 * instructions that the processor has and with fewer, each in a JVM of its own, and one example alone and in a batch.
 */
public final class SameBits {
    private static final String SHAPE = "100-100-1";
    private static final int BATCH = 64;
    private static final String LANEWISE = "Lanewise";
    private static final String PYTORCH = "PyTorch";

    private SameBits() {
    }

    /**
     * Which instructions may be used.
     *
     * @param flags what tells the JVM
     * @param environment what tells PyTorch's own kernels, oneDNN and MKL
     */
    private record Instructions(String name, List<String> flags, Map<String, String> environment) {
    }

    private static final List<Instructions> INSTRUCTIONS = List.of(
            new Instructions("all there are", List.of(), Map.of()),
            new Instructions("no AVX-512", List.of("-XX:UseAVX=2"),
                    Map.of("ATEN_CPU_CAPABILITY", "avx2", "ONEDNN_MAX_CPU_ISA", "AVX2", "MKL_ENABLE_INSTRUCTIONS",
                            "AVX2")),
            new Instructions("no AVX", List.of("-XX:UseAVX=0"), Map.of("ATEN_CPU_CAPABILITY", "default",
                    "ONEDNN_MAX_CPU_ISA", "SSE41", "MKL_ENABLE_INSTRUCTIONS", "SSE4_2")));

    /** Without arguments the experiments, with the name of a library its part of them in this JVM. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 1) {
            predict(args[0]);
            return;
        }
        Environment.print(Kernels.create());
        System.out.printf(
                "%nA network %s of ReLU, %d examples. SHA-256 of the predictions; what is below says in how many predictions "
                        + "the bits of an example alone are others than in the batch.%n",
                SHAPE, BATCH);
        for (String library : List.of(LANEWISE, PYTORCH)) {
            System.out.println();
            Set<String> hashes = new HashSet<>();
            for (Instructions instructions : INSTRUCTIONS) {
                List<String> answer = ask(library, instructions);
                System.out.printf("%-9s %-14s %s%n", library, instructions.name, answer.getFirst());
                System.out.printf("%-24s %s%n", "", answer.getLast());
                hashes.add(answer.getFirst());
            }
            System.out.println(library + (hashes.size() == 1 ? ": the same bits" : ": " + hashes.size() + " results"));
        }
    }

    private static List<String> ask(String library, Instructions instructions)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(instructions.flags);
        command.addAll(List.of("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), SameBits.class.getName(), library));
        // What libraries and the JVM have to say is not for the table.
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(instructions.environment);
        Process process = builder.start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
                .toList();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + process.exitValue());
        }
        return lines;
    }

    private static void predict(String library) {
        NetworkTask task = NetworkTask.of(NetworkShape.parse(SHAPE + " batch " + BATCH), Activation.RELU,
                Cost.MEAN_SQUARED_ERROR);
        float[] inBatch = new float[BATCH];
        float[] alone = new float[BATCH];
        if (library.equals(PYTORCH)) {
            PyTorch pytorch = new PyTorch();
            pytorch.start(1);
            inBatch = predict(pytorch, task);
            for (int e = 0; e < BATCH; e++) {
                alone[e] = predict(pytorch, example(task, e))[0];
            }
        } else {
            Network network = network(task);
            inBatch = network.predict(Examples.ofColumns(task.x())).toRowMatrix().toArray();
            for (int e = 0; e < BATCH; e++) {
                alone[e] = network.predict(Examples.ofColumns(example(task, e).x())).get(0, 0);
            }
        }
        int differing = 0;
        for (int e = 0; e < BATCH; e++) {
            differing += inBatch[e] == alone[e] ? 0 : 1;
        }
        System.out.println(Bits.hash(inBatch));
        System.out.println(differing + " of " + BATCH + " differ alone");
    }

    private static NetworkTask example(NetworkTask task, int e) {
        return new NetworkTask(NetworkShape.parse(SHAPE + " batch 1"), task.hidden(), task.cost(), task.weights(),
                task.biases(), task.x().columnRange(e, e + 1).copy(), task.y().columnRange(e, e + 1).copy());
    }

    private static float[] predict(PyTorch pytorch, NetworkTask task) {
        try (Work work = pytorch.prediction(task)) {
            work.run(1);
            return work.result();
        }
    }

    private static Network network(NetworkTask task) {
        List<DenseLayer> layers = new ArrayList<>();
        for (int l = 0; l < task.weights().size(); l++) {
            Matrix w = task.weights().get(l);
            layers.add(new DenseLayer(w, task.biases().get(l),
                    l < task.weights().size() - 1 ? task.hidden() : Activation.IDENTITY));
        }
        return new Network(Kernels.create(), layers, task.cost());
    }
}
