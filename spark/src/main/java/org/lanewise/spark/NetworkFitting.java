package org.lanewise.spark;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.lanewise.kernels.Activation;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import org.lanewise.network.training.EarlyStopping;
import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.Training;
import org.lanewise.spark.training.CheckpointFolder;
import org.lanewise.spark.training.ClusterTraining;
import scala.Option;

/** A fit: from the parameters of an estimator and a table to a network, the same for classifier and regressor. */
final class NetworkFitting {
    private final NetworkParams<?> params;
    private final Dataset<Row> table;
    private final String featuresCol;
    private final String labelCol;

    NetworkFitting(NetworkParams<?> params, Dataset<?> table, String featuresCol, String labelCol) {
        this.params = params;
        this.table = table.toDF();
        this.featuresCol = featuresCol;
        this.labelCol = labelCol;
    }

    static void checkSchema(NetworkParams<?> params, StructType schema, Param<String> features, Param<String> label) {
        if (params.isSet(params.layers()) == params.isSet(params.hiddenLayers())) {
            throw new IllegalArgumentException("either layers or hiddenLayers has to be set");
        }
        Param<?> widths = params.isSet(params.layers()) ? params.layers() : params.hiddenLayers();
        int[] all = (int[]) params.getOrDefault(widths);
        if (Arrays.stream(all).anyMatch(width -> width < 1)) {
            throw new IllegalArgumentException(
                    widths.name() + " must be positive: " + Arrays.toString(all));
        }
        if (params.isSet(params.layers()) && all.length < 2) {
            throw new IllegalArgumentException(
                    "layers must have inputs and outputs at least: " + Arrays.toString(all));
        }
        Columns.checkVectors(schema, params, features);
        Columns.checkNumbers(schema, params, label);
        if (params.isSet(params.weightCol())) {
            Columns.checkNumbers(schema, params, params.weightCol());
        }
        if (params.isSet(params.validationIndicatorCol())) {
            Columns.checkFlags(schema, params, params.validationIndicatorCol());
        }
        if (params.isSet(params.keyCol())) {
            Columns.field(schema, params, params.keyCol());
        }
    }

    /** The width of the last layer: as the user says, or as the data have it. */
    int outputs(IntSupplier ofData) {
        return params.isSet(params.layers())
                ? params.getLayers()[params.getLayers().length - 1]
                : ofData.getAsInt();
    }

    /** The network before it is trained. */
    Network network(int outputs, Cost cost) {
        int inputs = inputs();
        int[] hidden = params.isSet(params.layers())
                ? Arrays.copyOfRange(params.getLayers(), 1, params.getLayers().length - 1)
                : params.getHiddenLayers();
        Activation activation = TrainingParams.activation(params.getActivation());
        Network.Builder builder = Network.builder(inputs).seed(params.getSeed());
        for (int width : hidden) {
            builder.hidden(width, activation).dropout((float) params.getDropout());
        }
        Network network = builder.output(outputs, cost).build();
        if (params.isSet(params.initialWeights())) {
            FlatParameters.copyTo(network, params.getInitialWeights());
        }
        return network;
    }

    private int inputs() {
        Row[] first = (Row[]) table.select(featuresCol).head(1);
        if (first.length == 0) {
            throw new IllegalArgumentException("the table has no row");
        }
        if (first[0].isNullAt(0)) {
            throw new IllegalArgumentException("featuresCol: the column \"" + featuresCol + "\" is null in a row");
        }
        int size = ((Vector) first[0].get(0)).size();
        if (params.isSet(params.layers()) && params.getLayers()[0] != size) {
            throw new IllegalArgumentException("layers begin with " + params.getLayers()[0] + ", the vectors of \""
                    + featuresCol + "\" have " + size + " features");
        }
        return size;
    }

    /** Trains the network. */
    TrainingSummary train(Network network) {
        Optimizer optimizer = TrainingParams.optimizer(params.getSolver());
        if (params.isSet(params.stepSize())) {
            optimizer = optimizer.withLearningRate(params.getStepSize());
        }
        Training training = Training.ofEpochs(params.getMaxIter())
                .withBatchSize(params.getBlockSize())
                .withOptimizer(optimizer)
                .withSchedule(TrainingParams.schedule(params.getSchedule()))
                .withL2(params.getL2())
                .withSeed(params.getSeed())
                .withShards(params.getShards());
        if (params.getLocalSteps() > 0) {
            training = training.withLocalSteps(params.getLocalSteps());
        }
        if (params.getPatience() > 0) {
            training = training.withEarlyStopping(
                    EarlyStopping.patience(params.getPatience()).withMinDelta(params.getTol()));
        }
        return TrainingSummary.of(ClusterTraining.fit(columns(), training, network, checkpoints()));
    }

    /** Features, labels, weights, whether a row is for validation, and keys, each null where there is none. */
    private Dataset<Row> columns() {
        return table.select(functions.col(featuresCol),
                functions.col(labelCol).cast("double"),
                optional(params.weightCol()).cast("double"),
                optional(params.validationIndicatorCol()).cast("boolean"),
                optional(params.keyCol()));
    }

    private CheckpointFolder checkpoints() {
        int interval = params.getCheckpointInterval();
        if (interval < 1) {
            return CheckpointFolder.NONE;
        }
        String folder = params.isSet(params.checkpointDir()) ? params.getCheckpointDir() : ofSpark();
        return new CheckpointFolder(Optional.of(folder), interval);
    }

    private String ofSpark() {
        Option<String> folder = table.sparkSession().sparkContext().getCheckpointDir();
        if (folder.isEmpty()) {
            throw new IllegalArgumentException(
                    "checkpointInterval needs a folder: set checkpointDir, or call SparkContext.setCheckpointDir");
        }
        return folder.get() + "/" + params.uid();
    }

    private Column optional(Param<String> param) {
        return params.isSet(param) ? functions.col(params.getOrDefault(param)) : functions.lit(null);
    }
}
