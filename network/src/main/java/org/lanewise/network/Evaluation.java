package org.lanewise.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.internal.Copies;
import org.lanewise.network.metrics.Metric;
import org.lanewise.network.metrics.Scores;

/**
 * Measures a network over one set of examples as often as wanted, each time with the parameters of that moment and without
 * dropout. The set is checked once, and one forward pass serves the loss and all metrics. One thread may use it at a time.
 */
public final class Evaluation {
    /** Examples whose cost is computed at a time. */
    private static final int BATCH = 1024;

    private final Network network;
    /** Without those that are ignored. */
    private final Dataset data;
    private final List<Dataset> batches;
    private final Pass pass;

    Evaluation(Network network, Dataset all) {
        this.network = network;
        data = network.checked(all);
        batches = IntStream.range(0, Math.ceilDiv(data.size(), BATCH))
                .mapToObj(batch -> data.range(batch * BATCH, Math.min((batch + 1) * BATCH, data.size()))).toList();
        pass = new Pass(network, batches.getFirst().size(), 0);
    }

    /**
     * The cost.
     *
     * @return {@code (1/m)·Σ weight·loss}, without the penalty of any regularisation
     */
    public double cost() {
        return cost(null);
    }

    /**
     * The cost and some metrics.
     *
     * @param metrics what is measured beside the loss
     * @return the loss, which is the {@link #cost cost}, and the metrics
     * @throws IllegalArgumentException if a metric is not one of such targets
     */
    public Scores scores(Metric... metrics) {
        List<Metric> asked = Copies.of(metrics, "metrics");
        Matrix columns = asked.isEmpty() ? null : Matrix.zeros(network.outputs(), data.size());
        double loss = cost(columns);
        Map<Metric, Double> values = new LinkedHashMap<>();
        if (columns != null) {
            Examples predictions = Examples.ofColumns(columns);
            for (Metric metric : asked) {
                values.put(metric, metric.equals(Metric.LOSS) ? loss : metric.of(predictions, data));
            }
        }
        return new Scores(loss, values);
    }

    /** The cost; predictions are kept where there is a place for them. */
    private double cost(@Nullable Matrix predictions) {
        double sum = 0;
        int from = 0;
        for (Dataset batch : batches) {
            pass.predict(batch.x());
            sum += pass.cost(batch) * batch.size();
            int to = from + batch.size();
            if (predictions != null) {
                predictions.columnRange(from, to).copyFrom(pass.predictions());
            }
            from = to;
        }
        return sum / data.size();
    }
}
