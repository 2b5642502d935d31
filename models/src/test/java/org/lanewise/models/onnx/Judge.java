package org.lanewise.models.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lanewise.models.Tensor;

/** ONNX Runtime, which says what a model gives. */
final class Judge {
    private Judge() {
    }

    /** All outputs of a model that are tensors, by name. */
    static Map<String, Tensor> run(Path file, Map<String, Tensor> inputs) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> given = new LinkedHashMap<>();
        try (SessionOptions options = new SessionOptions()) {
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            try (OrtSession session = environment.createSession(file.toString(), options)) {
                for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
                    given.put(input.getKey(), tensor(environment, input.getValue()));
                }
                Map<String, Tensor> results = new LinkedHashMap<>();
                try (OrtSession.Result result = session.run(given)) {
                    for (Map.Entry<String, OnnxValue> output : result) {
                        results.put(output.getKey(), tensor((OnnxTensor) output.getValue()));
                    }
                }
                return results;
            }
        } finally {
            given.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, Tensor tensor) throws OrtException {
        long[] shape = Arrays.stream(tensor.shape()).asLongStream().toArray();
        return switch (tensor.values()) {
            case float[] v -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(v), shape);
            case double[] v -> OnnxTensor.createTensor(environment, DoubleBuffer.wrap(v), shape);
            case int[] v -> OnnxTensor.createTensor(environment, IntBuffer.wrap(v), shape);
            case long[] v -> OnnxTensor.createTensor(environment, LongBuffer.wrap(v), shape);
            case String[] v -> OnnxTensor.createTensor(environment, v, shape);
            case boolean[] v -> {
                ByteBuffer bytes = ByteBuffer.allocateDirect(v.length).order(ByteOrder.nativeOrder());
                for (boolean flag : v) {
                    bytes.put((byte) (flag ? 1 : 0));
                }
                yield OnnxTensor.createTensor(environment, bytes.flip(), shape, OnnxJavaType.BOOL);
            }
            default -> throw new AssertionError(tensor);
        };
    }

    private static Tensor tensor(OnnxTensor value) throws OrtException {
        TensorInfo info = value.getInfo();
        int[] shape = Arrays.stream(info.getShape()).mapToInt(Math::toIntExact).toArray();
        int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        return switch (info.type) {
            case FLOAT -> {
                float[] v = new float[size];
                value.getFloatBuffer().get(v);
                yield Tensor.of(v, shape);
            }
            case DOUBLE -> {
                double[] v = new double[size];
                value.getDoubleBuffer().get(v);
                yield Tensor.of(v, shape);
            }
            case INT32 -> {
                int[] v = new int[size];
                value.getIntBuffer().get(v);
                yield Tensor.of(v, shape);
            }
            case INT64 -> {
                long[] v = new long[size];
                value.getLongBuffer().get(v);
                yield Tensor.of(v, shape);
            }
            case BOOL -> {
                ByteBuffer bytes = value.getByteBuffer();
                boolean[] v = new boolean[size];
                for (int i = 0; i < size; i++) {
                    v[i] = bytes.get(i) != 0;
                }
                yield Tensor.of(v, shape);
            }
            case STRING -> {
                String[] v = new String[size];
                flatten(value.getValue(), v, 0);
                yield Tensor.of(v, shape);
            }
            default -> throw new AssertionError(info);
        };
    }

    /** Nested arrays, one after the other; where the next goes. */
    private static int flatten(Object nested, String[] out, int at) {
        if (nested instanceof Object[] all) {
            int next = at;
            for (Object one : all) {
                next = flatten(one, out, next);
            }
            return next;
        }
        out[at] = (String) nested;
        return at + 1;
    }
}
