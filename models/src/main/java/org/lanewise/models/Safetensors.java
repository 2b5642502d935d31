package org.lanewise.models;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.models.SafetensorsFile.Entry;
import org.lanewise.network.DenseLayer;
import org.lanewise.network.Network;
import org.lanewise.network.internal.Copies;

/**
 * Networks and tensors in safetensors files, the format of the Python library of that name.
 *
 * <p>A network is saved with all that makes it: {@link #read} needs nothing else. Its tensors have the names and shapes of PyTorch's
 * {@code nn.Sequential} of the same layers ({@code 0.weight}, {@code 0.bias}, {@code 2.weight}, …), whose {@code
 * load_state_dict} takes them; W is (outputs, inputs) there as it is here. Its {@linkplain Network#fingerprint() fingerprint} is in the
 * metadata as {@code lanewise.fingerprint}; reading does not compare it, for that goes over all parameters once more. The other way round {@link #load} reads a {@code
 * state_dict} into a network that is described in code.
 *
 * <p>Files are written atomically: the file is the old or the new one, whole, whatever happens. Reading takes floats of 64, 32
 * and 16 bits, brain floats, integers and truth values; as parameters of a network each is rounded to the nearest float. These have to
 * be finite, in a file and when it is saved; tensors that are asked for by name have whatever is in the file. What is not right is a {@link
 * ModelFileException}; an {@link IOException} of another kind means that the file can't be read or written at all.
 */
public final class Safetensors {
    /** The name of the network's description among the metadata. */
    private static final String NETWORK = "lanewise.network";
    /** The name of its fingerprint. */
    private static final String FINGERPRINT = "lanewise.fingerprint";

    private Safetensors() {
    }

    /**
     * Saves a network.
     *
     * @param network the network, with the parameters of this moment
     * @param file where it goes; what is there is replaced
     * @throws IOException if it can't be written: the file is what it was before
     * @throws IllegalArgumentException if a parameter is not finite
     */
    public static void write(Network network, Path file) throws IOException {
        write(network, Map.of(), file);
    }

    /**
     * Saves a network with texts about it.
     *
     * @param network the network, with the parameters of this moment
     * @param metadata texts by name, for {@link #metadata} to return
     * @param file where it goes; what is there is replaced
     * @throws IOException if it can't be written: the file is what it was before
     * @throws IllegalArgumentException if a parameter is not finite, or a name of the metadata begins with {@code lanewise.}
     */
    public static void write(Network network, Map<String, String> metadata, Path file) throws IOException {
        Objects.requireNonNull(network, "network");
        Copies.of(metadata, "metadata");
        Objects.requireNonNull(file, "file");
        for (String name : metadata.keySet()) {
            if (name.startsWith("lanewise.")) {
                throw new IllegalArgumentException("metadata must not be called " + name);
            }
        }
        save(network, metadata, file);
    }

    /** The same, metadata of our own too. */
    static void save(Network network, Map<String, String> metadata, Path file) throws IOException {
        Architecture architecture = Architecture.of(network);
        Map<String, String> all = new LinkedHashMap<>();
        // What others look for before they take the names to be PyTorch's.
        all.put("format", "pt");
        all.putAll(metadata);
        all.put(NETWORK, architecture.toJson());
        all.put(FINGERPRINT, network.fingerprint());
        SafetensorsFile.write(file, tensors(network.layers(), architecture.names()), all);
    }

    private static Map<String, Tensor> tensors(List<DenseLayer> layers, List<String> names) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int l = 0; l < layers.size(); l++) {
            DenseLayer layer = layers.get(l);
            tensors.put(weight(names.get(l)), Tensor.ofRows(layer.weights()));
            tensors.put(bias(names.get(l)), Tensor.ofRows(layer.bias()).withShape(layer.outputs()));
        }
        tensors.forEach((name, tensor) -> {
            for (float number : tensor.floats()) {
                if (!Float.isFinite(number)) {
                    throw new IllegalArgumentException("parameters must be finite: " + name + " has a " + number);
                }
            }
        });
        return tensors;
    }

    private static String weight(String layer) {
        return layer + ".weight";
    }

    private static String bias(String layer) {
        return layer + ".bias";
    }

    /**
     * Reads a network that was saved here.
     *
     * @param file the file
     * @return the network, to the bit
     * @throws IOException if the file can't be read, or is not right ({@link ModelFileException}): of no network of ours, of a
     *     later edition, or damaged
     */
    public static Network read(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        return read(file, Kernels.create());
    }

    /**
     * Reads a network that was saved here.
     *
     * @param file the file
     * @param kernels what computes
     * @return the network, to the bit
     * @throws IOException as {@link #read(Path)}
     */
    public static Network read(Path file, Kernels kernels) throws IOException {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(kernels, "kernels");
        try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
            return network(tensors, kernels);
        }
    }

    /** The network of a file that is open. */
    static Network network(SafetensorsFile tensors, Kernels kernels) throws IOException {
        String text = tensors.metadata().get(NETWORK);
        if (text == null) {
            throw tensors.problem("header", "there is no \"" + NETWORK + "\" in \"" + SafetensorsFile.METADATA
                    + "\": no network was saved here, Safetensors.load takes weights of others");
        }
        String place = "header, \"" + NETWORK + "\"";
        try {
            Architecture architecture = Architecture.of(Json.read(text, place, tensors::problem));
            List<String> names = architecture.names();
            checkAllUsed(tensors, names);
            List<DenseLayer> layers = new ArrayList<>();
            for (int l = 0; l < names.size(); l++) {
                Entry bias = entry(tensors, bias(names.get(l)), 1);
                layers.add(new DenseLayer(weights(tensors, entry(tensors, weight(names.get(l)), 2)),
                        Matrix.of(bias.count(), 1, tensors.readFinite(bias)),
                        architecture.layers().get(l).activation()));
            }
            return new Network(kernels, layers, architecture.cost(), architecture.dropout());
        } catch (IllegalArgumentException e) {
            throw tensors.problem(place, String.valueOf(e.getMessage()));
        }
    }

    private static Matrix weights(SafetensorsFile tensors, Entry entry) throws IOException {
        return Matrix.of(entry.shape().get(0), entry.shape().get(1), tensors.readFinite(entry));
    }

    private static Entry entry(SafetensorsFile tensors, String name, int dimensions) throws ModelFileException {
        Entry entry = tensors.entries().get(name);
        if (entry == null) {
            throw tensors.problem("header", "there is no tensor \"" + name + "\", there are "
                    + tensors.entries().keySet());
        }
        if (entry.shape().size() != dimensions) {
            throw tensors.problem(SafetensorsFile.place(entry),
                    "has the shape " + entry.shape() + ", not " + dimensions + " dimensions");
        }
        return entry;
    }

    /**
     * Reads the parameters of a network that is described in code from a file of others, for example the {@code state_dict} of a
     * PyTorch model.
     *
     * <p>Without names, the weights of layer after layer are those of the file's tensors {@code ….weight} in the order of the
     * numbers in their names: {@code 0.weight}, {@code 2.weight}, {@code 10.weight} or {@code net.fc1.weight}, {@code
     * net.fc2.weight}. Nothing is guessed: the names have to differ in numbers only, and no tensor may be left over.
     *
     * <p>With names, one for each layer, the tensors are {@code NAME.weight} and {@code NAME.bias}, and others may be there.
     *
     * <p>A weight has the shape (outputs, inputs), as in PyTorch. A layer without a bias in the file gets one of zeros.
     *
     * @param file the file
     * @param network gets the parameters, after all have been read and found to fit
     * @param layers none, or what stands before {@code .weight} for each layer
     * @throws IOException if the file can't be read, or is not right or does not fit ({@link ModelFileException}): the network is
     *     what it was before
     * @throws IllegalArgumentException if there are names, but not one for each layer
     */
    public static void load(Path file, Network network, String... layers) throws IOException {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(layers, "layers");
        int count = network.layers().size();
        if (layers.length != 0 && layers.length != count) {
            throw new IllegalArgumentException(
                    "there are " + layers.length + " names for " + count + " layers: " + Arrays.toString(layers));
        }
        try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
            List<String> names = layers.length == 0 ? layerNames(tensors, count) : List.of(layers);
            List<Matrix> parameters = new ArrayList<>();
            List<Matrix> places = new ArrayList<>();
            for (int l = 0; l < count; l++) {
                DenseLayer layer = network.layers().get(l);
                Entry weight = entry(tensors, weight(names.get(l)), 2);
                checkShape(tensors, weight, l, List.of(layer.outputs(), layer.inputs()));
                Entry bias = tensors.entries().get(bias(names.get(l)));
                checkShape(tensors, bias, l, List.of(layer.outputs()));
                parameters.add(weights(tensors, weight));
                parameters.add(bias == null
                        ? Matrix.zeros(layer.outputs(), 1)
                        : Matrix.of(layer.outputs(), 1, tensors.readFinite(bias)));
                places.add(layer.weights());
                places.add(layer.bias());
            }
            for (int i = 0; i < places.size(); i++) {
                places.get(i).copyFrom(parameters.get(i));
            }
        }
    }

    private static void checkShape(SafetensorsFile tensors, @Nullable Entry entry, int l, List<Integer> shape)
            throws ModelFileException {
        if (entry != null && !entry.shape().equals(shape)) {
            throw tensors.problem(SafetensorsFile.place(entry),
                    "has the shape " + entry.shape() + ", layer " + (l + 1) + " of the network needs " + shape);
        }
    }

    /** What stands before {@code .weight}, in the order of the numbers in it. */
    private static List<String> layerNames(SafetensorsFile tensors, int count) throws ModelFileException {
        String hint = ": give the names of the layers";
        List<String> names = tensors.entries().keySet().stream().filter(name -> name.endsWith(weight("")))
                .map(name -> name.substring(0, name.length() - weight("").length()))
                .sorted(Comparator.comparing(Safetensors::numbersPadded)).toList();
        if (names.size() != count) {
            throw tensors.problem("header",
                    "there are " + names.size() + " tensors called \"….weight\", the network has "
                            + count + " layers" + hint);
        }
        Set<String> patterns = names.stream().map(name -> name.replaceAll("\\d+", "#")).collect(Collectors.toSet());
        if (patterns.size() > 1) {
            throw tensors.problem("header", "the order of " + names + " can't be told by their numbers" + hint);
        }
        checkAllUsed(tensors, names);
        return names;
    }

    /** Numbers of so many digits that they are compared as texts. */
    private static String numbersPadded(String name) {
        StringBuilder padded = new StringBuilder();
        for (String part : name.split("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)", -1)) {
            boolean isNumber = !part.isEmpty() && Character.isDigit(part.charAt(0));
            padded.append(isNumber ? "0".repeat(Math.max(0, 20 - part.length())) : "").append(part);
        }
        return padded.toString();
    }

    private static void checkAllUsed(SafetensorsFile tensors, List<String> names) throws ModelFileException {
        Set<String> known = new HashSet<>();
        for (String name : names) {
            known.add(weight(name));
            known.add(bias(name));
        }
        for (Entry entry : tensors.entries().values()) {
            if (!known.contains(entry.name())) {
                throw tensors.problem(SafetensorsFile.place(entry),
                        "has no place in a network of the layers " + names);
            }
        }
    }

    /**
     * Saves tensors by name: {@code FLOAT} as {@code F32}, {@code DOUBLE} as {@code F64}, {@code INT32} as {@code I32}, {@code
     * INT64} as {@code I64}, {@code BOOL} as such.
     *
     * @param tensors the tensors; they go to the file in this order, but larger numbers before smaller ones, so that each lies at a
     *     multiple of its size
     * @param metadata texts by name
     * @param file where they go; what is there is replaced
     * @throws IOException if it can't be written: the file is what it was before
     * @throws IllegalArgumentException if a tensor has texts
     */
    public static void writeTensors(Map<String, Tensor> tensors, Map<String, String> metadata, Path file)
            throws IOException {
        Copies.of(tensors, "tensors");
        Copies.of(metadata, "metadata");
        Objects.requireNonNull(file, "file");
        SafetensorsFile.write(file, tensors, metadata);
    }

    /**
     * Reads all tensors of a file, whatever they are of: {@code F16}, {@code BF16} and {@code F32} become {@code FLOAT}, {@code F64}
     * becomes {@code DOUBLE}, {@code U32}, {@code I64} and {@code U64} become {@code INT64}, smaller integers {@code INT32}, {@code
     * BOOL} stays. A {@code U64} beyond 2⁶³ − 1 is refused.
     *
     * @param file the file
     * @return the tensors by name, in the order of the header
     * @throws IOException if the file can't be read, or is not right ({@link ModelFileException})
     */
    public static Map<String, Tensor> readTensors(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
            Map<String, Tensor> all = new LinkedHashMap<>();
            for (Entry entry : tensors.entries().values()) {
                all.put(entry.name(), tensors.tensor(entry));
            }
            return all;
        }
    }

    /**
     * Reads the texts about the tensors of a file.
     *
     * @param file the file
     * @return the texts by name, in the order of the file
     * @throws IOException if the file can't be read, or is not right ({@link ModelFileException})
     */
    public static Map<String, String> metadata(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
            return tensors.metadata();
        }
    }
}
