package org.lanewise.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.lanewise.models.Pipeline;
import org.lanewise.network.data.Column;
import org.lanewise.network.data.Table;

/**
 * A {@link Pipeline} that was learned without Spark, as a stage of Spark ML: it takes the columns that it was learned from, numbers and
 * texts as they come, and adds what {@link Pipeline#predictions} gives, the class and the probability of each, or the numbers, with a
 * prefix before their names.
 *
 * <pre>{@code
 * TableModel.of(Path.of("iris.lanewise")).transform(flowers).select("predicted_species").show();
 * }</pre>
 *
 * Rows have the bits that they have without Spark. Null is a missing value.
 */
public final class TableModel extends Transformer implements MLWritable {
    private static final long serialVersionUID = 1;
    /** What the pipeline's file is called. */
    private static final String FILE = "pipeline.safetensors";

    private final String uid;
    private final OneBroadcast<SharedPipeline> pipeline;
    private final Param<String> prefix;

    private TableModel(String uid, SharedPipeline pipeline) {
        // Spark's constructors ask for it.
        this.uid = uid;
        super();
        this.pipeline = new OneBroadcast<>(pipeline);
        prefix = new Param<>(this, "prefix", "what stands before the names of the predicted columns");
        setDefault(prefix, "predicted_");
    }

    /**
     * A model of a pipeline.
     *
     * @param pipeline the pipeline
     * @return the model
     */
    public static TableModel of(Pipeline<?> pipeline) {
        return new TableModel(Identifiable.randomUID("lanewise"),
                new SharedPipeline(NetworkFile.bytes(pipeline::save)));
    }

    /**
     * A model of a pipeline that was saved without Spark.
     *
     * @param file the file, on this machine
     * @return the model
     * @throws IOException if the file can't be read, or is not right
     */
    public static TableModel of(Path file) throws IOException {
        return of(Pipeline.load(file));
    }

    @Override
    public String uid() {
        return uid;
    }

    /**
     * The parameter: what stands before the names of the predicted columns.
     *
     * @return the parameter
     */
    public Param<String> prefix() {
        return prefix;
    }

    /**
     * Sets what stands before the names of the predicted columns.
     *
     * @param value the prefix, {@code predicted_} unless set
     * @return this
     */
    public TableModel setPrefix(String value) {
        set(prefix, value);
        return this;
    }

    /**
     * The pipeline.
     *
     * @return what was given, or loaded
     */
    public Pipeline<?> pipeline() {
        return pipeline.value().get();
    }

    @Override
    public StructType transformSchema(StructType schema) {
        List<String> names = Arrays.asList(schema.fieldNames());
        for (String name : columns().toList()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("there is no column \"" + name + "\", the columns are " + names);
            }
            DataType type = schema.apply(name).dataType();
            boolean isText = pipeline().textColumns().contains(name);
            boolean fits = isText
                    ? type.equals(DataTypes.StringType) || type.equals(DataTypes.BooleanType)
                    : type instanceof NumericType;
            if (!fits) {
                throw new IllegalArgumentException("the column \"" + name + "\" is of " + type.catalogString()
                        + ", it has to have " + (isText ? "texts" : "numbers"));
            }
        }
        StructType all = schema;
        Table predictions = pipeline().predictions(TableScorer.table(pipeline(), List.of(), names));
        for (String predicted : predictions.names()) {
            String name = getOrDefault(prefix) + predicted;
            if (names.contains(name)) {
                throw new IllegalArgumentException(
                        "there is a column \"" + name + "\" already: set another prefix");
            }
            all = all.add(name, predictions.column(predicted) instanceof Column.Texts
                    ? DataTypes.StringType
                    : DataTypes.DoubleType);
        }
        return all;
    }

    private Stream<String> columns() {
        return Stream.concat(pipeline().numberColumns().stream(), pipeline().textColumns().stream());
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        StructType schema = transformSchema(dataset.schema());
        Dataset<Row> table = dataset.toDF();
        return table.mapPartitions(new TableScorer(pipeline.in(table.sparkSession().sparkContext()), table.columns()),
                Encoders.row(schema));
    }

    @Override
    public TableModel copy(ParamMap extra) {
        return copyValues(new TableModel(uid, pipeline.value()), extra);
    }

    @Override
    public MLWriter write() {
        return new ModelWriter(this, FILE, pipeline.value().file());
    }

    /**
     * What reads saved models.
     *
     * @return the reader
     */
    public static MLReader<TableModel> read() {
        return new ModelReader<>(TableModel.class, FILE, (uid, file) -> new TableModel(uid, new SharedPipeline(file)));
    }

    /**
     * Loads a model.
     *
     * @param path where it was saved
     * @return the model, to the bit
     */
    public static TableModel load(String path) {
        return read().load(path);
    }
}
