package org.lanewise.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.lanewise.models.Idx;
import org.lanewise.models.Tensor;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Split;

/**
 * Images to train on and images to test with, in the four files of MNIST: Fashion-MNIST (H. Xiao, K. Rasul and R.
 * Vollgraf, 2017; MIT licence), MNIST itself, or any other data set of that form.
 */
final class FashionData {
    /** Where Debian's package {@code dataset-fashion-mnist} has it. */
    static final Path DEBIAN = Path.of("/usr/share/datasets/fashion-mnist");
    private static final List<String> NAMES = List.of("T-shirt", "trouser", "pullover", "dress", "coat", "sandal",
            "shirt", "sneaker", "bag", "boot");
    private static final int LEVELS = 256;

    private FashionData() {
    }

    /**
     * Images and their labels.
     *
     * @param pixels integers from 0 to 255: images × height × width
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares two parts.
    private record Part(Tensor pixels, int[] labels) {
        static Part read(Path folder, String name) throws IOException {
            Tensor pixels = bytes(find(folder, name + "-images-idx3-ubyte"), 3);
            Tensor labels = bytes(find(folder, name + "-labels-idx1-ubyte"), 1);
            if (labels.size() != pixels.dimension(0)) {
                throw new IOException(folder + " has " + pixels.dimension(0) + " images and " + labels.size()
                        + " labels of " + name);
            }
            int[] classes = new int[labels.size()];
            Arrays.setAll(classes, e -> (int) labels.integer(e));
            return new Part(pixels, classes);
        }

        private static Tensor bytes(Path file, int dimensions) throws IOException {
            Tensor tensor = Idx.read(file);
            if (tensor.rank() != dimensions || tensor.size() == 0) {
                throw new IOException(
                        file + " has numbers of shape " + Arrays.toString(tensor.shape()) + ", not of " + dimensions
                                + " dimensions");
            }
            for (int i = 0; i < tensor.size(); i++) {
                double number = tensor.real(i);
                if (!(number >= 0 && number < LEVELS && number == (int) number)) {
                    throw new IOException(file + " has the number " + number + ", which is no byte without a sign");
                }
            }
            return tensor;
        }

        String size() {
            return pixels.dimension(1) + "x" + pixels.dimension(2);
        }

        /** The images with pixels of these values. */
        Images toImages(float[] values, List<String> names) {
            float[] x = new float[pixels.size()];
            for (int i = 0; i < x.length; i++) {
                x[i] = values[(int) pixels.integer(i)];
            }
            int width = pixels.dimension(2);
            return new Images(Examples.ofRows(x, pixels.dimension(1) * width), labels, width, names, values[0],
                    values[LEVELS - 1]);
        }
    }

    /**
     * Reads the four files, compressed or not. Pixels are scaled so that those to train on have mean 0 and deviation 1,
     * all of them together.
     *
     * @throws IOException if one is not there or not right
     */
    static Split<Images> load(Path folder) throws IOException {
        Part train = Part.read(folder, "train");
        Part test = Part.read(folder, "t10k");
        if (!train.size().equals(test.size())) {
            throw new IOException("the images in " + folder + " differ: " + train.size() + " pixels to train on, "
                    + test.size() + " to test with");
        }
        int trained = classes(train.labels());
        int tested = classes(test.labels());
        if (tested > trained || trained < 2) {
            throw new IOException(
                    "the labels in " + folder + " are below " + trained + " to train on and below " + tested
                            + " to test with");
        }
        float[] values = values(train.pixels());
        List<String> names = folder.equals(DEBIAN) ? NAMES : List.of();
        return new Split<>(train.toImages(values, names), test.toImages(values, names));
    }

    /** What each of the 256 levels becomes. */
    private static float[] values(Tensor pixels) {
        long[] counts = new long[LEVELS];
        for (int i = 0; i < pixels.size(); i++) {
            counts[(int) pixels.integer(i)]++;
        }
        double mean = 0;
        double square = 0;
        for (int level = 0; level < LEVELS; level++) {
            mean += (double) level * counts[level] / pixels.size();
            square += (double) level * level * counts[level] / pixels.size();
        }
        double variance = square - mean * mean;
        float[] values = new float[LEVELS];
        for (int level = 0; level < LEVELS; level++) {
            values[level] = (float) ((level - mean) / (variance > 0 ? Math.sqrt(variance) : 1));
        }
        return values;
    }

    private static int classes(int[] labels) {
        return Arrays.stream(labels).max().orElseThrow() + 1;
    }

    private static Path find(Path folder, String name) throws IOException {
        for (String ending : List.of(".gz", "")) {
            Path file = folder.resolve(name + ending);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new IOException("there is no " + name + ".gz in " + folder + ": install Debian's package "
                + "dataset-fashion-mnist (apt install dataset-fashion-mnist), or give the folder of such files, "
                + "for example from https://github.com/zalandoresearch/fashion-mnist, by --data");
    }
}
