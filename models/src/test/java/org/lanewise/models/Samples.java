package org.lanewise.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Backend;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.Op;
import org.lanewise.kernels.PackedMatrix;
import org.lanewise.kernels.RandomStream;
import org.lanewise.kernels.Update;
import org.lanewise.kernels.UpdateRule;
import org.lanewise.models.onnx.Onnx;
import org.lanewise.models.onnx.OnnxModel;
import org.lanewise.network.Cost;
import org.lanewise.network.DenseLayer;
import org.lanewise.network.Evaluation;
import org.lanewise.network.Gradient;
import org.lanewise.network.GradientCheck;
import org.lanewise.network.Initialization;
import org.lanewise.network.Network;
import org.lanewise.network.Pass;
import org.lanewise.network.Predictor;
import org.lanewise.network.data.Column;
import org.lanewise.network.data.DataSource;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.FeatureTransform;
import org.lanewise.network.data.FittedColumn;
import org.lanewise.network.data.FittedImputer;
import org.lanewise.network.data.FittedPreprocessing;
import org.lanewise.network.data.FittedScaler;
import org.lanewise.network.data.Imputer;
import org.lanewise.network.data.MiniBatches;
import org.lanewise.network.data.Preprocessing;
import org.lanewise.network.data.Rows;
import org.lanewise.network.data.Scaler;
import org.lanewise.network.data.Split;
import org.lanewise.network.data.Table;
import org.lanewise.network.data.Targets;
import org.lanewise.network.data.Unknown;
import org.lanewise.network.metrics.Average;
import org.lanewise.network.metrics.ConfusionMatrix;
import org.lanewise.network.metrics.Metric;
import org.lanewise.network.metrics.Scores;
import org.lanewise.network.training.Clipping;
import org.lanewise.network.training.EarlyStopping;
import org.lanewise.network.training.Ending;
import org.lanewise.network.training.Epoch;
import org.lanewise.network.training.History;
import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.OptimizerState;
import org.lanewise.network.training.Schedule;
import org.lanewise.network.training.Shard;
import org.lanewise.network.training.ShardPlan;
import org.lanewise.network.training.ShardSum;
import org.lanewise.network.training.ShardTask;
import org.lanewise.network.training.ShardTree;
import org.lanewise.network.training.ShardWorker;
import org.lanewise.network.training.ShardedData;
import org.lanewise.network.training.Training;
import org.lanewise.network.training.TrainingListener;
import org.lanewise.network.training.TrainingRun;
import org.lanewise.network.training.TrainingState;

/**
 * A value of each type of the public interface, made anew each time. They fit one another: a matrix has one element,
 * there are four examples of one feature and of two classes, a layer has one unit.
 */
final class Samples {
    private static final Metric OWN = Metric.of("own", true, (predictions, truth) -> 0);

    private final Path folder;
    /** By type, by name and type, or by method and name: the last one that there is counts. */
    private final Map<String, Supplier<?>> suppliers = new HashMap<>();
    private int files;
    /** That of the last optimizer. */
    private Network trained = net();

    Samples(Path folder) {
        this.folder = folder;
        numbers();
        kernels();
        network();
        data();
        training();
        models();
    }

    private <T> void put(Class<T> type, Supplier<? extends T> value) {
        suppliers.put(type.getTypeName(), value);
    }

    /** For a parameter: {@code Type.method parameter}, or a type with type arguments. */
    private void put(String key, Supplier<?> value) {
        suppliers.put(key, value);
    }

    private void numbers() {
        put(int.class, () -> 1);
        put("offset", () -> 0);
        put("example", () -> 1);
        put(long.class, () -> 1L);
        put(float.class, () -> 0.5f);
        put(double.class, () -> 0.5);
        put(boolean.class, () -> true);
        put(char.class, () -> ';');
        put(String.class, () -> "a");
        put(Object.class, () -> new float[1]);
        put(Throwable.class, IOException::new);
        put(int[].class, () -> new int[1]);
        put(long[].class, () -> new long[1]);
        put(float[].class, () -> new float[1]);
        put(double[].class, () -> new double[1]);
        put(boolean[].class, () -> new boolean[1]);
        put(String[].class, () -> new String[]{"a"});
        put(float[][].class, () -> new float[1][1]);
        put(double[][].class, () -> new double[1][1]);
        put(Object[][].class, () -> new Object[][]{{1}});
        put(Path.class, () -> folder.resolve("new" + files++));
        put(Duration.class, () -> Duration.ZERO);
        put(Runnable.class, () -> (Runnable) () -> {
        });
        put(Executor.class, () -> (Executor) Runnable::run);
        put("java.util.List<java.lang.String>", () -> List.of("a"));
        put("java.util.List<java.lang.Double>", () -> List.of(1.0));
        put("java.util.List<java.lang.Integer>", () -> List.of(1));
        put("java.util.List<?>", () -> List.of(1.0));
        put("java.util.Map<java.lang.String, ?>", () -> Map.of("a", 1.0, "b", "x"));
        put("java.util.Map<java.lang.String, java.lang.String>", () -> Map.of("a", "b"));
        put("java.util.function.Function<? super T, ? extends U>", () -> (Function<Object, Object>) x -> x);
    }

    private static Matrix matrix() {
        return Matrix.of(1, 1, 0.25f);
    }

    private void kernels() {
        Kernels kernels = Kernels.create();
        put(Kernels.class, () -> kernels);
        put(Matrix.class, Samples::matrix);
        put(Matrix[].class, () -> new Matrix[0]);
        put(PackedMatrix.class, () -> kernels.pack(Op.N, matrix()));
        put("b " + PackedMatrix.class.getTypeName(), () -> kernels.packRight(Op.N, matrix()));
        put(Update.class, () -> Update.of(UpdateRule.momentum(0.9), matrix(), matrix()).step(1, 1));
        put("Update.moment i", () -> 0);
        put(UpdateRule.class, () -> UpdateRule.GRADIENT_DESCENT);
        put(UpdateRule.Kind.class, () -> UpdateRule.Kind.ADAM);
        put(Op.class, () -> Op.N);
        put(Backend.class, () -> Backend.SCALAR);
        put(Activation.class, () -> Activation.TANH);
        put(Activation.Kind.class, () -> Activation.Kind.HARD_SIGMOID);
        put(RandomStream.class, () -> RandomStream.of(1, "a"));
        for (String index : List.of("Matrix.get i", "Matrix.get j", "Matrix.set i", "Matrix.set j")) {
            put(index, () -> 0);
        }
        put("RandomStream.fillUniform high", () -> 1.0);
    }

    private static Network net() {
        return Networks.filled(Network.builder(1).hidden(1, Activation.TANH).dropout(0.25f).hidden(1, Activation.RELU)
                .output(1, Cost.BINARY_CROSS_ENTROPY).build(), 1);
    }

    private static Examples examples() {
        return Examples.ofRows(new float[]{1, 2, 4, 3}, 1);
    }

    private static Examples predictions() {
        return Examples.ofRows(new float[]{0.1f, 0.2f, 0.7f, 0.8f}, 1);
    }

    private static Dataset dataset() {
        return Dataset.of(examples(), Targets.classes(0, 1, 0, 1));
    }

    /** With everything that a step needs. */
    private static Pass pass(Network network) {
        Pass pass = network.pass(4, 1);
        pass.forward(examples(), 1);
        pass.cost(dataset());
        pass.backward();
        return pass;
    }

    private void network() {
        put(Network.class, Samples::net);
        put(Network.Builder.class, () -> Network.builder(1));
        put("Network.dropout l", () -> 0);
        put("Network dropout", () -> new float[]{0});
        put("Builder.output activation", () -> Activation.SIGMOID);
        put("Builder.dropout", () -> Network.builder(1).hidden(1, Activation.TANH));
        put("Pass.accept l", () -> 0);
        put("Pass.forward batch", () -> 4);
        put(DenseLayer.class, () -> new DenseLayer(matrix(), matrix(), Activation.SIGMOID));
        put("java.util.List<org.lanewise.network.DenseLayer>",
                () -> List.of(new DenseLayer(matrix(), matrix(), Activation.IDENTITY)));
        put(DenseLayer.Forward.class, () -> new DenseLayer.Forward(matrix(), matrix(), matrix()));
        put("java.util.List<org.lanewise.network.DenseLayer$Forward>", () -> List.of(of(DenseLayer.Forward.class)));
        put(DenseLayer.Backward.class, () -> new DenseLayer.Backward(matrix(), matrix(), matrix(), matrix()));
        put("java.util.List<org.lanewise.network.DenseLayer$Backward>", () -> List.of(of(DenseLayer.Backward.class)));
        put(Gradient.class, () -> new Gradient(matrix(), matrix()));
        put("java.util.List<org.lanewise.network.Gradient>",
                () -> List.of(of(Gradient.class), of(Gradient.class), of(Gradient.class)));
        put(GradientCheck.class, () -> GradientCheck.of(net(), dataset()));
        put("GradientCheck.of network", () -> net().copy());
        put(Cost.class, () -> Cost.BINARY_CROSS_ENTROPY);
        put("Cost.withLabelSmoothing", () -> Cost.CATEGORICAL_CROSS_ENTROPY);
        put(Cost.Kind.class, () -> Cost.Kind.HUBER);
        put("Cost labelSmoothing", () -> 0f);
        put(Initialization.class, () -> Initialization.HE_NORMAL);
        put(Initialization.Kind.class, () -> Initialization.Kind.CONSTANT);
        put(Pass.class, () -> pass(net()));
        put("Pass.backward da", () -> Matrix.zeros(1, 4));
        put(Pass.WeightGradients.class, () -> (Pass.WeightGradients) (l, dz, before) -> {
        });
        put(Predictor.class, () -> net().predictor());
        put("Predictor.predict out " + Examples.class.getTypeName(), () -> Examples.ofRows(Matrix.zeros(4, 1)));
        put(Evaluation.class, () -> net().evaluation(dataset()));
    }

    private void data() {
        put(Examples.class, Samples::examples);
        put("predictions " + Examples.class.getTypeName(), Samples::predictions);
        put("Examples.get i", () -> 0);
        put("Examples.gather order", () -> new int[]{0, 1});
        put("Classes.gather order", () -> new int[]{0, 1});
        put("Dataset.gatherWeights order", () -> new int[]{0, 1});
        put("first", () -> 0);
        put("first java.lang.String", () -> "a");
        put("from", () -> 0);
        put(Dataset.class, Samples::dataset);
        put("Dataset.of y", () -> Targets.classes(0, 1, 0, 1));
        put("Dataset.piece i", () -> 0);
        put("DataSource.piece i", () -> 0);
        put("Dataset.withWeightsOf newWeights", () -> new float[]{1, 1, 2, 1});
        put("Dataset.withWeights newWeights", () -> new float[]{1, 1, 2, 1});
        put("Dataset.withClassWeights classWeights", () -> new float[]{1, 2});
        put("k", () -> 2);
        put("Kernels.topKRows k", () -> 1);
        put("Metric.topK k", () -> 1);
        put("folds", () -> 2);
        put(DataSource.class, Samples::dataset);
        put(Rows.class, () -> rows(4));
        put("Rows.get", () -> rows(4));
        put("Rows.get i", () -> 0);
        put(MiniBatches.class, () -> new MiniBatches(dataset(), 2));
        put(Targets.class, () -> Targets.classes(0, 1, 0, 1));
        put(Targets.Classes.class, () -> Targets.classes(0, 1, 0, 1));
        put(Targets.Values.class, () -> new Targets.Values(examples()));
        put(Column.class, () -> Column.numbers("a", 1, 2, 4, 3));
        put(Column.Numbers.class, () -> Column.numbers("a", 1, 2, 4, 3));
        put(Column.Texts.class, () -> Column.texts("b", "x", "y", "x", "y"));
        put(Column[].class, () -> new Column[]{of(Column.Numbers.class), of(Column.Texts.class)});
        put("java.util.List<? extends org.lanewise.network.data.Column>",
                () -> List.of(of(Column.Numbers.class), of(Column.Texts.class)));
        put("java.util.List<? extends java.util.Map<java.lang.String, ?>>", () -> List.of(Map.of("a", 1.0)));
        put(Table.class, () -> Table.of(of(Column.Numbers.class), of(Column.Texts.class)));
        put("Table.texts name", () -> "b");
        put("label", () -> "b");
        put("java.util.stream.Stream<org.lanewise.network.data.Table>", () -> Stream.of(of(Table.class)));
        put(Scaler.class, () -> Scaler.STANDARD);
        put("Scaler low", () -> 0.0);
        put("Scaler.minMax low", () -> 0.0);
        put("Scaler high", () -> 1.0);
        put(Scaler.Kind.class, () -> Scaler.Kind.MIN_MAX);
        put(Imputer.class, () -> Imputer.MEAN);
        put(Imputer.Kind.class, () -> Imputer.Kind.CONSTANT);
        put(FittedScaler.class, () -> Scaler.STANDARD.fit(examples()));
        put(FittedScaler.Scaling.class, () -> new FittedScaler.Scaling(1, 2));
        put("java.util.List<org.lanewise.network.data.FittedScaler$Scaling>",
                () -> List.of(of(FittedScaler.Scaling.class)));
        put(FittedImputer.class, () -> Imputer.MEAN.fit(examples()));
        put("FittedImputer.apply i", () -> 0);
        put("FittedScaler.apply i", () -> 0);
        put("FeatureTransform.apply i", () -> 0);
        put(FeatureTransform.class, () -> Scaler.STANDARD.fit(examples()));
        put(FittedColumn.class, () -> new FittedColumn.Numbers("a", 1, of(FittedScaler.Scaling.class)));
        put("java.util.List<org.lanewise.network.data.FittedColumn>", () -> List.of(of(FittedColumn.class)));
        put(Preprocessing.class, Preprocessing::standard);
        put("java.util.Set<java.lang.String>", () -> Set.of("a"));
        put(FittedPreprocessing.class, () -> Preprocessing.standard().fit(of(Table.class).select("a")));
        put("FittedPreprocessing.apply texts", () -> new String[0]);
        put("Onnx.writeClassifier classes", () -> List.of("x", "y"));
        put(Unknown.class, () -> Unknown.ZEROS);
        put(Split.class, () -> dataset().split(0.5, 1));
        put("T", Samples::dataset);
    }

    private static Rows rows(int count) {
        return new Rows() {
            @Override
            public int size() {
                return count;
            }

            @Override
            public int features() {
                return 1;
            }

            @Override
            public float get(int row, int i) {
                return row;
            }

            @Override
            public Rows range(int from, int to) {
                return rows(to - from);
            }
        };
    }

    private static Training onShards() {
        return Training.ofEpochs(1).withBatchSize(2).withShards(1);
    }

    private static ShardPlan plan() {
        return ShardPlan.of(onShards(), 4);
    }

    private void shards() {
        put(ShardPlan.class, Samples::plan);
        put("ShardPlan.of training", Samples::onShards);
        put("ShardPlan.of sizes", () -> new int[]{4});
        put("ShardPlan.size shard", () -> 0);
        put(Shard.class, () -> new Shard(plan(), 0, dataset()));
        put("Shard number", () -> 0);
        put("java.util.function.IntFunction<org.lanewise.network.training.Shard>",
                () -> (IntFunction<Shard>) s -> new Shard(plan(), s, dataset()));
        put(ShardWorker.class, () -> new ShardWorker(plan(), net()));
        put("ShardWorker.sums from", () -> new float[6]);
        put(ShardTask.class, () -> new ShardTask.Gradients(0, 0, 0));
        put(ShardTask.Gradients.class, () -> new ShardTask.Gradients(0, 0, 0));
        put(ShardTask.LocalSteps.class, () -> new ShardTask.LocalSteps(0, 0, 0, List.of(1.0)));
        put(ShardTask.Cost.class, ShardTask.Cost::new);
        put(ShardSum.class, () -> new ShardSum(6));
        put("java.util.Optional<org.lanewise.network.training.ShardSum>", () -> Optional.of(new ShardSum(6)));
        put(ShardTree.class, () -> new ShardTree(of(Kernels.class)));
        put(ShardTree.Node.class, () -> new ShardTree.Node(0, 1));
        put(ShardTree.Part.class, () -> new ShardTree.Part(of(ShardTree.Node.class), Optional.of(new ShardSum(6))));
        put("java.util.List<org.lanewise.network.training.ShardTree$Part>", () -> List.of(of(ShardTree.Part.class)));
        put(ShardedData.class, () -> new ShardedData() {
            @Override
            public int[] sizes() {
                return new int[]{4};
            }

            @Override
            public long[] fingerprints() {
                return new long[]{dataset().fingerprint()};
            }

            @Override
            public void sum(ShardTask task, float[] state, ShardSum sum) {
                Objects.requireNonNull(task, "task");
                Objects.requireNonNull(state, "state");
                Objects.requireNonNull(sum, "sum");
            }
        });
    }

    private void training() {
        put(Metric.class, () -> OWN);
        put("Metric.of", () -> Metric.f1(Average.MACRO));
        put(Metric[].class, () -> new Metric[]{Metric.ACCURACY});
        put("java.util.Map<org.lanewise.network.metrics.Metric, java.lang.Double>", () -> Map.of(OWN, 1.0));
        put("java.util.function.ToDoubleBiFunction<org.lanewise.network.data.Examples, org.lanewise.network.data.Dataset>",
                () -> (ToDoubleBiFunction<Examples, Dataset>) (predictions, truth) -> 0);
        put(Average.class, () -> Average.MACRO);
        put(ConfusionMatrix.class, () -> ConfusionMatrix.of(predictions(), labelled()));
        put("actual java.lang.String", () -> "x");
        put("predicted java.lang.String", () -> "y");
        put(Scores.class, () -> new Scores(1, Map.of(OWN, 1.0)));
        put("java.util.Optional<org.lanewise.network.metrics.Scores>", () -> Optional.of(of(Scores.class)));
        put(Training.class, () -> Training.ofEpochs(1).withBatchSize(2));
        put("Training.ofEpochs epochs", () -> 2);
        put(TrainingListener.class, () -> (TrainingListener) (run, epoch) -> {
        });
        put(TrainingRun.class, () -> of(Training.class).start(net(), dataset()));
        put(TrainingState.class, () -> of(TrainingRun.class).state());
        put("Training.start", Samples::onShards);
        put("Training.withLocalSteps", Samples::onShards);
        put("Training.resume", Samples::onShards);
        put("Training.resume state", () -> onShards().start(net(), dataset()).state());
        shards();
        put(TrainingState.Origin.class, () -> of(TrainingState.class).origin());
        put(TrainingState.Plateau.class, () -> of(TrainingState.class).plateau());
        put("java.util.List<org.lanewise.kernels.Matrix>", () -> List.of(matrix()));
        put(Epoch.class, () -> new Epoch(1, 0.1, 1, Optional.empty(), Optional.empty()));
        put("java.util.Optional<java.lang.String>", () -> Optional.of("a"));
        put("java.util.List<org.lanewise.network.training.Epoch>", () -> List.of(of(Epoch.class)));
        put("java.util.Optional<org.lanewise.network.training.Epoch>", () -> Optional.of(of(Epoch.class)));
        put(Ending.class, () -> Ending.COMPLETED);
        put(History.class, () -> of(Training.class).fit(net(), dataset()));
        put(EarlyStopping.class, () -> EarlyStopping.patience(1));
        put(Optimizer.class, Optimizer::adam);
        put(OptimizerState.class, () -> Optimizer.adam().start(net()));
        put("OptimizerState.step", () -> {
            trained = net();
            return Optimizer.adam().start(trained);
        });
        put("OptimizerState.step pass", () -> pass(trained));
        put(Clipping.class, () -> Clipping.byNorm(1));
        put(Clipping.Kind.class, () -> Clipping.Kind.VALUE);
        put(Schedule.class, () -> Schedule.cosine(0.1));
        put(Schedule.Constant.class, Schedule.Constant::new);
        put(Schedule.Step.class, () -> new Schedule.Step(1, 0.5));
        put(Schedule.Cosine.class, () -> new Schedule.Cosine(0.5));
        put(Schedule.Linear.class, () -> new Schedule.Linear(0.5));
        put(Schedule.OneCycle.class, () -> new Schedule.OneCycle(0.1, 0.1, 0.5));
        put(Schedule.ReduceOnPlateau.class, () -> new Schedule.ReduceOnPlateau(0.5, 1, 0.1));
        put(Schedule.WarmUp.class, () -> new Schedule.WarmUp(1, Schedule.cosine(0.1)));
        // The state that is gone on from is that of the same training.
    }

    private static Dataset labelled() {
        return Dataset.of(examples(), Targets.labels(List.of("x", "y", "x", "y")));
    }

    private Path file(Writer writer) {
        Path file = of(Path.class);
        try {
            writer.write(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** Makes a file. */
    private interface Writer {
        void write(Path file) throws IOException;
    }

    private void models() {
        Pipeline<String> pipeline = Recipe.classify("b").withTraining(of(Training.class)).fit(of(Table.class));
        put(Pipeline.class, () -> pipeline);
        put("Pipeline.predict texts", () -> new String[0]);
        put("Pipeline.outputs texts", () -> new String[0]);
        put("Pipeline.outputs out", () -> new float[2]);
        Table table = Table.of(of(Column.Numbers.class), Column.numbers("c", 1, 1, 0, 0),
                Column.numbers("d", 0, 1, 0, 1));
        Training training = of(Training.class);
        Path classifier = file(pipeline::save);
        Path labels = file(Recipe.classify("c", "d").withTraining(training).fit(table)::save);
        Path regressor = file(Recipe.regress("a").withTraining(training).fit(table)::save);
        Path vectorRegressor = file(Recipe.regress("c", "d").withTraining(training).fit(table)::save);
        put("Pipeline.load file", () -> classifier);
        put("Pipeline.loadClassifier file", () -> classifier);
        put("Pipeline.loadLabelClassifier file", () -> labels);
        put("Pipeline.loadRegressor file", () -> regressor);
        put("Pipeline.loadVectorRegressor file", () -> vectorRegressor);
        put(Recipe.class, () -> Recipe.classify("b").withTraining(of(Training.class)));
        put("Recipe.withTargetScaler", () -> Recipe.regress("a"));
        put("Recipe.classify others", () -> new String[]{"c"});
        put("Recipe.classify first", () -> "d");
        put("Recipe.classify second", () -> "b");
        put("Recipe.regress others", () -> new String[]{"c"});
        put("Recipe.regress first", () -> "d");
        put("Recipe.regress second", () -> "b");
        put(Tensor.class, () -> Tensor.of(new float[]{1}, 1));
        put("shape int[]", () -> new int[]{1});
        put("Tensor.withShape other", () -> new int[]{1});
        put("Tensor.real i", () -> 0);
        put("Tensor.integer", () -> Tensor.of(new long[]{1}, 1));
        put("Tensor.integer i", () -> 0);
        put("Tensor.dimension axis", () -> 0);
        put(Tensor.Type.class, () -> Tensor.Type.FLOAT);
        put("java.util.Map<java.lang.String, org.lanewise.models.Tensor>", () -> Map.of("a", of(Tensor.class)));
        put(Checkpoints.class, () -> Checkpoints.in(of(Path.class)));
        put("Checkpoints.read file", () -> file(file -> Checkpoints.write(of(TrainingState.class), file)));
        put("Csv.withTexts names", () -> new String[]{"a"});
        put(Csv.class, Csv::standard);
        Path csv = file(file -> Csv.write(of(Table.class), file));
        for (String key : List.of("Csv.read file", "Csv.table file", "Csv.pieces file", "Csv.dataset file")) {
            put(key, () -> csv);
        }
        put("Csv.dataset target", () -> "b");
        put("Npy.read file", () -> file(file -> Npy.write(of(Tensor.class), file)));
        put("Npy.readAll file", () -> file(file -> Npy.writeAll(Map.of("a", of(Tensor.class)), file)));
        put("Npy.examples file", () -> file(file -> Npy.write(Tensor.of(new float[4], 4, 1), file)));
        put("Npy.dataset features", () -> file(file -> Npy.write(Tensor.of(new float[4], 4, 1), file)));
        put("Npy.dataset targets", () -> file(file -> Npy.write(Tensor.of(new float[4], 4, 1), file)));
        put("Idx.read file", () -> file(file -> Files.write(file, new byte[]{0, 0, 8, 1, 0, 0, 0, 1, 1})));
        put("Idx.read features",
                () -> file(file -> Files.write(file, new byte[]{0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7})));
        put("Idx.read labels", () -> file(file -> Files.write(file, new byte[]{0, 0, 8, 1, 0, 0, 0, 1, 1})));
        put("Safetensors.read file", () -> file(file -> Safetensors.write(net(), file)));
        put("Safetensors.load file", () -> file(file -> Safetensors.write(net(), file)));
        put("Safetensors.load layers", () -> new String[0]);
        put("Safetensors.metadata file", () -> file(file -> Safetensors.write(net(), file)));
        put("Safetensors.readTensors file", () -> file(file -> Safetensors.write(net(), file)));
        put("Onnx.read file", () -> file(file -> Onnx.write(net(), file)));
        put(OnnxModel.class, () -> {
            try {
                return Onnx.read(file(file -> Onnx.write(net(), file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        put("OnnxModel.run given", () -> Map.of(of(OnnxModel.class).inputs().getFirst().name(),
                Tensor.of(new float[]{1}, 1, 1)));
    }

    private <T> T of(Class<T> type) {
        return type.cast(get(type.getTypeName()));
    }

    private Object get(String key) {
        Supplier<?> supplier = suppliers.get(key);
        if (supplier == null) {
            throw new AssertionError("no sample of " + key);
        }
        return supplier.get();
    }

    /** What a method may be called with; the parameter's own value counts more than one of its name or its type. */
    Object of(Executable executable, Parameter parameter) {
        String type = parameter.getParameterizedType().getTypeName();
        String own = PublicApi.name(executable) + " " + parameter.getName();
        return Stream.of(own + " " + type, own, parameter.getName() + " " + type, typed(parameter), type)
                .filter(suppliers::containsKey).findFirst().map(this::get)
                .orElseThrow(() -> new AssertionError("no sample of " + executable + ", " + parameter));
    }

    /** A name alone stands for numbers and texts. */
    private static String typed(Parameter parameter) {
        boolean plain = parameter.getType() == int.class || parameter.getType() == String.class;
        return plain ? parameter.getName() : "";
    }

    /** Whom it is called on; null if nobody. */
    @Nullable
    Object target(Executable executable) {
        if (!(executable instanceof java.lang.reflect.Method) || Modifier.isStatic(executable.getModifiers())) {
            return null;
        }
        String own = PublicApi.name(executable);
        return get(suppliers.containsKey(own) ? own : executable.getDeclaringClass().getTypeName());
    }

    /** What may be wrong with a value; null is one of these for whatever is an object. */
    List<@Nullable Object> bad(Parameter parameter) {
        Class<?> type = parameter.getType();
        List<@Nullable Object> bad = new ArrayList<>();
        if (!type.isPrimitive()) {
            bad.add(null);
        }
        if (type == int.class) {
            bad.addAll(List.of(0, -1, 2, 7, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 16));
        } else if (type == long.class) {
            bad.addAll(List.of(0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE));
        } else if (type == float.class) {
            bad.addAll(List.of(0f, -1f, 1f, 2f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY,
                    Float.MAX_VALUE, Float.MIN_VALUE));
        } else if (type == double.class) {
            bad.addAll(List.of(0d, -1d, 1d, 2d, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY,
                    Double.MAX_VALUE, Double.MIN_VALUE));
        } else if (type == char.class) {
            bad.addAll(List.of('\0', '\n', '"', '\ud800'));
        } else if (type == String.class) {
            bad.addAll(List.of("", "no such", "\0"));
        } else if (type == int[].class) {
            bad.addAll(List.of(new int[0], new int[]{-1}, new int[]{Integer.MIN_VALUE}, new int[]{Integer.MAX_VALUE},
                    new int[]{7}, new int[]{1 << 16, 1 << 16}, new int[3], new int[]{0, -2, 0, 0}));
        } else if (type == float[].class) {
            bad.addAll(List.of(new float[0], new float[]{Float.NaN}, new float[3], new float[]{0, 0, 0, 0},
                    new float[]{-1, 1, 1, 1}));
        } else if (type == double[].class) {
            bad.addAll(List.of(new double[0], new double[]{Double.NaN}, new double[3]));
        } else if (type == String[].class) {
            bad.addAll(List.of(new String[0], new @Nullable String[]{null}, new String[]{"a", "a"}, new String[]{""}));
        } else if (type == float[][].class) {
            bad.addAll(List.of(new float[0][], new float[1][], new float[][]{{1}, {1, 2}}, new float[1][0]));
        } else if (type == double[][].class) {
            bad.addAll(List.of(new double[0][], new double[1][], new double[][]{{1}, {1, 2}}, new double[1][0]));
        } else if (type == Object[][].class) {
            bad.addAll(List.of(new Object[0][], new Object[1][], new Object[][]{{1}, {1, 2}},
                    new @Nullable Object[][]{{null}}, new Object[][]{{'a'}}));
        } else if (Object[].class.isAssignableFrom(type)) {
            Object[] one = (Object[]) java.lang.reflect.Array.newInstance(type.getComponentType(), 1);
            bad.add(one);
            bad.add(Arrays.copyOf(one, 0));
        } else if (type == List.class) {
            bad.addAll(List.of(List.of(), Collections.singletonList(null)));
        } else if (type == Map.class) {
            Map<@Nullable Object, @Nullable Object> nulls = new HashMap<>();
            nulls.put(null, null);
            bad.addAll(List.of(Map.of(), nulls, Collections.singletonMap("a", null)));
        } else if (type == Set.class) {
            bad.addAll(List.of(Set.of(), Collections.singleton(null)));
        } else if (type == Stream.class) {
            bad.addAll(List.of(Stream.of(), Stream.of((Object) null)));
        } else if (type == Object.class) {
            bad.addAll(List.of("a", new int[1][1], new Object[1], new float[3]));
        } else if (type == Matrix.class) {
            bad.addAll(List.of(Matrix.zeros(0, 0), Matrix.zeros(2, 3), Matrix.zeros(0, 1), Matrix.zeros(1, 0)));
        } else if (type == Examples.class) {
            bad.addAll(List.of(Examples.ofRows(Matrix.zeros(4, 3)), Examples.ofRows(Matrix.zeros(0, 1)),
                    Examples.ofColumns(Matrix.zeros(1, 5)), Examples.ofRows(new float[]{1, Float.NaN, 1, 1}, 1)));
        } else if (type.isAssignableFrom(Dataset.class)) {
            bad.addAll(List.of(Dataset.of(Examples.ofRows(Matrix.zeros(4, 3)), Targets.classes(0, 1, 0, 1)),
                    Dataset.of(examples(), Targets.classes(0, 1, 2, 1)),
                    Dataset.of(examples(), Targets.values(1, 2, 3, 4)),
                    dataset().range(0, 0)));
        } else if (type == Targets.class) {
            bad.addAll(List.of(Targets.classes(), Targets.values(1, 2), Targets.classes(0, -1, 2, 1)));
        } else if (type == Network.class) {
            bad.addAll(List.of(Network.builder(3).output(1, Cost.BINARY_CROSS_ENTROPY).build(),
                    Network.builder(1).output(3, Cost.CATEGORICAL_CROSS_ENTROPY).build()));
        } else if (type == Pass.class) {
            bad.add(Network.builder(3).output(1, Cost.BINARY_CROSS_ENTROPY).build().pass(4, 1));
        } else if (type == Table.class) {
            bad.addAll(List.of(Table.of(Column.texts("a", "x")), Table.of(Column.numbers("z", 1))));
        } else if (type == Path.class) {
            bad.addAll(List.of(folder, folder.resolve("none/such")));
        } else if (type == Duration.class) {
            bad.addAll(List.of(Duration.ofDays(-1), Duration.ofSeconds(Long.MAX_VALUE)));
        } else if (type == Tensor.class) {
            bad.add(Tensor.of(new String[]{"a"}, 1));
        } else if (type == Update.class) {
            bad.add(Update.of(UpdateRule.GRADIENT_DESCENT, Matrix.zeros(1, 1)));
            bad.add(Update.of(UpdateRule.GRADIENT_DESCENT, Matrix.zeros(2, 3)).step(1, 1));
        } else if (type.isEnum()) {
            bad.addAll(Arrays.asList(type.getEnumConstants()));
        }
        if (parameter.getParameterizedType().getTypeName().endsWith("List<org.lanewise.network.Gradient>")) {
            bad.add(List.of(of(Gradient.class), of(Gradient.class),
                    new Gradient(Matrix.zeros(2, 3), Matrix.zeros(2, 1))));
        }
        return bad;
    }
}
