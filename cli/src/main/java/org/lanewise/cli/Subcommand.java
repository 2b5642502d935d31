package org.lanewise.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands have in common: where they print, and what they check of files before any work is done. */
@Command(sortOptions = false)
abstract class Subcommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    /** Does what it is for; what goes wrong is told in a line by whoever calls it. */
    abstract void run() throws IOException;

    @Override
    public Integer call() throws IOException {
        run();
        return CommandLine.ExitCode.OK;
    }

    PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    void check(boolean right, String message) {
        if (!right) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
        }
    }

    /** What an option says is out of range. */
    ParameterException wrong(IllegalArgumentException e) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()), e);
    }

    /** Throws unless a file can be read. */
    static void checkReadable(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a folder, not a file");
        }
        if (!Files.isReadable(file)) {
            throw new IOException(file + " can't be read: permission is denied");
        }
    }

    /** Throws unless a file can be written to the place. */
    void checkWritable(Path file, String what) {
        Path folder = file.toAbsolutePath().getParent();
        check(folder != null && Files.isDirectory(folder), what + ": there is no folder " + folder);
        check(!Files.isDirectory(file), what + " must be a file, and " + file + " is a folder");
    }

    /** What a file's name ends in, with the point, in lower case. */
    static String suffix(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(Math.max(0, name.lastIndexOf('.'))).toLowerCase(Locale.ROOT);
    }

    void checkSuffix(Path file, List<String> known) {
        check(known.contains(suffix(file)), file + " must end in one of " + String.join(", ", known));
    }
}
