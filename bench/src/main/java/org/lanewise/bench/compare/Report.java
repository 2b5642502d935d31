package org.lanewise.bench.compare;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The results so far: printed as a table row by row, and kept in a JSON file case by case. */
final class Report {
    private static final Gson GSON = new GsonBuilder()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .serializeNulls().setPrettyPrinting().create();

    private final PrintStream out;
    private final @Nullable Path json;
    private final List<Result> results = new ArrayList<>();

    /**
     * An empty report.
     *
     * @param json where the file goes, null for none; it is written at once, so that a wrong path is known before the work
     */
    Report(PrintStream out, @Nullable Path json) {
        this.out = out;
        this.json = json;
        write();
    }

    /** Everything reported so far. */
    List<Result> results() {
        return results;
    }

    /** A line above the table. */
    void header(String label, String value) {
        out.println("# " + label + ": " + value);
    }

    /** The head of the table. */
    void columns() {
        out.println();
        out.println(
                "%-38s%-13s%12s%12s%11s%9s".formatted("case", "impl", "best us", "median us", "GFLOP/s", "of peak"));
    }

    /** The rows of a case. */
    void add(List<Result> rows) {
        for (Result row : rows) {
            out.println(String.format(Locale.ROOT, "%-38s%-13s%12.2f%12.2f%11s%9s", row.name(), row.impl(),
                    row.bestUs(),
                    row.medianUs(), row.gflops() == null ? "" : String.format(Locale.ROOT, "%.1f", row.gflops()),
                    row.peakFraction() == null
                            ? ""
                            : String.format(Locale.ROOT, "%.1f %%", 100 * row.peakFraction())));
        }
        results.addAll(rows);
        write();
    }

    /** Says why a row is missing. */
    void leftOut(String name, String impl, String why) {
        out.println("%-38s%-13s  left out: %s".formatted(name, impl, why));
    }

    /** An empty line between two cases. */
    void endOfCase() {
        out.println();
    }

    /** The rows of a JSON file. */
    static List<Result> read(Path json) throws IOException {
        return GSON.fromJson(Files.readString(json), new TypeToken<>() {
        });
    }

    private void write() {
        if (json != null) {
            try {
                Files.writeString(json, GSON.toJson(results) + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
