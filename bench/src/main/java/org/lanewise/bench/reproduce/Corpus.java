package org.lanewise.bench.reproduce;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.lanewise.kernels.Kernels;

/**
 * All that the promise is about, in parts, each with a hash that is kept in the resource {@code hashes.txt}: its name, the hash of
 * the whole part, and that of its tiny form. A hash that has to change is a line in the changelog and a reason in {@code docs/adr}.
 */
final class Corpus {
    private static final Map<String, Part> PARTS = parts();

    private Corpus() {
    }

    private static Map<String, Part> parts() {
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put("products-small", Products::small);
        parts.put("products-few-columns", Products::fewColumns);
        parts.put("products-large", Products::large);
        parts.put("products-special", Products::special);
        parts.put("products-packed", Products::packed);
        parts.put("layers", Products::layers);
        parts.put("activations", Elements::activations);
        parts.put("arithmetic", Elements::arithmetic);
        parts.put("sums", Elements::sums);
        parts.put("softmax", Elements::softmax);
        parts.put("costs", Elements::costs);
        parts.put("selections", Elements::selections);
        parts.put("random-numbers", Learning::randomNumbers);
        parts.put("dropout", Learning::dropout);
        parts.put("updates", Learning::updates);
        parts.put("optimizers", Learning::optimizers);
        parts.put("trainings", Learning::trainings);
        parts.put("predictions", Learning::predictions);
        parts.put("files-written", Models::written);
        parts.put("model-imported", Models::imported);
        return parts;
    }

    /** The names of the parts. */
    static Iterable<String> names() {
        return PARTS.keySet();
    }

    /** The hash of a part as it is here. */
    static String hash(String name, Kernels kernels, boolean tiny) {
        Bits bits = new Bits();
        try {
            Objects.requireNonNull(PARTS.get(name), name).compute(kernels, tiny, bits);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bits.hash();
    }

    /** The hashes that are kept, by the names of the parts. */
    static Map<String, String> kept(boolean tiny) {
        Map<String, String> hashes = new LinkedHashMap<>();
        try (InputStream in = Objects.requireNonNull(Corpus.class.getResourceAsStream("hashes.txt"), "hashes.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                hashes.put(words[0], words[tiny ? 2 : 1]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return hashes;
    }
}
