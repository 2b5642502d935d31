package org.lanewise.models;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import org.lanewise.kernels.Matrix;
import org.lanewise.models.SafetensorsFile.Entry;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.metrics.Metric;
import org.lanewise.network.metrics.Scores;
import org.lanewise.network.training.Epoch;
import org.lanewise.network.training.TrainingState;

/** The state of a training in a safetensors file: matrices as tensors, all else as an object of JSON among the metadata. */
final class CheckpointFile {
    private static final String TRAINING = "lanewise.training";
    private static final int VERSION = 1;

    /** What stands before the number of a matrix, for each list of them. */
    private static final String PARAMETERS = "parameters.";
    private static final String BEFORE_EPOCH = "parametersBeforeEpoch.";
    private static final String MOMENTS = "moments.";
    private static final String BEST = "bestParameters.";

    /** One object for all, so that metrics of one name are equal. */
    private static final ToDoubleBiFunction<Examples, Dataset> STORED = CheckpointFile::stored;

    private CheckpointFile() {
    }

    private static double stored(Examples predictions, Dataset truth) {
        throw new UnsupportedOperationException("a metric that was read from a file has a name and no function: "
                + predictions + ", " + truth);
    }

    static void write(TrainingState state, Path file) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        put(tensors, PARAMETERS, state.parameters());
        put(tensors, BEFORE_EPOCH, state.parametersBeforeEpoch());
        put(tensors, MOMENTS, state.moments());
        put(tensors, BEST, state.bestParameters());
        SafetensorsFile.write(file, tensors, Map.of(TRAINING, Json.write(json(state))));
    }

    private static void put(Map<String, Tensor> tensors, String prefix, List<Matrix> matrices) {
        for (int i = 0; i < matrices.size(); i++) {
            tensors.put(prefix + i, Tensor.ofRows(matrices.get(i)));
        }
    }

    private static Map<String, Object> json(TrainingState state) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", VERSION);
        json.put("network", state.origin().network());
        json.put("data", state.origin().data());
        json.put("training", state.origin().training());
        json.put("epoch", state.epoch());
        json.put("batch", state.batch());
        json.put("sum", state.sum());
        json.put("steps", state.steps());
        json.put("best", state.best());
        json.put("factor", state.plateau().factor());
        json.put("least", state.plateau().least());
        json.put("waited", state.plateau().waited());
        json.put("epochs", state.epochs().stream().map(CheckpointFile::json).toList());
        return json;
    }

    private static Map<String, Object> json(Epoch epoch) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("learningRate", epoch.learningRate());
        json.put("cost", epoch.cost());
        epoch.scores().ifPresent(scores -> {
            json.put("loss", scores.loss());
            json.put("metrics", scores.values().entrySet().stream().map(entry -> {
                Map<String, Object> metric = new LinkedHashMap<>();
                metric.put("name", entry.getKey().name());
                metric.put("higherIsBetter", entry.getKey().higherIsBetter());
                metric.put("value", entry.getValue());
                return metric;
            }).toList());
        });
        epoch.fingerprint().ifPresent(fingerprint -> json.put("fingerprint", fingerprint));
        return json;
    }

    static TrainingState read(Path path) throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            String text = file.metadata().get(TRAINING);
            if (text == null) {
                throw file.problem("header", "there is no \"" + TRAINING + "\" in \"" + SafetensorsFile.METADATA
                        + "\": no state of a training was saved here");
            }
            Json json = Json.read(text, "header, \"" + TRAINING + "\"", file::problem);
            json.checkVersion(VERSION);
            List<Epoch> epochs = new ArrayList<>();
            for (Json epoch : json.objects("epochs")) {
                epochs.add(epoch(epoch, epochs.size() + 1));
            }
            TrainingState state = new TrainingState(
                    new TrainingState.Origin(json.text("network"), json.text("data"), json.text("training")),
                    json.integer("epoch"), json.integer("batch"), json.number("sum"), json.count("steps"),
                    matrices(file, PARAMETERS), matrices(file, BEFORE_EPOCH), matrices(file, MOMENTS), epochs,
                    json.integer("best"), matrices(file, BEST), new TrainingState.Plateau(json.number("factor"),
                            json.number("least"), json.integer("waited")));
            long used = (long) state.parameters().size() + state.parametersBeforeEpoch().size()
                    + state.moments().size() + state.bestParameters().size();
            if (used != file.entries().size()) {
                throw file.problem("header", "there are tensors that are no part of a state: "
                        + file.entries().keySet());
            }
            return state;
        }
    }

    private static Epoch epoch(Json json, int number) throws ModelFileException {
        return new Epoch(number, json.number("learningRate"), json.number("cost"),
                json.has("loss") ? Optional.of(scores(json)) : Optional.empty(),
                json.has("fingerprint") ? Optional.of(json.text("fingerprint")) : Optional.empty());
    }

    private static Scores scores(Json json) throws ModelFileException {
        Map<Metric, Double> values = new LinkedHashMap<>();
        for (Json metric : json.objects("metrics")) {
            values.put(Metric.of(metric.text("name"), metric.flag("higherIsBetter"), STORED), metric.number("value"));
        }
        return new Scores(json.number("loss"), values);
    }

    private static List<Matrix> matrices(SafetensorsFile file, String prefix) throws IOException {
        List<Matrix> matrices = new ArrayList<>();
        Entry entry = file.entries().get(prefix + 0);
        while (entry != null) {
            if (entry.shape().size() != 2) {
                throw file.problem(SafetensorsFile.place(entry),
                        "has the shape " + entry.shape() + ", not 2 dimensions");
            }
            matrices.add(Matrix.of(entry.shape().get(0), entry.shape().get(1), file.read(entry)));
            entry = file.entries().get(prefix + matrices.size());
        }
        return matrices;
    }
}
