package org.lanewise.spark.training;

import java.util.Optional;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/**
 * A row as the engine takes it: features, label, weight, whether it is for validation, and the hash of its key.
 *
 * @param row the row
 */
record TableRow(Row row) {
    private static final int FEATURES = 0;
    private static final int LABEL = 1;
    private static final int WEIGHT = 2;
    private static final int VALIDATION = 3;
    private static final int HASH = 4;

    boolean isForValidation() {
        return !row.isNullAt(VALIDATION) && row.getBoolean(VALIDATION);
    }

    boolean isWeighted() {
        return !row.isNullAt(WEIGHT);
    }

    float label() {
        return (float) row.getDouble(LABEL);
    }

    /** 1 if it has none. */
    float weight() {
        return isWeighted() ? (float) row.getDouble(WEIGHT) : 1;
    }

    long hash() {
        return row.getLong(HASH);
    }

    void copyFeatures(float[] to, int offset) {
        VectorFloats.copy(row.getAs(FEATURES), to, offset);
    }

    /** What is wrong with it, if anything is. */
    Optional<String> problem(TableShape shape) {
        if (row.isNullAt(FEATURES)) {
            return Optional.of(shape.column(FEATURES) + " is null");
        }
        Vector vector = row.getAs(FEATURES);
        if (vector.size() != shape.width()) {
            return Optional.of(shape.column(FEATURES) + " has " + vector.size() + " features, the network has "
                    + shape.width() + " inputs");
        }
        double[] values = vector instanceof SparseVector sparse ? sparse.values() : vector.toArray();
        for (double value : values) {
            if (!Float.isFinite((float) value)) {
                return Optional.of(shape.column(FEATURES) + " has a feature that is not a finite float: " + value);
            }
        }
        return row.isNullAt(LABEL)
                ? Optional.of(shape.column(LABEL) + " is null")
                : problemOfNumbers(shape);
    }

    private Optional<String> problemOfNumbers(TableShape shape) {
        double label = row.getDouble(LABEL);
        if (!Float.isFinite((float) label)) {
            return Optional.of(shape.column(LABEL) + " is not a finite float: " + label);
        }
        if (shape.classes() > 0 && !(label >= 0 && label < shape.classes() && label == Math.rint(label))) {
            return Optional.of(shape.column(LABEL) + " must be a class, an integer from 0 to " + (shape.classes() - 1)
                    + ": " + label);
        }
        if (isWeighted() && !(weight() >= 0 && Float.isFinite(weight()))) {
            return Optional.of(shape.column(WEIGHT) + " must be finite and not negative: " + row.getDouble(WEIGHT));
        }
        return Optional.empty();
    }
}
