package org.lanewise.spark;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * The parameters that classifier and regressor share, with the names of Spark's {@code MultilayerPerceptronClassifier} where it has
 * them: {@code maxIter} is the number of epochs, {@code blockSize} the number of rows of a mini-batch, {@code solver} the optimizer.
 * {@code explainParams()} describes each.
 *
 * @param <E> the estimator
 */
public interface NetworkParams<E extends NetworkParams<E>> extends Params {
    /**
     * What the parameters are kept in.
     *
     * @return one object for each estimator
     */
    TrainingParams training();

    /**
     * This, as the estimator that it is.
     *
     * @return this
     */
    E self();

    /**
     * The parameter: widths of all layers, inputs first, outputs last.
     *
     * @return the parameter
     */
    default IntArrayParam layers() {
        return training().layers;
    }

    /**
     * Gets the widths of all layers, inputs first, outputs last.
     *
     * @return the value, or the default
     */
    default int[] getLayers() {
        return getOrDefault(layers());
    }

    /**
     * Sets the widths of all layers, inputs first, outputs last.
     *
     * @param value the value
     * @return this
     */
    default E setLayers(int[] value) {
        set(layers(), value);
        return self();
    }

    /**
     * The parameter: widths of the hidden layers; inputs and outputs are those of the data.
     *
     * @return the parameter
     */
    default IntArrayParam hiddenLayers() {
        return training().hiddenLayers;
    }

    /**
     * Gets the widths of the hidden layers; inputs and outputs are those of the data.
     *
     * @return the value, or the default
     */
    default int[] getHiddenLayers() {
        return getOrDefault(hiddenLayers());
    }

    /**
     * Sets the widths of the hidden layers; inputs and outputs are those of the data.
     *
     * @param value the value
     * @return this
     */
    default E setHiddenLayers(int[] value) {
        set(hiddenLayers(), value);
        return self();
    }

    /**
     * The parameter: activation of the hidden layers, {@code relu} unless set.
     *
     * @return the parameter
     */
    default Param<String> activation() {
        return training().activation;
    }

    /**
     * Gets the activation of the hidden layers, {@code relu} unless set.
     *
     * @return the value, or the default
     */
    default String getActivation() {
        return getOrDefault(activation());
    }

    /**
     * Sets the activation of the hidden layers, {@code relu} unless set.
     *
     * @param value the value
     * @return this
     */
    default E setActivation(String value) {
        set(activation(), value);
        return self();
    }

    /**
     * The parameter: share of the units of hidden layers that training drops, 0 unless set.
     *
     * @return the parameter
     */
    default DoubleParam dropout() {
        return training().dropout;
    }

    /**
     * Gets the share of the units of hidden layers that training drops, 0 unless set.
     *
     * @return the value, or the default
     */
    default double getDropout() {
        return (double) getOrDefault(dropout());
    }

    /**
     * Sets the share of the units of hidden layers that training drops, 0 unless set.
     *
     * @param value the value
     * @return this
     */
    default E setDropout(double value) {
        set(dropout(), value);
        return self();
    }

    /**
     * The parameter: parameters to begin with, layer by layer: W column by column, then b.
     *
     * @return the parameter
     */
    default Param<Vector> initialWeights() {
        return training().initialWeights;
    }

    /**
     * Gets the parameters to begin with, layer by layer: W column by column, then b.
     *
     * @return the value, or the default
     */
    default Vector getInitialWeights() {
        return getOrDefault(initialWeights());
    }

    /**
     * Sets the parameters to begin with, layer by layer: W column by column, then b.
     *
     * @param value the value
     * @return this
     */
    default E setInitialWeights(Vector value) {
        set(initialWeights(), value);
        return self();
    }

    /**
     * The parameter: optimizer, {@code adam} unless set.
     *
     * @return the parameter
     */
    default Param<String> solver() {
        return training().solver;
    }

    /**
     * Gets the optimizer, {@code adam} unless set.
     *
     * @return the value, or the default
     */
    default String getSolver() {
        return getOrDefault(solver());
    }

    /**
     * Sets the optimizer, {@code adam} unless set.
     *
     * @param value the value
     * @return this
     */
    default E setSolver(String value) {
        set(solver(), value);
        return self();
    }

    /**
     * The parameter: learning rate, that of the optimizer unless set.
     *
     * @return the parameter
     */
    default DoubleParam stepSize() {
        return training().stepSize;
    }

    /**
     * Gets the learning rate, that of the optimizer unless set.
     *
     * @return the value, or the default
     */
    default double getStepSize() {
        return (double) getOrDefault(stepSize());
    }

    /**
     * Sets the learning rate, that of the optimizer unless set.
     *
     * @param value the value
     * @return this
     */
    default E setStepSize(double value) {
        set(stepSize(), value);
        return self();
    }

    /**
     * The parameter: how the learning rate changes, {@code constant} unless set.
     *
     * @return the parameter
     */
    default Param<String> schedule() {
        return training().schedule;
    }

    /**
     * Gets the how the learning rate changes, {@code constant} unless set.
     *
     * @return the value, or the default
     */
    default String getSchedule() {
        return getOrDefault(schedule());
    }

    /**
     * Sets the how the learning rate changes, {@code constant} unless set.
     *
     * @param value the value
     * @return this
     */
    default E setSchedule(String value) {
        set(schedule(), value);
        return self();
    }

    /**
     * The parameter: number of epochs, 100 unless set.
     *
     * @return the parameter
     */
    default IntParam maxIter() {
        return training().maxIter;
    }

    /**
     * Gets the number of epochs, 100 unless set.
     *
     * @return the value, or the default
     */
    default int getMaxIter() {
        return (int) getOrDefault(maxIter());
    }

    /**
     * Sets the number of epochs, 100 unless set.
     *
     * @param value the value
     * @return this
     */
    default E setMaxIter(int value) {
        set(maxIter(), value);
        return self();
    }

    /**
     * The parameter: number of rows of a mini-batch, 128 unless set.
     *
     * @return the parameter
     */
    default IntParam blockSize() {
        return training().blockSize;
    }

    /**
     * Gets the number of rows of a mini-batch, 128 unless set.
     *
     * @return the value, or the default
     */
    default int getBlockSize() {
        return (int) getOrDefault(blockSize());
    }

    /**
     * Sets the number of rows of a mini-batch, 128 unless set.
     *
     * @param value the value
     * @return this
     */
    default E setBlockSize(int value) {
        set(blockSize(), value);
        return self();
    }

    /**
     * The parameter: factor of the ridge penalty, 0 unless set.
     *
     * @return the parameter
     */
    default DoubleParam l2() {
        return training().l2;
    }

    /**
     * Gets the factor of the ridge penalty, 0 unless set.
     *
     * @return the value, or the default
     */
    default double getL2() {
        return (double) getOrDefault(l2());
    }

    /**
     * Sets the factor of the ridge penalty, 0 unless set.
     *
     * @param value the value
     * @return this
     */
    default E setL2(double value) {
        set(l2(), value);
        return self();
    }

    /**
     * The parameter: fall of the loss that counts as progress, 10⁻⁶ unless set.
     *
     * @return the parameter
     */
    default DoubleParam tol() {
        return training().tol;
    }

    /**
     * Gets the fall of the loss that counts as progress, 10⁻⁶ unless set.
     *
     * @return the value, or the default
     */
    default double getTol() {
        return (double) getOrDefault(tol());
    }

    /**
     * Sets the fall of the loss that counts as progress, 10⁻⁶ unless set.
     *
     * @param value the value
     * @return this
     */
    default E setTol(double value) {
        set(tol(), value);
        return self();
    }

    /**
     * The parameter: epochs without progress after which training stops, 10 unless set; 0 is never.
     *
     * @return the parameter
     */
    default IntParam patience() {
        return training().patience;
    }

    /**
     * Gets the epochs without progress after which training stops, 10 unless set; 0 is never.
     *
     * @return the value, or the default
     */
    default int getPatience() {
        return (int) getOrDefault(patience());
    }

    /**
     * Sets the epochs without progress after which training stops, 10 unless set; 0 is never.
     *
     * @param value the value
     * @return this
     */
    default E setPatience(int value) {
        set(patience(), value);
        return self();
    }

    /**
     * The parameter: seed of weights, shuffling and dropout, 0 unless set.
     *
     * @return the parameter
     */
    default LongParam seed() {
        return training().seed;
    }

    /**
     * Gets the seed of weights, shuffling and dropout, 0 unless set.
     *
     * @return the value, or the default
     */
    default long getSeed() {
        return (long) getOrDefault(seed());
    }

    /**
     * Sets the seed of weights, shuffling and dropout, 0 unless set.
     *
     * @param value the value
     * @return this
     */
    default E setSeed(long value) {
        set(seed(), value);
        return self();
    }

    /**
     * The parameter: column of the weights of rows.
     *
     * @return the parameter
     */
    default Param<String> weightCol() {
        return training().weightCol;
    }

    /**
     * Gets the column of the weights of rows.
     *
     * @return the value, or the default
     */
    default String getWeightCol() {
        return getOrDefault(weightCol());
    }

    /**
     * Sets the column of the weights of rows.
     *
     * @param value the value
     * @return this
     */
    default E setWeightCol(String value) {
        set(weightCol(), value);
        return self();
    }

    /**
     * The parameter: column that says which rows are for validation.
     *
     * @return the parameter
     */
    default Param<String> validationIndicatorCol() {
        return training().validationIndicatorCol;
    }

    /**
     * Gets the column that says which rows are for validation.
     *
     * @return the value, or the default
     */
    default String getValidationIndicatorCol() {
        return getOrDefault(validationIndicatorCol());
    }

    /**
     * Sets the column that says which rows are for validation.
     *
     * @param value the value
     * @return this
     */
    default E setValidationIndicatorCol(String value) {
        set(validationIndicatorCol(), value);
        return self();
    }

    /**
     * The parameter: column whose hash says which shard a row belongs to.
     *
     * @return the parameter
     */
    default Param<String> keyCol() {
        return training().keyCol;
    }

    /**
     * Gets the column whose hash says which shard a row belongs to.
     *
     * @return the value, or the default
     */
    default String getKeyCol() {
        return getOrDefault(keyCol());
    }

    /**
     * Sets the column whose hash says which shard a row belongs to.
     *
     * @param value the value
     * @return this
     */
    default E setKeyCol(String value) {
        set(keyCol(), value);
        return self();
    }

    /**
     * The parameter: number of logical shards, 8 unless set.
     *
     * @return the parameter
     */
    default IntParam shards() {
        return training().shards;
    }

    /**
     * Gets the number of logical shards, 8 unless set.
     *
     * @return the value, or the default
     */
    default int getShards() {
        return (int) getOrDefault(shards());
    }

    /**
     * Sets the number of logical shards, 8 unless set.
     *
     * @param value the value
     * @return this
     */
    default E setShards(int value) {
        set(shards(), value);
        return self();
    }

    /**
     * The parameter: steps that a shard makes by itself between two averages, 0 unless set: none.
     *
     * @return the parameter
     */
    default IntParam localSteps() {
        return training().localSteps;
    }

    /**
     * Gets the steps that a shard makes by itself between two averages, 0 unless set: none.
     *
     * @return the value, or the default
     */
    default int getLocalSteps() {
        return (int) getOrDefault(localSteps());
    }

    /**
     * Sets the steps that a shard makes by itself between two averages, 0 unless set: none.
     *
     * @param value the value
     * @return this
     */
    default E setLocalSteps(int value) {
        set(localSteps(), value);
        return self();
    }

    /**
     * The parameter: steps between two checkpoints, −1 unless set: none.
     *
     * @return the parameter
     */
    default IntParam checkpointInterval() {
        return training().checkpointInterval;
    }

    /**
     * Gets the steps between two checkpoints, −1 unless set: none.
     *
     * @return the value, or the default
     */
    default int getCheckpointInterval() {
        return (int) getOrDefault(checkpointInterval());
    }

    /**
     * Sets the steps between two checkpoints, −1 unless set: none.
     *
     * @param value the value
     * @return this
     */
    default E setCheckpointInterval(int value) {
        set(checkpointInterval(), value);
        return self();
    }

    /**
     * The parameter: folder of the checkpoints.
     *
     * @return the parameter
     */
    default Param<String> checkpointDir() {
        return training().checkpointDir;
    }

    /**
     * Gets the folder of the checkpoints.
     *
     * @return the value, or the default
     */
    default String getCheckpointDir() {
        return getOrDefault(checkpointDir());
    }

    /**
     * Sets the folder of the checkpoints.
     *
     * @param value the value
     * @return this
     */
    default E setCheckpointDir(String value) {
        set(checkpointDir(), value);
        return self();
    }
}
