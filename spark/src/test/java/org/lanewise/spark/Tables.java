package org.lanewise.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.lanewise.kernels.RandomStream;

/** Tables with something to learn. */
final class Tables {
    static final int FEATURES = 4;

    private Tables() {
    }

    /** Columns id, features, label, weight and validation: labels are classes of three kinds that are apart. */
    static Dataset<Row> classes(int rows, int partitions) {
        RandomStream random = RandomStream.of(7, "rows");
        List<Row> all = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            int label = i % 3;
            all.add(RowFactory.create((long) i, features(random, i, label), (double) label, 1.0 + i % 2, i % 5 == 0));
        }
        return table(all, partitions);
    }

    /** The same columns, the label is a number. */
    static Dataset<Row> numbers(int rows, int partitions) {
        RandomStream random = RandomStream.of(8, "rows");
        List<Row> all = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            Vector x = features(random, i, i % 3);
            double y = 0.5 * x.apply(0) - x.apply(1) + 0.25 * x.apply(2) * x.apply(3);
            all.add(RowFactory.create((long) i, x, y, 1.0, i % 5 == 0));
        }
        return table(all, partitions);
    }

    private static Vector features(RandomStream random, int row, int label) {
        double[] x = new double[FEATURES];
        for (int j = 0; j < FEATURES; j++) {
            x[j] = random.nextDouble() - 0.5 + (j == label ? 1.5 : 0);
        }
        return row % 2 == 0 ? Vectors.dense(x) : Vectors.dense(x).toSparse();
    }

    static Dataset<Row> table(List<Row> rows, int partitions) {
        return Sessions.local().createDataFrame(rows, schema()).repartitionByRange(partitions,
                functions.col("id"));
    }

    static StructType schema() {
        return new StructType().add("id", "long").add("features", new VectorUDT()).add("label", "double")
                .add("weight", "double").add("validation", "boolean");
    }
}
