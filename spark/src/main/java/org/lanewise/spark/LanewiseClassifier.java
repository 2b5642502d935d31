package org.lanewise.spark;

import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;

/**
 * Trains a dense network that tells classes apart, as a stage of Spark ML.
 *
 * <pre>{@code
 * LanewiseClassificationModel model = new LanewiseClassifier()
 *         .setLayers(new int[]{64, 150, 100, 10})
 *         .setMaxIter(30)
 *         .fit(table); // columns features and label
 * model.transform(table).select("prediction", "probability").show();
 * }</pre>
 *
 * Labels are the numbers of classes, from 0. The last layer has a softmax over the classes; with a single unit, for two classes, a
 * sigmoid. The parameters that result have the same bits for any number of partitions, executors and retries: they depend on the rows
 * and their order, or on the keys of {@code keyCol}, on the seed and the number of shards.
 */
public final class LanewiseClassifier
        extends
            ProbabilisticClassifier<Vector, LanewiseClassifier, LanewiseClassificationModel>
        implements
            NetworkParams<LanewiseClassifier>,
            MLWritable {
    private static final long serialVersionUID = 1;
    /** So many classes are counted in the data; labels beyond are taken for something else. */
    private static final int MAX_CLASSES = 1000;

    private final String uid;
    private final TrainingParams training;

    /** A classifier with a name of its own. */
    public LanewiseClassifier() {
        this(Identifiable.randomUID("lanewise"));
    }

    /**
     * A classifier.
     *
     * @param uid its name
     */
    public LanewiseClassifier(String uid) {
        // Spark's constructors ask for it.
        this.uid = uid;
        super();
        training = new TrainingParams(this);
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public TrainingParams training() {
        return training;
    }

    @Override
    public LanewiseClassifier self() {
        return this;
    }

    @Override
    public StructType validateAndTransformSchema(StructType schema, boolean fitting, DataType featuresType) {
        NetworkFitting.checkSchema(this, schema, featuresCol(), labelCol());
        return super.validateAndTransformSchema(schema, fitting, featuresType);
    }

    @Override
    public LanewiseClassificationModel train(Dataset<?> table) {
        NetworkFitting fitting = new NetworkFitting(this, table, getFeaturesCol(), getLabelCol());
        int outputs = fitting.outputs(() -> classes(table));
        Network network = fitting.network(outputs,
                outputs == 1 ? Cost.BINARY_CROSS_ENTROPY : Cost.CATEGORICAL_CROSS_ENTROPY);
        TrainingSummary summary = fitting.train(network);
        return new LanewiseClassificationModel(Identifiable.randomUID("lanewise"),
                new Scoring(new SharedNetwork(network)), summary);
    }

    /** As the metadata of the labels say, else one more than the largest of them. */
    private int classes(Dataset<?> table) {
        int classes = getNumClasses(table, MAX_CLASSES);
        if (classes < 2) {
            throw new IllegalArgumentException(
                    "labelCol: the column \"" + getLabelCol()
                            + "\" has one class only, there is nothing to tell apart");
        }
        return classes;
    }

    @Override
    public LanewiseClassifier copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    @Override
    public MLWriter write() {
        return new DefaultParamsWriter(this);
    }

    /**
     * What reads saved classifiers.
     *
     * @return the reader
     */
    public static MLReader<LanewiseClassifier> read() {
        return new DefaultParamsReader<>();
    }

    /**
     * Loads a classifier, its parameters only.
     *
     * @param path where it was saved
     * @return the classifier
     */
    public static LanewiseClassifier load(String path) {
        return read().load(path);
    }
}
