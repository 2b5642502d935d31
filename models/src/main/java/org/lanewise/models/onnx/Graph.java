package org.lanewise.models.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Kernels;
import org.lanewise.models.Tensor;

/** Steps in an order in which they can run, and the values between them. Loading changes it, running does not. */
final class Graph {
    /** What takes a shape, axes or a count from an input after the first. */
    private static final Set<String> BY_VALUE = Set.of("Reshape", "Expand", "Squeeze", "Unsqueeze", "Slice", "Split",
            "TopK", "OneHot", "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd");

    final Kernels kernels;
    /** Inputs, without those that have a value already. */
    final List<OnnxValue> inputs = new ArrayList<>();
    final List<OnnxValue> outputs = new ArrayList<>();
    /** The numbers of the inputs' and outputs' values. */
    int[] inputValues = {};
    int[] outputValues = {};
    /** By the number of a value: what it always is, or null. */
    @Nullable
    Tensor[] constants = {};
    List<Step> steps = new ArrayList<>();
    /** By the number of a value, once the graph has been tried out. */
    private @Nullable Tensor[] sample = {};

    Graph(Kernels kernels) {
        this.kernels = kernels;
    }

    /** All values, from those of the inputs; given and returned by the number of a value. */
    @Nullable
    Tensor[] run(Tensor... given) {
        @Nullable
        Tensor[] values = constants.clone();
        for (int i = 0; i < given.length; i++) {
            values[inputValues[i]] = given[i];
        }
        for (Step step : steps) {
            step.run(kernels, values);
        }
        return values;
    }

    /**
     * Runs it once with a batch of one example of zeros, so that what does not fit is found now. Of an input whose shape is
     * not told, and of what is made of it, nothing is known.
     */
    void tryOut() {
        sample = constants.clone();
        boolean[] madeUp = new boolean[constants.length];
        for (int i = 0; i < inputValues.length; i++) {
            OnnxValue input = inputs.get(i);
            madeUp[inputValues[i]] = true;
            if (input.hasShape()) {
                sample[inputValues[i]] = Tensors.zeros(input.type(),
                        input.shape().stream().mapToInt(n -> n == OnnxValue.FREE ? 1 : n).toArray());
            }
        }
        for (Step step : steps) {
            boolean ofMadeUp = readsMadeUp(step, 0, madeUp);
            for (int output : step.outputs) {
                if (output != Step.NONE) {
                    // A shape is that of any batch of one example, whatever the numbers are.
                    madeUp[output] = ofMadeUp && !step.type.equals("Shape");
                }
            }
            boolean isKnown = Arrays.stream(step.inputs).allMatch(value -> value == Step.NONE || sample[value] != null);
            int firstOfShape = step.type.equals("ConstantOfShape")
                    ? 0
                    : BY_VALUE.contains(step.type) ? 1 : Integer.MAX_VALUE;
            if (isKnown && !readsMadeUp(step, firstOfShape, madeUp)) {
                tryOut(step, madeUp);
            }
        }
    }

    private static boolean readsMadeUp(Step step, int firstInput, boolean[] madeUp) {
        return Arrays.stream(step.inputs).skip(firstInput).anyMatch(value -> value != Step.NONE && madeUp[value]);
    }

    /** Runs a step. That an index or a divisor does not fit is no fault of the graph if it is made up. */
    private void tryOut(Step step, boolean[] madeUp) {
        try {
            step.run(kernels, sample);
        } catch (Step.NodeException e) {
            for (int input : step.inputs) {
                Tensor value = sample(input);
                if (value != null && madeUp[input] && value.type().isInteger()) {
                    return;
                }
            }
            throw e;
        }
    }

    /** What a value is for a batch of one example of zeros; null if that is not known. */
    @Nullable
    Tensor sample(int value) {
        return value == Step.NONE || sample.length == 0 ? null : sample[value];
    }

    /** How often each value is read, by steps and as outputs. */
    int[] uses() {
        int[] uses = new int[constants.length];
        for (Step step : steps) {
            for (int input : step.inputs) {
                if (input != Step.NONE) {
                    uses[input]++;
                }
            }
        }
        for (int output : outputValues) {
            uses[output]++;
        }
        return uses;
    }

    /** By the number of a value: the step that makes it. */
    @Nullable
    Step[] producers() {
        @Nullable
        Step[] producers = new Step[constants.length];
        for (Step step : steps) {
            for (int output : step.outputs) {
                if (output != Step.NONE) {
                    producers[output] = step;
                }
            }
        }
        return producers;
    }

    /** Lets go of what only loading needs: the tensors of the trial, and constants that have become part of a step. */
    void forget() {
        sample = new Tensor[0];
        int[] uses = uses();
        Arrays.setAll(constants, i -> uses[i] == 0 ? null : constants[i]);
    }

    /** Leaves out the steps whose outputs nobody reads. */
    void dropUnused() {
        boolean[] isUsed = new boolean[constants.length];
        for (int output : outputValues) {
            isUsed[output] = true;
        }
        List<Step> kept = new ArrayList<>();
        for (Step step : steps.reversed()) {
            if (Arrays.stream(step.outputs).anyMatch(output -> output != Step.NONE && isUsed[output])) {
                kept.add(step);
                for (int input : step.inputs) {
                    if (input != Step.NONE) {
                        isUsed[input] = true;
                    }
                }
            }
        }
        steps = new ArrayList<>(kept.reversed());
    }
}
