package org.lanewise.spark;

import java.util.Optional;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
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
import org.lanewise.kernels.Matrix;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import scala.Tuple3;

/**
 * A dense network that tells classes apart, as a model of Spark ML: trained by a {@link LanewiseClassifier}, loaded, or made {@link #of}
 * any network, imported ones too.
 *
 * <p>Rows are scored some hundred at a time, by weights that are packed once in each executor. A row has the bits that a {@link
 * org.lanewise.network.Predictor} gives for it alone. {@code rawPrediction} is the last layer's output, and {@code prediction} is NaN
 * where the features have a NaN.
 */
public final class LanewiseClassificationModel
        extends
            ProbabilisticClassificationModel<Vector, LanewiseClassificationModel>
        implements
            MLWritable {
    private static final long serialVersionUID = 1;

    private final String uid;
    private final Scoring scoring;
    private final transient @Nullable TrainingSummary summary;

    LanewiseClassificationModel(String uid, Scoring scoring, @Nullable TrainingSummary summary) {
        // Spark's constructors ask for it.
        this.uid = uid;
        this.scoring = scoring;
        this.summary = summary;
        super();
    }

    /**
     * A model of a network.
     *
     * @param network a network with a categorical cross-entropy, or with a binary one and a single output; copied
     * @return the model
     * @throws IllegalArgumentException if the network is no such classifier
     */
    public static LanewiseClassificationModel of(Network network) {
        boolean isBinary = network.cost().kind() == Cost.Kind.BINARY_CROSS_ENTROPY && network.outputs() == 1;
        if (!isBinary && network.cost().kind() != Cost.Kind.CATEGORICAL_CROSS_ENTROPY) {
            throw new IllegalArgumentException("network has to tell classes apart, by CATEGORICAL_CROSS_ENTROPY or by"
                    + " BINARY_CROSS_ENTROPY with one output: " + network);
        }
        return new LanewiseClassificationModel(Identifiable.randomUID("lanewise"),
                new Scoring(new SharedNetwork(network)), null);
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
    public int numClasses() {
        return rule().classes();
    }

    @Override
    public int numFeatures() {
        return scoring.network().inputs();
    }

    private ClassRule rule() {
        return new ClassRule(scoring.network().outputs(), isSet(thresholds()) ? getThresholds() : null);
    }

    @Override
    public StructType transformSchema(StructType schema) {
        Columns.checkVectors(schema, this, featuresCol());
        if (isSet(thresholds()) && getThresholds().length != numClasses()) {
            throw new IllegalArgumentException("thresholds has " + getThresholds().length + " numbers for "
                    + numClasses() + " classes");
        }
        return super.transformSchema(schema);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        StructType schema = transformSchema(dataset.schema());
        return scoring.transform(dataset, getFeaturesCol(), new ClassColumns(rule(), !getRawPredictionCol().isEmpty(),
                !getProbabilityCol().isEmpty(), !getPredictionCol().isEmpty()), schema,
                getRawPredictionCol(), getProbabilityCol(), getPredictionCol());
    }

    @Override
    public Vector predictRaw(Vector features) {
        float[] outputs = scoring.local().predictor()
                .predict(FeatureRows.of(features, getFeaturesCol(), numFeatures()));
        return new DenseVector(rule().raw(outputs, 0));
    }

    @Override
    public Vector raw2probabilityInPlace(Vector raw) {
        double[] values = ((DenseVector) raw).values();
        double[] probabilities = rule().probabilities(probabilities(raw), 0);
        System.arraycopy(probabilities, 0, values, 0, values.length);
        return raw;
    }

    @Override
    public double raw2prediction(Vector raw) {
        return rule().prediction(probabilities(raw), 0);
    }

    /** Of the units of the last layer. */
    private float[] probabilities(Vector raw) {
        int units = scoring.network().outputs();
        Matrix outputs = Matrix.zeros(1, units);
        for (int i = 0; i < units; i++) {
            outputs.set(0, i, (float) raw.apply(units == 1 ? 1 : i));
        }
        Matrix probabilities = Matrix.zeros(1, units);
        scoring.local().probabilities(outputs, probabilities);
        return probabilities.data();
    }

    /**
     * Makes the prediction a function of SQL: {@code SELECT name(features) FROM …} gives the class. It scores row by row, while
     * {@link #transform} gathers rows and is several times as fast.
     *
     * @param session where it is to be known
     * @param name the name of the function
     */
    public void registerUdf(SparkSession session, String name) {
        session.udf().register(name, new PredictionUdf(scoring.broadcast(session), name,
                new ClassColumns(rule(), false, false, true)), DataTypes.DoubleType);
    }

    /** Two of Spark's classes have it with types that are the same to Scala, and to Java only where both are left out. */
    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public Tuple3 findSummaryModel() {
        return super.findSummaryModel();
    }

    @Override
    public LanewiseClassificationModel copy(ParamMap extra) {
        return copyValues(new LanewiseClassificationModel(uid, scoring, summary), extra).setParent(parent());
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
    public static MLReader<LanewiseClassificationModel> read() {
        return new ModelReader<>(LanewiseClassificationModel.class, ModelWriter.NETWORK,
                (uid, file) -> new LanewiseClassificationModel(uid, new Scoring(new SharedNetwork(file)), null));
    }

    /**
     * Loads a model.
     *
     * @param path where it was saved
     * @return the model, to the bit
     */
    public static LanewiseClassificationModel load(String path) {
        return read().load(path);
    }

    @Override
    public String toString() {
        return "LanewiseClassificationModel: uid=" + uid + ", " + scoring.network();
    }
}
