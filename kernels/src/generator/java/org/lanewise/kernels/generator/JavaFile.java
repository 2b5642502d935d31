package org.lanewise.kernels.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One generated source.
 *
 * @param packageName its package
 * @param className its class
 * @param text all of it
 */
record JavaFile(String packageName, String className, String text) {

    /** Writes the file below the directory, unless it is there already with the same text. */
    void writeTo(Path directory) throws IOException {
        Path file = directory.resolve(packageName.replace('.', '/')).resolve(className + ".java");
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
    }
}
