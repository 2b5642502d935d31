package org.lanewise.spark;

import java.util.Arrays;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Checks of a schema, whose messages name the parameter, the column, and what there is instead. */
final class Columns {
    private Columns() {
    }

    static void checkVectors(StructType schema, Params stage, Param<String> param) {
        DataType type = field(schema, stage, param).dataType();
        if (!(type instanceof VectorUDT)) {
            throw wrongType(stage, param, type, "vectors (VectorAssembler makes them of numbers)");
        }
    }

    static void checkNumbers(StructType schema, Params stage, Param<String> param) {
        DataType type = field(schema, stage, param).dataType();
        if (!(type instanceof NumericType)) {
            throw wrongType(stage, param, type, "numbers (StringIndexer makes them of texts)");
        }
    }

    static void checkFlags(StructType schema, Params stage, Param<String> param) {
        DataType type = field(schema, stage, param).dataType();
        if (!type.equals(DataTypes.BooleanType)) {
            throw wrongType(stage, param, type, "truth values");
        }
    }

    static StructField field(StructType schema, Params stage, Param<String> param) {
        String name = stage.getOrDefault(param);
        return Arrays.stream(schema.fields()).filter(field -> field.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(param.name() + ": there is no column \"" + name
                        + "\", the columns are " + Arrays.toString(schema.fieldNames())));
    }

    private static IllegalArgumentException wrongType(Params stage, Param<String> param, DataType type, String needed) {
        return new IllegalArgumentException(param.name() + ": the column \"" + stage.getOrDefault(param) + "\" is of "
                + type.catalogString() + ", it has to have " + needed);
    }
}
