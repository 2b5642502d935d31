package org.lanewise.models;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lanewise.kernels.Activation;
import org.lanewise.network.Cost;
import org.lanewise.network.DenseLayer;
import org.lanewise.network.Network;

/**
 * What a network is beside the numbers in it, as text in a file.
 *
 * @param cost the cost
 * @param layers what each layer is, first layer first
 */
record Architecture(Cost cost, List<Layer> layers) {
    private static final int VERSION = 1;

    /**
     * A layer, whose shape is that of its tensors.
     *
     * @param activation g
     * @param dropout the share of its inputs that training drops
     */
    record Layer(Activation activation, float dropout) {
    }

    static Architecture of(Network network) {
        List<Layer> layers = new ArrayList<>();
        for (DenseLayer layer : network.layers()) {
            layers.add(new Layer(layer.activation(), network.dropout(layers.size())));
        }
        return new Architecture(network.cost(), layers);
    }

    /** An object of JSON, whose names are those of the records' parts. */
    String toJson() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Layer layer : layers) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("activation", layer.activation.kind().name());
            json.put("alpha", layer.activation.alpha());
            json.put("beta", layer.activation.beta());
            json.put("dropout", layer.dropout);
            all.add(json);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", VERSION);
        json.put("cost", cost.kind().name());
        json.put("delta", cost.delta());
        json.put("labelSmoothing", cost.labelSmoothing());
        json.put("layers", all);
        return Json.write(json);
    }

    /**
     * Reads what {@link #toJson()} has written.
     *
     * @throws ModelFileException if something is missing, or of another edition
     * @throws IllegalArgumentException if a number is out of range
     */
    static Architecture of(Json json) throws ModelFileException {
        json.checkVersion(VERSION);
        Cost cost = new Cost(json.constant("cost", Cost.Kind.class), json.single("delta"),
                json.single("labelSmoothing"));
        List<Layer> layers = new ArrayList<>();
        for (Json layer : json.objects("layers")) {
            layers.add(new Layer(new Activation(layer.constant("activation", Activation.Kind.class),
                    layer.single("alpha"), layer.single("beta")), layer.single("dropout")));
        }
        return new Architecture(cost, layers);
    }

    /**
     * The name of each layer: its place in PyTorch's {@code nn.Sequential} of the same dropouts, linear layers and
     * activations, so that its {@code load_state_dict} finds them.
     */
    List<String> names() {
        List<String> names = new ArrayList<>();
        int place = 0;
        for (Layer layer : layers) {
            place += layer.dropout != 0 ? 1 : 0;
            names.add(Integer.toString(place));
            place += layer.activation.kind() != Activation.Kind.IDENTITY ? 2 : 1;
        }
        return names;
    }

    float[] dropout() {
        float[] shares = new float[layers.size()];
        for (int l = 0; l < shares.length; l++) {
            shares[l] = layers.get(l).dropout;
        }
        return shares;
    }
}
