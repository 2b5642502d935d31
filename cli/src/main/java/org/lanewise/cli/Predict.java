package org.lanewise.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lanewise.models.Csv;
import org.lanewise.models.Pipeline;
import org.lanewise.network.data.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a pipeline predicts for a table. */
@Command(name = "predict", description = "Predicts each row of a table, and writes a table of what is predicted: the class and "
        + "the probability of each, labels and their probabilities, or numbers.")
final class Predict extends Subcommand {
    /** Rows that are in memory at a time. */
    private static final int PIECE = 10_000;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A pipeline: a file that train has written.")
    private Path model = Path.of("");

    @Parameters(index = "1", paramLabel = "FILE.csv", description = "The table, with the columns that were learned from; others are not looked at.")
    private Path file = Path.of("");

    @Option(names = "--out", paramLabel = "FILE.csv", description = "The table to write (default: it is printed).")
    private @Nullable Path out;

    @Mixin
    private CsvOptions csv = new CsvOptions();

    @Override
    void run() throws IOException {
        if (out != null) {
            checkWritable(out, "--out");
        }
        checkSuffix(model, List.of(".lanewise", ".safetensors"));
        checkReadable(model);
        checkReadable(file);
        Pipeline<?> pipeline = Pipeline.load(model);
        try (Stream<Table> pieces = csv.form(pipeline.textColumns()).pieces(file, PIECE)) {
            Stream<Table> predictions = pieces.map(pipeline::predictions);
            if (out == null) {
                CsvText.write(predictions, out());
            } else {
                Csv.standard().writeAll(predictions, out);
            }
        }
    }
}
