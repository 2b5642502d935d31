package org.lanewise.models;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/** A file that is not what it should be: which, where in it, and why. */
public final class ModelFileException extends IOException {
    private static final long serialVersionUID = 1;

    /** A path can't be serialized; the message has it as well. */
    private final transient Path file;
    /** A byte, a tensor, a node. */
    private final String place;

    /**
     * What is wrong with a file.
     *
     * @param file the file
     * @param place where in it: a byte, a tensor, a node
     * @param reason what is wrong there
     */
    public ModelFileException(Path file, String place, String reason) {
        super(Objects.requireNonNull(file, "file") + ", " + Objects.requireNonNull(place, "place") + ": "
                + Objects.requireNonNull(reason, "reason"));
        this.file = file;
        this.place = place;
    }

    /**
     * The same, with what was thrown where it was found.
     *
     * @param file the file
     * @param place where in it: a byte, a tensor, a node
     * @param reason what is wrong there
     * @param cause what was thrown
     */
    public ModelFileException(Path file, String place, String reason, Throwable cause) {
        this(file, place, reason);
        initCause(Objects.requireNonNull(cause, "cause"));
    }

    /**
     * The file.
     *
     * @return the file
     */
    public Path file() {
        return file;
    }

    /**
     * Where in it.
     *
     * @return a byte, a tensor, a node
     */
    public String place() {
        return place;
    }
}
