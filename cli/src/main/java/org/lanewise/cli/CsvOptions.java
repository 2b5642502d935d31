package org.lanewise.cli;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lanewise.models.Csv;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a table is read from text. */
final class CsvOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(names = "--separator", paramLabel = "CHARACTER", description = "What stands between fields, or the word tab (default: ${DEFAULT-VALUE}).")
    private String separator = ",";

    @Option(names = "--decimal-comma", description = "Numbers are written like 5,1.")
    private boolean decimalComma;

    /** The form of the file; some columns have texts even if all of them look like numbers. */
    Csv form(List<String> texts) {
        String character = separator.equals("tab") ? "\t" : separator;
        if (character.length() != 1) {
            throw wrong("--separator must be one character, or the word tab: " + separator);
        }
        try {
            Csv form = Csv.standard().withSeparator(character.charAt(0)).withTexts(texts.toArray(String[]::new));
            return decimalComma ? form.withDecimalComma() : form;
        } catch (IllegalArgumentException e) {
            throw wrong("--separator: " + e.getMessage());
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }
}
