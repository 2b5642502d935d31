package org.lanewise.models;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lanewise.kernels.Kernels;
import org.lanewise.network.Network;
import org.lanewise.network.data.FittedColumn;
import org.lanewise.network.data.FittedPreprocessing;
import org.lanewise.network.data.FittedScaler.Scaling;
import org.lanewise.network.data.Unknown;

/** A pipeline in a safetensors file: its network, and an object of JSON among the metadata that has all else. */
final class PipelineFile {
    private static final String PIPELINE = "lanewise.pipeline";
    private static final String PLACE = "header, \"" + PIPELINE + "\"";
    private static final int VERSION = 1;

    private PipelineFile() {
    }

    /** What is predicted. */
    private enum Predicts {
        CLASS("loadClassifier"), LABELS("loadLabelClassifier"), NUMBER("loadRegressor"), NUMBERS("loadVectorRegressor");

        private final String method;

        Predicts(String method) {
            this.method = method;
        }

        static Predicts of(FittedTarget<?> target) {
            return switch (target) {
                case FittedTarget.OneClass one -> CLASS;
                case FittedTarget.Labels labels -> LABELS;
                case FittedTarget.OneNumber one -> NUMBER;
                case FittedTarget.SeveralNumbers several -> NUMBERS;
            };
        }
    }

    /** What a column is. */
    private enum Kind {
        NUMBERS, TEXTS, CATEGORIES
    }

    static void write(FittedPreprocessing preprocessing, FittedTarget<?> target, Network network, String training,
            Path file) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", VERSION);
        json.put("predicts", Predicts.of(target).name());
        switch (target) {
            case FittedTarget.OneClass(String column, List<String> classes) -> {
                json.put("column", column);
                json.put("classes", classes);
            }
            case FittedTarget.Labels(List<String> columns) -> json.put("columns", columns);
            case FittedTarget.Numbers<?> numbers ->
                json.put("columns", numbers.scaled().stream().map(PipelineFile::json).toList());
        }
        json.put("features", preprocessing.columns().stream().map(PipelineFile::json).toList());
        json.put("unknown", preprocessing.unknown().name());
        json.put("training", training);
        String text = Json.write(json);
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException(
                    "a name or a category has half of a surrogate pair, which is no text that a file can have");
        }
        Safetensors.save(network, Map.of(PIPELINE, text), file);
    }

    private static Map<String, Object> json(FittedColumn any) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", any.name());
        switch (any) {
            case FittedColumn.Numbers column -> {
                json.put("kind", Kind.NUMBERS.name());
                json.put("missing", column.missing());
                json.put("center", column.scaling().center());
                json.put("scale", column.scaling().scale());
            }
            case FittedColumn.Texts column -> {
                json.put("kind", Kind.TEXTS.name());
                json.put("categories", column.categories());
            }
            case FittedColumn.Categories column -> {
                json.put("kind", Kind.CATEGORIES.name());
                json.put("categories", column.categories());
            }
        }
        return json;
    }

    static Pipeline<?> read(Path path) throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            Json json = json(file);
            return read(file, json, () -> target(json));
        }
    }

    /** Reads a pipeline that predicts what a type says; throws if it predicts anything else. */
    static <P, T extends FittedTarget<P>> Pipeline<P> read(Path path, Class<T> type) throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            Json json = json(file);
            return read(file, json, () -> {
                FittedTarget<?> target = target(json);
                if (!type.isInstance(target)) {
                    Predicts predicts = Predicts.of(target);
                    throw json.problem("predicts", predicts + " is what Pipeline." + predicts.method + " loads");
                }
                return type.cast(target);
            });
        }
    }

    /** Reads what is predicted. */
    @FunctionalInterface
    private interface Reading<T> {
        T read() throws ModelFileException;
    }

    private static Json json(SafetensorsFile file) throws ModelFileException {
        String text = file.metadata().get(PIPELINE);
        if (text == null) {
            throw file.problem("header", "there is no \"" + PIPELINE + "\" in \"" + SafetensorsFile.METADATA
                    + "\": no pipeline was saved here");
        }
        Json json = Json.read(text, PLACE, file::problem);
        json.checkVersion(VERSION);
        return json;
    }

    private static <P> Pipeline<P> read(SafetensorsFile file, Json json, Reading<? extends FittedTarget<P>> target)
            throws IOException {
        try {
            List<FittedColumn> columns = new ArrayList<>();
            for (Json column : json.objects("features")) {
                columns.add(column(column));
            }
            return new Pipeline<>(new FittedPreprocessing(columns, json.constant("unknown", Unknown.class)),
                    target.read(), Safetensors.network(file, Kernels.create()), json.text("training"), null);
        } catch (IllegalArgumentException e) {
            throw file.problem(PLACE, String.valueOf(e.getMessage()));
        }
    }

    private static FittedTarget<?> target(Json json) throws ModelFileException {
        return switch (json.constant("predicts", Predicts.class)) {
            case CLASS -> new FittedTarget.OneClass(json.text("column"), json.texts("classes"));
            case LABELS -> new FittedTarget.Labels(json.texts("columns"));
            case NUMBER -> new FittedTarget.OneNumber(scaled(json));
            case NUMBERS -> new FittedTarget.SeveralNumbers(scaled(json));
        };
    }

    private static List<FittedColumn.Numbers> scaled(Json json) throws ModelFileException {
        List<FittedColumn.Numbers> columns = new ArrayList<>();
        for (Json column : json.objects("columns")) {
            columns.add(numbers(column));
        }
        return columns;
    }

    private static FittedColumn column(Json json) throws ModelFileException {
        return switch (json.constant("kind", Kind.class)) {
            case NUMBERS -> numbers(json);
            case TEXTS -> new FittedColumn.Texts(json.text("name"), json.texts("categories"));
            case CATEGORIES -> new FittedColumn.Categories(json.text("name"), json.numbers("categories"));
        };
    }

    private static FittedColumn.Numbers numbers(Json json) throws ModelFileException {
        return new FittedColumn.Numbers(json.text("name"), json.number("missing"),
                new Scaling(json.number("center"), json.number("scale")));
    }
}
