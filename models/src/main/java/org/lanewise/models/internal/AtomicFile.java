package org.lanewise.models.internal;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Writes files whole or not at all: whoever opens the file, also after a crash or a power failure in the middle, finds what was
 * there before or what was to be written. The content goes to a temporary file beside it, {@code NAME.….tmp}, which gets the
 * file's name when all of it is on the disk.
 */
public final class AtomicFile {
    /** A temporary file that nobody has written to for so long belongs to a process that was killed. */
    private static final Duration ABANDONED = Duration.ofHours(1);
    private static final String ENDING = ".tmp";
    /** A random UUID, so that nothing else in the folder is taken for a temporary file. */
    private static final String UNIQUE = "[0-9a-f-]{36}";

    private AtomicFile() {
    }

    /** Writes the bytes of a file. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes all bytes.
         *
         * @param out takes them; large pieces are best
         * @throws IOException if they can't be written
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file, or replaces one. Of several threads or processes that write to one file at a time the last one to be done
     * has its content there, whole. A link is followed.
     *
     * @param file the file, in a folder that is there
     * @param content what is to be in it
     * @throws IOException if it can't be written, or the thread was interrupted: the file is what it was before
     */
    public static void write(Path file, Content content) throws IOException {
        Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
        Path folder = target.resolveSibling("");
        String prefix = target.getFileName() + ".";
        deleteAbandoned(folder, prefix);
        Path temporary = folder.resolve(prefix + UUID.randomUUID() + ENDING);
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE)) {
                content.writeTo(Channels.newOutputStream(channel));
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (Throwable e) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException another) {
                e.addSuppressed(another);
            }
            throw e;
        }
        force(folder);
    }

    /** The new name is durable when the folder is. Windows has no such call. */
    private static void force(Path folder) throws IOException {
        if (File.separatorChar == '/') {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Best effort: what can't be deleted now, or is not there any more, does not keep anybody from saving. */
    private static void deleteAbandoned(Path folder, String prefix) {
        Pattern name = Pattern.compile(Pattern.quote(prefix) + UNIQUE + Pattern.quote(ENDING));
        FileTime limit = FileTime.from(Instant.now().minus(ABANDONED));
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder,
                path -> name.matcher(String.valueOf(path.getFileName())).matches()
                        && Files.getLastModifiedTime(path).compareTo(limit) < 0)) {
            for (Path path : paths) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | DirectoryIteratorException e) {
            System.getLogger("org.lanewise.models").log(DEBUG, "Temporary files may be left in {0}: {1}", folder, e);
        }
    }
}
