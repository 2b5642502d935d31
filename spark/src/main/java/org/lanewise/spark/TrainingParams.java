package org.lanewise.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.lanewise.kernels.Activation;
import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.Schedule;

/** What an estimator can be told about its network and how that is trained: made once for each, with the defaults. */
public final class TrainingParams implements Serializable {
    private static final long serialVersionUID = 1;

    /** Of momentum; the value that everybody takes. */
    private static final double MOMENTUM = 0.9;

    private static final Map<String, Optimizer> SOLVERS = solvers();
    private static final Map<String, Schedule> SCHEDULES = schedules();
    private static final List<String> ACTIVATIONS = Arrays.stream(Activation.Kind.values())
            .map(kind -> kind.name().toLowerCase(Locale.ROOT)).toList();

    final IntArrayParam layers;
    final IntArrayParam hiddenLayers;
    final Param<String> activation;
    final DoubleParam dropout;
    final Param<Vector> initialWeights;
    final Param<String> solver;
    final DoubleParam stepSize;
    final Param<String> schedule;
    final IntParam maxIter;
    final IntParam blockSize;
    final DoubleParam l2;
    final DoubleParam tol;
    final IntParam patience;
    final LongParam seed;
    final Param<String> weightCol;
    final Param<String> validationIndicatorCol;
    final Param<String> keyCol;
    final IntParam shards;
    final IntParam localSteps;
    final IntParam checkpointInterval;
    final Param<String> checkpointDir;

    TrainingParams(NetworkParams<?> owner) {
        layers = new IntArrayParam(owner, "layers",
                "widths of all layers from the inputs to the outputs; the number of features, the hidden layers, and the number of"
                        + " classes (or 1 for a regression, or for two classes by one sigmoid)");
        hiddenLayers = new IntArrayParam(owner, "hiddenLayers",
                "widths of the hidden layers, in the place of layers: inputs and outputs are as many as the data have");
        activation = new NamedParam(owner, "activation", "activation of the hidden layers", ACTIVATIONS);
        dropout = new DoubleParam(owner, "dropout",
                "share of the units of each hidden layer that training drops (from 0 to below 1)",
                ParamValidators.inRange(0, 1, true, false));
        initialWeights = new Param<>(owner, "initialWeights",
                "parameters to begin with, layer by layer: W column by column, then b; as MultilayerPerceptronClassificationModel"
                        + " .weights has them");
        solver = new NamedParam(owner, "solver", "optimizer", List.copyOf(SOLVERS.keySet()));
        stepSize = new DoubleParam(owner, "stepSize",
                "learning rate (> 0); unless set 0.01 for gd, momentum, nesterov and adagrad, and 0.001 for the others",
                ParamValidators.gt(0));
        schedule = new NamedParam(owner, "schedule", "how the learning rate changes over the training",
                List.copyOf(SCHEDULES.keySet()));
        maxIter = new IntParam(owner, "maxIter", "number of epochs: how often each row is seen at most (>= 0)",
                ParamValidators.gtEq(0));
        blockSize = new IntParam(owner, "blockSize",
                "number of rows of a mini-batch, of all shards together (> 0); more than there are means all",
                ParamValidators.gt(0));
        l2 = new DoubleParam(owner, "l2", "factor of the penalty (l2 / 2) * |W|^2 (>= 0)", ParamValidators.gtEq(0));
        tol = new DoubleParam(owner, "tol", "what counts as progress of the loss: a fall by more than this (>= 0)",
                ParamValidators.gtEq(0));
        patience = new IntParam(owner, "patience",
                "after how many epochs in a row without progress training stops, with the best parameters; 0 is never (>= 0)",
                ParamValidators.gtEq(0));
        seed = new LongParam(owner, "seed", "seed of the initial weights, of shuffling and of dropout");
        weightCol = new Param<>(owner, "weightCol", "column of the weights of rows; all count the same unless set");
        validationIndicatorCol = new Param<>(owner, "validationIndicatorCol",
                "column of truth values: rows with true are for validation, and not learned from");
        keyCol = new Param<>(owner, "keyCol",
                "column that says by its hash which shard a row belongs to, for rows that have no order; unless set rows belong"
                        + " to shards by their order");
        shards = new IntParam(owner, "shards",
                "number of logical shards, on which the bits depend, and no more tasks than which run at a time (> 0)",
                ParamValidators.gt(0));
        localSteps = new IntParam(owner, "localSteps",
                "0: all shards make each step together; n: each makes n steps by itself, then parameters are averaged (>= 0)",
                ParamValidators.gtEq(0));
        checkpointInterval = new IntParam(owner, "checkpointInterval",
                "after how many steps there is a checkpoint (> 0); -1 is never",
                ParamValidators.gtEq(-1));
        checkpointDir = new Param<>(owner, "checkpointDir",
                "folder of this training's checkpoints, from the last of which it goes on if there are some; unless set one in"
                        + " Spark's checkpoint directory");

        owner.setDefault(activation, "relu");
        owner.setDefault(dropout, 0.0);
        owner.setDefault(solver, "adam");
        owner.setDefault(schedule, "constant");
        owner.setDefault(maxIter, 100);
        owner.setDefault(blockSize, 128);
        owner.setDefault(l2, 0.0);
        owner.setDefault(tol, 1e-6);
        owner.setDefault(patience, 10);
        owner.setDefault(seed, 0L);
        owner.setDefault(shards, 8);
        owner.setDefault(localSteps, 0);
        owner.setDefault(checkpointInterval, -1);
    }

    private static Map<String, Optimizer> solvers() {
        Map<String, Optimizer> solvers = new LinkedHashMap<>();
        solvers.put("adam", Optimizer.adam());
        solvers.put("adamw", Optimizer.adamW());
        solvers.put("amsgrad", Optimizer.amsGrad());
        solvers.put("rmsprop", Optimizer.rmsProp());
        solvers.put("adagrad", Optimizer.adagrad());
        solvers.put("gd", Optimizer.gradientDescent());
        solvers.put("momentum", Optimizer.momentum(MOMENTUM));
        solvers.put("nesterov", Optimizer.nesterov(MOMENTUM));
        return solvers;
    }

    private static Map<String, Schedule> schedules() {
        Map<String, Schedule> schedules = new LinkedHashMap<>();
        schedules.put("constant", Schedule.constant());
        schedules.put("linear", Schedule.linear(0));
        schedules.put("cosine", Schedule.cosine(0));
        schedules.put("oneCycle", Schedule.oneCycle());
        return schedules;
    }

    static Optimizer optimizer(String solver) {
        return SOLVERS.getOrDefault(solver, Optimizer.adam());
    }

    static Schedule schedule(String name) {
        return SCHEDULES.getOrDefault(name, Schedule.constant());
    }

    static Activation activation(String name) {
        return Activation.of(Activation.Kind.valueOf(name.toUpperCase(Locale.ROOT)));
    }
}
