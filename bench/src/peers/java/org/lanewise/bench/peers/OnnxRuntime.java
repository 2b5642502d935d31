package org.lanewise.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.ValueInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.lanewise.bench.Data;
import org.lanewise.bench.compare.Contender;
import org.lanewise.bench.compare.ImportedModel;
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
        return EnumSet.of(Suite.INFER, Suite.LOAD);
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
            OrtSession session = OrtEnvironment.getEnvironment().createSession(OnnxModel.of(task), options());
            return new Pinned(session, OnnxModel.INPUT, OnnxModel.OUTPUT, task.shape().batch(),
                    Data.transpose(task.x()).data());
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Work imported(ImportedModel model) {
        try {
            OrtSession session = OrtEnvironment.getEnvironment().createSession(model.file().toString(), options());
            return new Pinned(session, model.input(), model.output(), model.batch(), model.x());
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(threads);
        options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        return options;
    }

    /** A session that computes one output, in memory that is its own. */
    private static final class Pinned implements Work {
        private final OrtSession session;
        private final FloatBuffer predictions;
        private final OnnxTensor input;
        private final OnnxTensor output;
        private final Map<String, OnnxTensor> inputs;
        private final Map<String, OnnxTensor> outputs;

        Pinned(OrtSession session, String inputName, String outputName, int batch, float[] examples)
                throws OrtException {
            this.session = session;
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            long[] shape = shape(Objects.requireNonNull(session.getInputInfo().get(inputName)).getInfo());
            for (int d = 0; d < shape.length; d++) {
                shape[d] = shape[d] < 0 ? batch : shape[d];
            }
            input = OnnxTensor.createTensor(environment, floats(examples.length).put(examples).flip(), shape);
            inputs = Map.of(inputName, input);
            // What a model declares of its output need not be what comes out.
            try (OrtSession.Result result = session.run(inputs, Set.of(outputName))) {
                long[] made = shape(result.get(0).getInfo());
                predictions = floats((int) Arrays.stream(made).reduce(1, (a, b) -> a * b));
                output = OnnxTensor.createTensor(environment, predictions, made);
            }
            outputs = Map.of(outputName, output);
        }

        private static long[] shape(ValueInfo info) {
            return ((TensorInfo) info).getShape().clone();
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
