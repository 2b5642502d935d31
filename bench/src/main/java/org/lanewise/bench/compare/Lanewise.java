package org.lanewise.bench.compare;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lanewise.bench.Data;
import org.lanewise.bench.ProductShape;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Backend;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.Op;
import org.lanewise.kernels.PackedMatrix;
import org.lanewise.models.onnx.OnnxModel;
import org.lanewise.models.onnx.OnnxValue;
import org.lanewise.models.Tensor;
import org.lanewise.network.Cost;
import org.lanewise.network.DenseLayer;
import org.lanewise.network.Network;
import org.lanewise.network.Pass;
import org.lanewise.network.Predictor;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Split;
import org.lanewise.network.data.Targets;
import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.OptimizerState;
import org.lanewise.network.training.Schedule;
import org.lanewise.network.training.Training;
import org.lanewise.network.training.TrainingRun;

/** The library, on one of its backends. */
class Lanewise implements Contender {
    /** What the results call the library as it is used. */
    static final String BY_DEFAULT = "lanewise";

    private static final int DIGITS_EPOCHS = 6;
    private static final int DIGITS_BATCH = 24;

    private final String name;
    private final @Nullable Backend backend;
    private final Set<Suite> suites;
    private @Nullable Kernels started;

    private Lanewise(String name, @Nullable Backend backend, Set<Suite> suites) {
        this.name = name;
        this.backend = backend;
        this.suites = suites;
    }

    /** The library as it is used: on the backend that it chooses by itself. */
    static Contender byDefault() {
        return new Lanewise(BY_DEFAULT, null, EnumSet.allOf(Suite.class));
    }

    /** The portable backend. */
    static Contender scalar() {
        return new Lanewise("scalar", Backend.SCALAR,
                EnumSet.complementOf(EnumSet.of(Suite.RERUN, Suite.COLUMNS, Suite.THREADS, Suite.TRAIN, Suite.INFER,
                        Suite.EPOCH, Suite.DIGITS, Suite.LOAD)));
    }

    /** The vector backend by force, which tells how long SIMD takes to be compiled. */
    static Contender vector() {
        return new Lanewise("vector", Backend.VECTOR, EnumSet.of(Suite.COLDSTART));
    }

    /** One thread, whatever is offered. */
    static Contender oneThread() {
        return new Lanewise("one thread", null, EnumSet.of(Suite.THREADS)) {
            @Override
            public void start(int threads) {
                super.start(1);
            }
        };
    }

    /** Products with A packed beforehand. */
    static Contender packed() {
        return new Lanewise("packed", null, EnumSet.of(Suite.COLUMNS)) {
            @Override
            public Work product(ProductShape shape, Matrix a, Matrix b) {
                return dense(shape, a, b, null);
            }
        };
    }

    /** Products with a B that lies transposed: each of its columns is contiguous. */
    static Contender transposed() {
        return new Lanewise("transposed", null, EnumSet.of(Suite.COLUMNS)) {
            @Override
            public Work product(ProductShape shape, Matrix a, Matrix b) {
                ProductShape transposed = new ProductShape(shape.opA(), Op.T, shape.m(), shape.n(), shape.k());
                return super.product(transposed, a, Data.transpose(b));
            }
        };
    }

    /** A vector by way of a product, whose sums have another order. */
    static Contender asProduct() {
        return new Lanewise("as product", null, EnumSet.of(Suite.GEMV)) {
            @Override
            public Work matrixVector(ProductShape shape, Matrix a, Matrix x) {
                return product(shape, a, x);
            }

            @Override
            public boolean hasPromisedBits() {
                return false;
            }
        };
    }

    /** Predictions for examples in columns. */
    static Contender inColumns() {
        return new Lanewise("in columns", null, EnumSet.of(Suite.INFER)) {
            @Override
            public Work prediction(NetworkTask task) {
                return prediction(task, Examples.ofColumns(task.x()), Examples.ofColumns(task.y().copy()));
            }

            @Override
            public @Nullable Work imported(ImportedModel model) {
                return null;
            }
        };
    }

    /** Models as graphs, which gives all outputs of any model; a predictor may have folded what stands before the first layer. */
    static Contender asGraph() {
        return new Lanewise("as graph", null, EnumSet.of(Suite.INFER)) {
            @Override
            public boolean hasPromisedBits() {
                return false;
            }

            @Override
            public @Nullable Work prediction(NetworkTask task) {
                return null;
            }

            @Override
            public Work imported(ImportedModel model) {
                return run(model.read(kernels()), model);
            }
        };
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<Suite> suites() {
        return suites;
    }

    @Override
    public void start(int threads) {
        Kernels kernels = Kernels.create().withThreads(threads);
        started = backend == null ? kernels : kernels.withBackend(backend);
    }

    @Override
    public String description() {
        return kernels().toString();
    }

    /** What computes. */
    final Kernels kernels() {
        if (started == null) {
            throw new IllegalStateException(name + " is not started");
        }
        return started;
    }

    @Override
    public boolean hasPromisedBits() {
        return true;
    }

    @Override
    public Work product(ProductShape shape, Matrix a, Matrix b) {
        Kernels kernels = kernels();
        Matrix c = Matrix.zeros(shape.m(), shape.n());
        return Work.into(c, () -> kernels.gemm(shape.opA(), shape.opB(), 1, a, b, 0, c));
    }

    @Override
    public Work matrixVector(ProductShape shape, Matrix a, Matrix x) {
        Kernels kernels = kernels();
        Matrix y = Matrix.zeros(shape.m(), 1);
        return Work.into(y, () -> kernels.matrixVector(shape.opA(), 1, a, x, 0, y));
    }

    /** With the weights packed beforehand, as oneDNN has them. */
    @Override
    public Work dense(ProductShape shape, Matrix w, Matrix x, @Nullable Epilogue epilogue) {
        Kernels kernels = kernels();
        PackedMatrix packed = kernels.pack(shape.opA(), w);
        Matrix a = Matrix.zeros(shape.m(), shape.n());
        if (epilogue == null) {
            return Work.into(a, () -> kernels.multiply(packed, x, a));
        }
        return Work.into(a, () -> kernels.dense(packed, x, epilogue.bias(), epilogue.g(), a));
    }

    @Override
    public Work activation(Activation g, Matrix z) {
        Kernels kernels = kernels();
        Matrix a = Matrix.zeros(z.rows(), z.columns());
        return Work.into(a, () -> kernels.activate(g, z, a));
    }

    @Override
    public Work rowSums(Matrix x) {
        Kernels kernels = kernels();
        Matrix y = Matrix.zeros(x.rows(), 1);
        return Work.into(y, () -> kernels.rowSums(1, x, 0, y));
    }

    /** The fused way: a weight gradient is stored nowhere. */
    @Override
    public Work training(NetworkTask task, Optimizer optimizer) {
        Network network = network(task);
        Examples x = Examples.ofColumns(task.x());
        Dataset batch = Dataset.of(x, task.cost().equals(Cost.CATEGORICAL_CROSS_ENTROPY)
                ? Targets.classes(task.classes())
                : Targets.values(Examples.ofColumns(task.y())));
        Pass pass = network.pass(x.size(), 0);
        OptimizerState state = optimizer.start(network);
        return new Work() {
            private double cost;

            @Override
            public void run(int times) {
                for (int i = 0; i < times; i++) {
                    pass.forward(x, state.steps());
                    cost = pass.cost(batch);
                    state.step(pass, 1);
                }
            }

            @Override
            public float[] result() {
                float[] predictions = network.predict(x).toRowMatrix().toArray();
                return FloatBuffer.allocate(1 + predictions.length).put((float) cost).put(predictions).array();
            }
        };
    }

    /** As anybody would: shuffling and gathering included. */
    @Override
    public Work epochs(EpochTask task, Optimizer optimizer) {
        Network network = network(task.network());
        TrainingRun run = Training.ofEpochs(Integer.MAX_VALUE).withBatchSize(task.network().shape().batch())
                .withSeed(EpochTask.SEED).withOptimizer(optimizer).start(network, task.data().train());
        return new Work() {
            @Override
            public void run(int times) {
                for (int i = 0; i < times; i++) {
                    run.nextEpoch();
                }
            }

            @Override
            public float[] result() {
                return new float[]{(float) run.history().epochs().getLast().cost(),
                        Images.accuracy(network.classify(task.data().test().x()), task.data().test())};
            }
        };
    }

    /** The settings were sought by trying, for the accuracy that the best peer has. */
    @Override
    public Work classifier(Split<Dataset> digits, long seed) {
        Training training = Training.ofEpochs(DIGITS_EPOCHS).withBatchSize(DIGITS_BATCH).withSeed(seed)
                .withOptimizer(Optimizer.nesterov(0.9).withLearningRate(0.1)).withSchedule(Schedule.oneCycle());
        Network.Builder builder = Network.builder(64).hidden(150, Activation.RELU).hidden(100, Activation.RELU)
                .output(10, Cost.CATEGORICAL_CROSS_ENTROPY).seed(seed).kernels(kernels());
        return new Work() {
            private Network network = builder.build();

            @Override
            public void run(int times) {
                for (int i = 0; i < times; i++) {
                    network = builder.build();
                    training.fit(network, digits.train());
                }
            }

            @Override
            public float[] result() {
                return new float[]{Images.accuracy(network.classify(digits.test().x()), digits.test())};
            }
        };
    }

    /** By a predictor, whose weights are packed once, from examples in rows, as other libraries have them. */
    @Override
    public @Nullable Work prediction(NetworkTask task) {
        return prediction(task, Examples.ofRows(Data.transpose(task.x())),
                Examples.ofRows(Data.transpose(task.y())));
    }

    /** Writes over what out has. */
    final Work prediction(NetworkTask task, Examples x, Examples out) {
        return prediction(network(task).predictor(), x, out);
    }

    private static Work prediction(Predictor predictor, Examples x, Examples out) {
        return new Work() {
            @Override
            public void run(int times) {
                for (int i = 0; i < times; i++) {
                    predictor.predict(x, out);
                }
            }

            @Override
            public float[] result() {
                return out.toRowMatrix().toArray();
            }
        };
    }

    /** By a predictor where the model is a chain of layers, else as a graph. */
    @Override
    public @Nullable Work imported(ImportedModel model) {
        OnnxModel graph = model.read(kernels());
        Predictor predictor;
        try {
            predictor = graph.predictor();
        } catch (IllegalStateException e) {
            return run(graph, model);
        }
        if (model.batch() == 1) {
            return prediction(predictor, model.x());
        }
        Matrix x = Matrix.of(model.batch(), model.x().length / model.batch(), model.x());
        return prediction(predictor, Examples.ofRows(x),
                Examples.ofRows(Matrix.zeros(model.batch(), predictor.outputs())));
    }

    /** One example, as a service has it. */
    private static Work prediction(Predictor predictor, float[] x) {
        float[] out = new float[predictor.outputs()];
        return new Work() {
            @Override
            public void run(int times) {
                for (int i = 0; i < times; i++) {
                    predictor.predict(x, out);
                }
            }

            @Override
            public float[] result() {
                return out;
            }
        };
    }

    /** Node by node. */
    static Work run(OnnxModel graph, ImportedModel model) {
        int[] shape = graph.inputs().getFirst().shape().stream().mapToInt(n -> n == OnnxValue.FREE ? model.batch() : n)
                .toArray();
        Map<String, Tensor> inputs = Map.of(model.input(), Tensor.of(model.x(), shape));
        return new Work() {
            private Map<String, Tensor> outputs = Map.of();

            @Override
            public void run(int times) {
                for (int i = 0; i < times; i++) {
                    outputs = graph.run(inputs);
                }
            }

            @Override
            public float[] result() {
                return Objects.requireNonNull(outputs.get(model.output())).floats();
            }
        };
    }

    private Network network(NetworkTask task) {
        List<DenseLayer> layers = new ArrayList<>();
        int depth = task.weights().size();
        for (int l = 0; l < depth; l++) {
            layers.add(new DenseLayer(task.weights().get(l).copy(), task.biases().get(l).copy(),
                    l < depth - 1 ? task.hidden() : Activation.IDENTITY));
        }
        return new Network(kernels(), layers, task.cost());
    }
}
