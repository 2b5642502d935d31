package org.lanewise.spark;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.data.Examples;

/**
 * Scores the rows of a partition, some hundred at a time, whose features are gathered in one matrix. What is allocated for a row is what
 * Spark gets of it; the matrices are made once for a partition.
 */
final class RowScorer implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1;
    /** As many as a predictor takes at a time. */
    static final int BATCH = 256;

    private final Broadcast<SharedNetwork> network;
    private final String featuresCol;
    private final int featuresAt;
    private final ScoredColumns columns;

    RowScorer(Broadcast<SharedNetwork> network, String featuresCol, int featuresAt, ScoredColumns columns) {
        this.network = network;
        this.featuresCol = featuresCol;
        this.featuresAt = featuresAt;
        this.columns = columns;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        return new Batches(rows, network.value());
    }

    private final class Batches implements Iterator<Row> {
        private final Iterator<Row> rows;
        private final SharedNetwork shared;
        private final int inputs;
        private final int units;
        private final Row[] batch = new Row[BATCH];
        private final Matrix features;
        private final Matrix outputs;
        private final Matrix probabilities;
        private int size;
        private int next;

        Batches(Iterator<Row> rows, SharedNetwork shared) {
            this.rows = rows;
            this.shared = shared;
            inputs = shared.predictor().inputs();
            units = shared.predictor().outputs();
            features = Matrix.zeros(BATCH, inputs);
            outputs = Matrix.zeros(BATCH, units);
            probabilities = Matrix.zeros(BATCH, units);
        }

        @Override
        public boolean hasNext() {
            return next < size || rows.hasNext();
        }

        @Override
        public Row next() {
            if (next == size) {
                fill();
            }
            Row row = batch[next];
            @Nullable
            Object[] values = new Object[row.size() + columns.count()];
            for (int i = 0; i < row.size(); i++) {
                values[i] = row.get(i);
            }
            columns.write(outputs.data(), probabilities.data(), next * units, values, row.size());
            next++;
            return RowFactory.create(values);
        }

        private void fill() {
            size = 0;
            next = 0;
            while (size < BATCH && rows.hasNext()) {
                Row row = rows.next();
                FeatureRows.copy((Vector) row.get(featuresAt), featuresCol, features.data(), size * inputs, inputs);
                batch[size++] = row;
            }
            if (size == 0) {
                throw new NoSuchElementException();
            }
            Matrix all = first(outputs);
            shared.predictor().predict(Examples.ofRows(first(features)), Examples.ofRows(all));
            shared.probabilities(all, first(probabilities));
            Arrays.fill(batch, size, BATCH, null);
        }

        private Matrix first(Matrix matrix) {
            return Matrix.view(matrix.data(), 0, size, matrix.columns(), matrix.columns());
        }
    }
}
