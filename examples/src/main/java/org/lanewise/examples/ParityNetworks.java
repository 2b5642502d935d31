package org.lanewise.examples;

import java.util.ArrayList;
import java.util.List;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.Cost;
import org.lanewise.network.DenseLayer;
import org.lanewise.network.Network;
import org.lanewise.network.data.Examples;

/**
 * Networks of ReLU units, constructed and not trained, that compute the parity of n bits without any error: 1 where an
 * odd number of them is 1, else 0. All weights, sums and outputs are small whole numbers, so floats are exact.
 */
final class ParityNetworks {
    private ParityNetworks() {
    }

    /**
     * A tree of gates, each the parity of two: {@code a ⊕ b = relu(a + b) − 2·relu(a + b − 1)}. A gate's two units are in
     * one layer and their difference is part of the next layer's weights, so a unit has 2 inputs in the first layer and 4
     * in the others, whatever n is. An odd one out is passed on by a unit of its own.
     *
     * @return a network of {@code ⌈log₂ n⌉} hidden layers
     */
    static Network deep(Kernels kernels, int n) {
        List<DenseLayer> layers = new ArrayList<>();
        // Row i says how bit i of a level is made of the units before: at first each is an input.
        Matrix bits = Matrix.zeros(n, n);
        for (int i = 0; i < n; i++) {
            bits.set(i, i, 1);
        }
        while (bits.rows() > 1) {
            int pairs = bits.rows() / 2;
            int units = bits.rows();
            Matrix w = Matrix.zeros(units, bits.columns());
            Matrix b = Matrix.zeros(units, 1);
            Matrix next = Matrix.zeros((bits.rows() + 1) / 2, units);
            for (int pair = 0; pair < pairs; pair++) {
                for (int j = 0; j < bits.columns(); j++) {
                    float sum = bits.get(2 * pair, j) + bits.get(2 * pair + 1, j);
                    w.set(2 * pair, j, sum);
                    w.set(2 * pair + 1, j, sum);
                }
                b.set(2 * pair + 1, 0, -1);
                next.set(pair, 2 * pair, 1);
                next.set(pair, 2 * pair + 1, -2);
            }
            if (units % 2 == 1) {
                w.rowRange(units - 1, units).copyFrom(bits.rowRange(units - 1, units));
                next.set(pairs, units - 1, 1);
            }
            layers.add(new DenseLayer(w, b, Activation.RELU));
            bits = next;
        }
        layers.add(new DenseLayer(bits, Matrix.zeros(1, 1), Activation.IDENTITY));
        return new Network(kernels, layers, Cost.MEAN_SQUARED_ERROR);
    }

    /**
     * One hidden layer whose units each detect one input: {@code relu(Σ ±xᵢ − (ones − 1))} is the conjunction of all bits,
     * plain where the input has a 1 and negated where it has a 0. There is one for each input of odd parity.
     *
     * @return a network of one hidden layer of {@code 2ⁿ⁻¹} units
     */
    static Network conjunctions(Kernels kernels, int n) {
        int units = 1 << (n - 1);
        Matrix w = Matrix.zeros(units, n);
        Matrix b = Matrix.zeros(units, 1);
        int unit = 0;
        for (int input = 0; input < 1 << n; input++) {
            int ones = Integer.bitCount(input);
            if (ones % 2 == 1) {
                for (int i = 0; i < n; i++) {
                    w.set(unit, i, bit(input, i) == 1 ? 1 : -1);
                }
                b.set(unit, 0, 1 - ones);
                unit++;
            }
        }
        Matrix sum = Matrix.zeros(1, units);
        sum.fill(1);
        return oneHiddenLayer(kernels, w, b, sum);
    }

    /**
     * One hidden layer whose units all see the number s of ones, of which parity is a zigzag: up from 0 to 1, down from 1
     * to 2, and so on: {@code relu(s) − 2·relu(s − 1) + 2·relu(s − 2) − …}
     *
     * @return a network of one hidden layer of n units
     */
    static Network zigzag(Kernels kernels, int n) {
        Matrix w = Matrix.zeros(n, n);
        w.fill(1);
        Matrix b = Matrix.zeros(n, 1);
        Matrix slopes = Matrix.zeros(1, n);
        for (int unit = 0; unit < n; unit++) {
            b.set(unit, 0, -unit);
            slopes.set(0, unit, unit == 0 ? 1 : unit % 2 == 1 ? -2 : 2);
        }
        return oneHiddenLayer(kernels, w, b, slopes);
    }

    private static Network oneHiddenLayer(Kernels kernels, Matrix w, Matrix b, Matrix output) {
        return new Network(kernels, List.of(new DenseLayer(w, b, Activation.RELU),
                new DenseLayer(output, Matrix.zeros(1, 1), Activation.IDENTITY)), Cost.MEAN_SQUARED_ERROR);
    }

    /** The units of all hidden layers. */
    static int units(Network network) {
        return network.layers().subList(0, network.layers().size() - 1).stream().mapToInt(DenseLayer::outputs).sum();
    }

    /** Whether a network gives exactly 0 or 1 for each of the 2ⁿ inputs, whichever is its parity. */
    static boolean isExact(Network network) {
        Examples x = inputs(network.inputs());
        Examples parities = network.predict(x);
        for (int input = 0; input < x.size(); input++) {
            if (parities.get(input, 0) != Integer.bitCount(input) % 2) {
                return false;
            }
        }
        return true;
    }

    /** All inputs of n bits: number e has the bits of e. */
    static Examples inputs(int n) {
        Matrix rows = Matrix.zeros(1 << n, n);
        for (int e = 0; e < rows.rows(); e++) {
            for (int i = 0; i < n; i++) {
                rows.set(e, i, bit(e, i));
            }
        }
        return Examples.ofRows(rows);
    }

    private static int bit(int input, int i) {
        return input >> i & 1;
    }
}
