package org.lanewise.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.lanewise.bench.Data;
import org.lanewise.bench.compare.Contender;
import org.lanewise.bench.compare.NetworkTask;
import org.lanewise.bench.compare.Suite;
import org.lanewise.bench.compare.Work;

/** ONNX Runtime on the processor: all its optimisations of the graph, input and output in native memory that is made once. */
public final class OnnxRuntime implements Contender {
    private int threads;

    @Override
    public String name() {
        return "onnxruntime";
    }

    @Override
    public Set<Suite> suites() {
        return EnumSet.of(Suite.INFER);
    }

    @Override
    public void start(int threads) {
        this.threads = threads;
        try {
            OrtEnvironment.getEnvironment().setTelemetry(false);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String description() {
        return "ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion() + ", output pinned";
    }

    @Override
    public Work prediction(NetworkTask task) {
        try {
            return new Session(task, threads);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Session implements Work {
        private final OrtSession session;
        private final FloatBuffer predictions;
        private final OnnxTensor input;
        private final OnnxTensor output;
        private final Map<String, OnnxTensor> inputs;
        private final Map<String, OnnxTensor> outputs;

        Session(NetworkTask task, int threads) throws OrtException {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(threads);
                options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
                options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
                session = environment.createSession(OnnxModel.of(task), options);
            }
            float[] examples = Data.transpose(task.x()).data();
            FloatBuffer x = floats(examples.length).put(examples).flip();
            int m = task.shape().batch();
            predictions = floats(m * task.shape().outputs());
            input = OnnxTensor.createTensor(environment, x, new long[]{m, task.shape().inputs()});
            output = OnnxTensor.createTensor(environment, predictions, new long[]{m, task.shape().outputs()});
            inputs = Map.of(OnnxModel.INPUT, input);
            outputs = Map.of(OnnxModel.OUTPUT, output);
        }

        private static FloatBuffer floats(int count) {
            return ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
        }

        @Override
        public void run(int times) {
            try {
                for (int i = 0; i < times; i++) {
                    session.run(inputs, outputs).close();
                }
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public float[] result() {
            float[] result = new float[predictions.capacity()];
            predictions.get(0, result);
            return result;
        }

        @Override
        public void close() {
            try {
                input.close();
                output.close();
                session.close();
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
