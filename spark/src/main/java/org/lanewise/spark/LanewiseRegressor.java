package org.lanewise.spark;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.Regressor;
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
 * Trains a dense network that predicts a number, as a stage of Spark ML; the cost is the mean squared error. Labels are taken as they
 * are: who has large ones trains on scaled ones.
 *
 * <p>Bits are promised as by {@link LanewiseClassifier}.
 */
public final class LanewiseRegressor extends Regressor<Vector, LanewiseRegressor, LanewiseRegressionModel>
        implements
            NetworkParams<LanewiseRegressor>,
            MLWritable {
    private static final long serialVersionUID = 1;

    private final String uid;
    private final TrainingParams training;

    /** A regressor with a name of its own. */
    public LanewiseRegressor() {
        this(Identifiable.randomUID("lanewise"));
    }

    /**
     * A regressor.
     *
     * @param uid its name
     */
    public LanewiseRegressor(String uid) {
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
    public LanewiseRegressor self() {
        return this;
    }

    @Override
    public StructType validateAndTransformSchema(StructType schema, boolean fitting, DataType featuresType) {
        NetworkFitting.checkSchema(this, schema, featuresCol(), labelCol());
        return super.validateAndTransformSchema(schema, fitting, featuresType);
    }

    @Override
    public LanewiseRegressionModel train(Dataset<?> table) {
        NetworkFitting fitting = new NetworkFitting(this, table, getFeaturesCol(), getLabelCol());
        Network network = fitting.network(fitting.outputs(() -> 1), Cost.MEAN_SQUARED_ERROR);
        TrainingSummary summary = fitting.train(network);
        return new LanewiseRegressionModel(Identifiable.randomUID("lanewise"), new Scoring(new SharedNetwork(network)),
                summary);
    }

    @Override
    public LanewiseRegressor copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    @Override
    public MLWriter write() {
        return new DefaultParamsWriter(this);
    }

    /**
     * What reads saved regressors.
     *
     * @return the reader
     */
    public static MLReader<LanewiseRegressor> read() {
        return new DefaultParamsReader<>();
    }

    /**
     * Loads a regressor, its parameters only.
     *
     * @param path where it was saved
     * @return the regressor
     */
    public static LanewiseRegressor load(String path) {
        return read().load(path);
    }
}
