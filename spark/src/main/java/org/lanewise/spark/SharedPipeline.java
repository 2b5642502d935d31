package org.lanewise.spark;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.lanewise.models.Pipeline;

/** A pipeline as it is broadcast: its file, which each JVM reads when the first of its tasks wants it. */
final class SharedPipeline implements Serializable {
    private static final long serialVersionUID = 1;

    private final byte[] file;
    private transient @Nullable Pipeline<?> pipeline;

    SharedPipeline(byte[] file) {
        this.file = file;
    }

    byte[] file() {
        return file;
    }

    synchronized Pipeline<?> get() {
        Pipeline<?> made = pipeline;
        if (made == null) {
            made = NetworkFile.read(file, Pipeline::load);
            pipeline = made;
        }
        return made;
    }
}
