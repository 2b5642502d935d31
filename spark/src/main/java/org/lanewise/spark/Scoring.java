package org.lanewise.spark;

import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.lanewise.models.Safetensors;
import org.lanewise.network.Network;

/** A model's network at work: on the driver, and broadcast once to each application that scores with it. */
final class Scoring implements Serializable {
    private static final long serialVersionUID = 1;

    private final OneBroadcast<SharedNetwork> shared;
    private transient @Nullable Network network;

    Scoring(SharedNetwork network) {
        shared = new OneBroadcast<>(network);
        // What is wrong with a file is said when it is loaded.
        this.network = NetworkFile.read(network.file(), Safetensors::read);
    }

    /** A copy of the network that this was made of. */
    synchronized Network network() {
        Network made = network;
        if (made == null) {
            made = NetworkFile.read(local().file(), Safetensors::read);
            network = made;
        }
        return made;
    }

    /** For predictions of single vectors, here. */
    SharedNetwork local() {
        return shared.value();
    }

    /** For those of the executors. */
    Broadcast<SharedNetwork> broadcast(SparkSession session) {
        return shared.in(session.sparkContext());
    }

    /**
     * A table with the columns of a model behind its own.
     *
     * @param all the schema of both, in any order
     * @param names of the model's columns in their order, those that are not wanted empty
     */
    Dataset<Row> transform(Dataset<?> dataset, String featuresCol, ScoredColumns columns, StructType all,
            String... names) {
        Dataset<Row> table = dataset.toDF();
        StructType schema = dataset.schema();
        for (String name : names) {
            if (!name.isEmpty()) {
                schema = schema.add(all.apply(name));
            }
        }
        if (schema.size() == table.schema().size()) {
            return table;
        }
        RowScorer scorer = new RowScorer(broadcast(table.sparkSession()), featuresCol,
                table.schema().fieldIndex(featuresCol), columns);
        return withMetadata(table.mapPartitions(scorer, Encoders.row(schema)), schema);
    }

    /** An encoder does not keep what the schema says about columns: the number of classes, for whoever evaluates them. */
    private static Dataset<Row> withMetadata(Dataset<Row> scored, StructType schema) {
        Column[] columns = new Column[schema.size()];
        for (int i = 0; i < columns.length; i++) {
            StructField field = schema.fields()[i];
            columns[i] = scored.col("`" + field.name() + "`").as(field.name(), field.metadata());
        }
        return scored.select(columns);
    }
}
