package org.lanewise.spark;

import java.util.Optional;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.lanewise.network.Network;

/**
 * A dense network that predicts a number, as a model of Spark ML: trained by a {@link LanewiseRegressor}, loaded, or made {@link #of} any
 * network, imported ones too. Rows are scored as by {@link LanewiseClassificationModel}.
 */
public final class LanewiseRegressionModel extends RegressionModel<Vector, LanewiseRegressionModel>
        implements
            MLWritable {
    private static final long serialVersionUID = 1;

    private final String uid;
    private final Scoring scoring;
    private final transient @Nullable TrainingSummary summary;

    LanewiseRegressionModel(String uid, Scoring scoring, @Nullable TrainingSummary summary) {
        // Spark's constructors ask for it.
        this.uid = uid;
        this.scoring = scoring;
        this.summary = summary;
        super();
    }

    /**
     * A model of a network.
     *
     * @param network a network with one output and no cross-entropy; copied
     * @return the model
     * @throws IllegalArgumentException if the network is no such one
     */
    public static LanewiseRegressionModel of(Network network) {
        if (network.outputs() != 1 || network.cost().kind().isCrossEntropy()) {
            throw new IllegalArgumentException(
                    "network has to predict one number, and have no cross-entropy: " + network);
        }
        return new LanewiseRegressionModel(Identifiable.randomUID("lanewise"), new Scoring(new SharedNetwork(network)),
                null);
    }

    @Override
    public String uid() {
        return uid;
    }

    /**
     * The network.
     *
     * @return a copy
     */
    public Network network() {
        return scoring.network().copy();
    }

    /**
     * All parameters.
     *
     * @return layer by layer W column by column, then b, as {@code initialWeights} takes them
     */
    public Vector weights() {
        return FlatParameters.of(scoring.network());
    }

    /**
     * How the model was trained.
     *
     * @return the summary; nothing if the model was not trained here, but loaded or made of a network
     */
    public Optional<TrainingSummary> summary() {
        return Optional.ofNullable(summary);
    }

    @Override
    public int numFeatures() {
        return scoring.network().inputs();
    }

    @Override
    public StructType transformSchema(StructType schema) {
        Columns.checkVectors(schema, this, featuresCol());
        return super.transformSchema(schema);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        StructType schema = transformSchema(dataset.schema());
        return scoring.transform(dataset, getFeaturesCol(), new NumberColumn(), schema, getPredictionCol());
    }

    @Override
    public double predict(Vector features) {
        return scoring.local().predictor().predict(FeatureRows.of(features, getFeaturesCol(), numFeatures()))[0];
    }

    /**
     * Makes the prediction a function of SQL, as {@link LanewiseClassificationModel#registerUdf}.
     *
     * @param session where it is to be known
     * @param name the name of the function
     */
    public void registerUdf(SparkSession session, String name) {
        session.udf().register(name, new PredictionUdf(scoring.broadcast(session), name, new NumberColumn()),
                DataTypes.DoubleType);
    }

    @Override
    public LanewiseRegressionModel copy(ParamMap extra) {
        return copyValues(new LanewiseRegressionModel(uid, scoring, summary), extra).setParent(parent());
    }

    @Override
    public MLWriter write() {
        return new ModelWriter(this, ModelWriter.NETWORK, scoring.local().file());
    }

    /**
     * What reads saved models.
     *
     * @return the reader
     */
    public static MLReader<LanewiseRegressionModel> read() {
        return new ModelReader<>(LanewiseRegressionModel.class, ModelWriter.NETWORK,
                (uid, file) -> new LanewiseRegressionModel(uid, new Scoring(new SharedNetwork(file)), null));
    }

    /**
     * Loads a model.
     *
     * @param path where it was saved
     * @return the model, to the bit
     */
    public static LanewiseRegressionModel load(String path) {
        return read().load(path);
    }

    @Override
    public String toString() {
        return "LanewiseRegressionModel: uid=" + uid + ", " + scoring.network();
    }
}
