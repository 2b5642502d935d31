package org.lanewise.spark.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.lanewise.network.data.DataSource;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;

/** A table of rows in three classes, weighted, some of them for validation; as a table of Spark, and in memory. */
final class SampleTable {
    static final int FEATURES = 6;

    private final List<Row> rows = new ArrayList<>();
    private final boolean keyed;

    SampleTable(int count, boolean keyed) {
        this.keyed = keyed;
        Random random = new Random(count);
        for (int e = 0; e < count; e++) {
            int label = random.nextInt(3);
            double[] features = random.doubles(FEATURES).map(x -> (float) x).toArray();
            features[label] += 0.5f;
            features[5] = 0;
            rows.add(RowFactory.create(
                    e % 3 == 0 ? Vectors.dense(features).toSparse() : Vectors.dense(features), (double) label,
                    (double) (random.nextFloat() + 0.5f), e % 11 == 4, keyed ? "row " + e / 2 : null));
        }
    }

    private StructType schema() {
        return schema(keyed ? DataTypes.StringType : DataTypes.NullType);
    }

    static StructType schema(DataType key) {
        return new StructType().add("features", new VectorUDT()).add("label", DataTypes.DoubleType)
                .add("weight", DataTypes.DoubleType).add("isValidation", DataTypes.BooleanType).add("key", key);
    }

    Dataset<Row> in(SparkSession session, int partitions) {
        return in(session, partitions, rdd -> rdd);
    }

    Dataset<Row> in(SparkSession session, int partitions, UnaryOperator<JavaRDD<Row>> by) {
        JavaRDD<Row> rdd = JavaSparkContext.fromSparkContext(session.sparkContext()).parallelize(rows, partitions);
        return session.createDataFrame(by.apply(rdd), schema());
    }

    void shuffle(long seed) {
        Collections.shuffle(rows, new Random(seed));
    }

    org.lanewise.network.data.Dataset validation() {
        return dataset(rows.stream().filter(row -> row.getBoolean(3)).toList());
    }

    /** The training rows, whose shards are cut in their order. */
    org.lanewise.network.data.Dataset training() {
        return dataset(rows.stream().filter(row -> !row.getBoolean(3)).toList());
    }

    private static org.lanewise.network.data.Dataset dataset(List<Row> of) {
        float[] weights = new float[of.size()];
        float[][] features = new float[of.size()][FEATURES];
        int[] labels = new int[of.size() + 1];
        labels[of.size()] = 2;
        for (int i = 0; i < weights.length; i++) {
            double[] values = ((org.apache.spark.ml.linalg.Vector) of.get(i).get(0)).toArray();
            for (int f = 0; f < FEATURES; f++) {
                features[i][f] = (float) values[f];
            }
            labels[i] = (int) of.get(i).getDouble(1);
            weights[i] = (float) of.get(i).getDouble(2);
        }
        return org.lanewise.network.data.Dataset
                .of(Examples.ofRows(features), Targets.classes(labels).range(0, weights.length)).withWeights(weights);
    }

    /** The training rows as shards by the hashes of their keys, which Spark has computed for each row in the present order. */
    DataSource byHash(long[] hashes, int shards) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, rows.size()).filter(i -> !rows.get(i).getBoolean(3))
                .boxed().toList());
        order.sort((a, b) -> {
            int byShard = Integer.compare(Math.floorMod(hashes[a], shards), Math.floorMod(hashes[b], shards));
            int byHash = byShard != 0 ? byShard : Long.compare(hashes[a], hashes[b]);
            int byLabel = byHash != 0 ? byHash : Double.compare(rows.get(a).getDouble(1), rows.get(b).getDouble(1));
            return byLabel != 0 ? byLabel : Double.compare(rows.get(a).getDouble(2), rows.get(b).getDouble(2));
        });
        org.lanewise.network.data.Dataset all = dataset(order.stream().map(rows::get).toList());
        int[] sizes = new int[shards];
        order.forEach(i -> sizes[Math.floorMod(hashes[i], shards)]++);
        return new DataSource() {
            @Override
            public int pieces() {
                return shards;
            }

            @Override
            public org.lanewise.network.data.Dataset piece(int i) {
                int from = Arrays.stream(sizes, 0, i).sum();
                return all.range(from, from + sizes[i]);
            }
        };
    }
}
