package org.lanewise.spark.training;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.lanewise.models.Checkpoints;
import org.lanewise.network.training.Epoch;
import org.lanewise.network.training.TrainingListener;
import org.lanewise.network.training.TrainingRun;
import org.lanewise.network.training.TrainingState;

/**
 * The states of a training in a folder of any file system: the last two, as {@link Checkpoints} write them. A state gets its name when it is
 * complete.
 */
final class StateFiles implements TrainingListener {
    private static final String PREFIX = "checkpoint-";
    private static final String ENDING = ".safetensors";

    private final FileSystem files;
    private final Path folder;
    private final int interval;
    private long steps;

    StateFiles(String folder, int interval, Configuration hadoop) throws IOException {
        this.folder = new Path(folder);
        this.interval = interval;
        files = this.folder.getFileSystem(hadoop);
    }

    @Override
    public void onEpoch(TrainingRun run, Epoch epoch) {
        // A state is of a step; that of an epoch's last one has its end before it.
    }

    @Override
    public void onBatch(TrainingRun run, double cost) {
        steps++;
        if (steps % interval == 0) {
            try {
                write(run.state());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void write(TrainingState state) throws IOException {
        List<Path> old = states();
        java.nio.file.Path local = Files.createTempFile("lanewise", ENDING);
        try {
            Checkpoints.write(state, local);
            Path unfinished = new Path(folder, "." + PREFIX + state.steps() + ".unfinished");
            Path finished = new Path(folder, String.format(Locale.ROOT, "%s%012d%s", PREFIX, state.steps(), ENDING));
            files.mkdirs(folder);
            files.copyFromLocalFile(false, true, new Path(local.toUri()), unfinished);
            files.delete(finished, false);
            if (!files.rename(unfinished, finished)) {
                throw new IOException("can't rename " + unfinished + " to " + finished);
            }
        } finally {
            Files.deleteIfExists(local);
        }
        for (Path path : old.subList(0, Math.max(0, old.size() - 1))) {
            files.delete(path, false);
        }
    }

    /** The last state there is. */
    Optional<TrainingState> latest() throws IOException {
        List<Path> states = states();
        if (states.isEmpty()) {
            return Optional.empty();
        }
        java.nio.file.Path local = Files.createTempFile("lanewise", ENDING);
        try {
            files.copyToLocalFile(false, states.getLast(), new Path(local.toUri()), true);
            return Optional.of(Checkpoints.read(local));
        } finally {
            Files.deleteIfExists(local);
        }
    }

    /** From the first to the last. */
    private List<Path> states() throws IOException {
        List<Path> states = new ArrayList<>();
        try {
            for (FileStatus file : files.listStatus(folder)) {
                String name = file.getPath().getName();
                if (name.startsWith(PREFIX) && name.endsWith(ENDING)) {
                    states.add(file.getPath());
                }
            }
        } catch (FileNotFoundException e) {
            return List.of();
        }
        Path[] sorted = states.toArray(Path[]::new);
        Arrays.sort(sorted);
        return List.of(sorted);
    }
}
