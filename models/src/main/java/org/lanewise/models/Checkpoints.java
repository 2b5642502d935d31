package org.lanewise.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lanewise.network.Network;
import org.lanewise.network.training.Epoch;
import org.lanewise.network.training.Training;
import org.lanewise.network.training.TrainingListener;
import org.lanewise.network.training.TrainingRun;
import org.lanewise.network.training.TrainingState;

/**
 * Keeps a training in files, so that it goes on after an interruption to the bit as if there had been none. A listener that after
 * each epoch writes its state to {@code checkpoint-000012.safetensors}, after which the oldest goes, and where the epoch is the
 * best so far its network, for {@link Safetensors#read}, to {@code best.safetensors}.
 *
 * <pre>{@code
 * Training training = Training.ofEpochs(100).withListener(Checkpoints.in(folder).withKept(3));
 * History history = Checkpoints.latest(folder)
 *         .map(state -> training.resume(network, data, state))
 *         .orElseGet(() -> training.start(network, data))
 *         .finish();
 * }</pre>
 *
 * Files are written atomically. An {@link IOException} comes to whoever trains as an {@link UncheckedIOException}, between
 * two batches: the run may go on. States can also be written by hand, after any batch.
 */
public final class Checkpoints implements TrainingListener {
    private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{6,9})\\.safetensors");

    private final Path folder;
    private final int kept;

    private Checkpoints(Path folder, int kept) {
        this.folder = Objects.requireNonNull(folder, "folder");
        this.kept = kept;
    }

    /**
     * Keeps the last two states and the best network in a folder.
     *
     * @param folder the folder of one training, which is made if it is not there
     * @return the listener
     */
    public static Checkpoints in(Path folder) {
        return new Checkpoints(folder, 2);
    }

    /**
     * Keeps another number of states.
     *
     * @param count how many, positive
     * @return the changed listener
     * @throws IllegalArgumentException if it is not
     */
    public Checkpoints withKept(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("kept must be positive: " + count);
        }
        return new Checkpoints(folder, count);
    }

    /**
     * The state after the last epoch of which there is one in a folder.
     *
     * @param folder the folder
     * @return the state, or nothing if there is none, or no such folder
     * @throws IOException if it can't be read, or is not right ({@link ModelFileException})
     */
    public static Optional<TrainingState> latest(Path folder) throws IOException {
        Objects.requireNonNull(folder, "folder");
        NavigableMap<Integer, Path> files = files(folder);
        return files.isEmpty() ? Optional.empty() : Optional.of(read(files.lastEntry().getValue()));
    }

    /**
     * Writes a state.
     *
     * @param state what {@link TrainingRun#state()} said
     * @param file where it goes; what is there is replaced
     * @throws IOException if it can't be written: the file is what it was before
     */
    public static void write(TrainingState state, Path file) throws IOException {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(file, "file");
        CheckpointFile.write(state, file);
    }

    /**
     * Reads a state, for {@link Training#resume}. Metrics are known by their names.
     *
     * @param file the file
     * @return the state, to the bit
     * @throws IOException if the file can't be read, or is not right ({@link ModelFileException})
     */
    public static TrainingState read(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        return CheckpointFile.read(file);
    }

    /**
     * Writes the state, and the network if it is the best so far.
     *
     * @throws UncheckedIOException if that fails, or the folder has the states of another training, which are not overwritten
     */
    @Override
    public void onEpoch(TrainingRun run, Epoch epoch) {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(epoch, "epoch");
        try {
            Files.createDirectories(folder);
            NavigableMap<Integer, Path> files = files(folder);
            if (!files.tailMap(epoch.number()).isEmpty()) {
                throw new FileAlreadyExistsException(folder.toString(), null,
                        "it has a checkpoint of epoch " + files.lastKey() + ", this run ends epoch " + epoch.number()
                                + ": go on with Checkpoints.latest, or take another folder");
            }
            TrainingState state = run.state();
            if (state.best() == epoch.number()) {
                // Before the state: a run that is interrupted in between writes the same one again.
                Safetensors.write(best(run.network(), state), folder.resolve("best.safetensors"));
            }
            write(state, folder.resolve(String.format(Locale.ROOT, "checkpoint-%06d.safetensors", epoch.number())));
            for (Path old : files.headMap(epoch.number() - kept, true).values()) {
                Files.deleteIfExists(old);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Network best(Network network, TrainingState state) {
        Network best = network.copy();
        for (int l = 0; l < best.layers().size(); l++) {
            best.layers().get(l).weights().copyFrom(state.bestParameters().get(2 * l));
            best.layers().get(l).bias().copyFrom(state.bestParameters().get(2 * l + 1));
        }
        return best;
    }

    /** The states in a folder by the number of their epoch. */
    private static NavigableMap<Integer, Path> files(Path folder) throws IOException {
        NavigableMap<Integer, Path> files = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
                for (Path path : paths) {
                    Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
                    if (name.matches()) {
                        files.put(Integer.valueOf(name.group(1)), path);
                    }
                }
            }
        }
        return files;
    }
}
