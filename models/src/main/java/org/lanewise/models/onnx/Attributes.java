package org.lanewise.models.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lanewise.models.Tensor;
import org.lanewise.models.onnx.Proto.Attribute;

/** A node's attributes, its version and the numbers of its inputs and outputs. What nobody asks for is refused: it may matter. */
final class Attributes {
    private final Map<String, Attribute> byName = new HashMap<>();
    private final Set<String> asked = new HashSet<>();
    private final int opset;
    private final int inputs;
    private final int outputs;
    private final TensorFile tensors;

    Attributes(Proto.Node node, int opset, TensorFile tensors) {
        this.opset = opset;
        this.inputs = node.inputs.size();
        this.outputs = node.outputs.size();
        this.tensors = tensors;
        for (Attribute attribute : node.attributes) {
            if (byName.putIfAbsent(attribute.name, attribute) != null) {
                throw new IllegalArgumentException("attribute " + attribute.name + " is given twice");
            }
        }
    }

    /** The version of the operators of the node's domain. */
    int opset() {
        return opset;
    }

    int inputs() {
        return inputs;
    }

    int outputs() {
        return outputs;
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    private @Nullable Attribute find(String name, int type) {
        asked.add(name);
        Attribute attribute = byName.get(name);
        // Files of the first versions have no type; 0 is what an absent number reads as.
        if (attribute != null && attribute.type != type && attribute.type != 0) {
            throw new IllegalArgumentException(
                    "attribute " + name + " has type " + attribute.type + " instead of " + type);
        }
        return attribute;
    }

    float real(String name, float otherwise) {
        Attribute attribute = find(name, Attribute.FLOAT);
        return attribute == null ? otherwise : attribute.f;
    }

    long integer(String name, long otherwise) {
        Attribute attribute = find(name, Attribute.INT);
        return attribute == null ? otherwise : attribute.i;
    }

    boolean flag(String name, boolean otherwise) {
        return integer(name, otherwise ? 1 : 0) != 0;
    }

    String text(String name, String otherwise) {
        Attribute attribute = find(name, Attribute.STRING);
        return attribute == null ? otherwise : attribute.s;
    }

    /** The numbers, or none. */
    float[] reals(String name) {
        Attribute attribute = find(name, Attribute.FLOATS);
        float[] reals = new float[attribute == null ? 0 : attribute.floats.length];
        for (int i = 0; attribute != null && i < reals.length; i++) {
            reals[i] = (float) attribute.floats[i];
        }
        return reals;
    }

    long[] integers(String name) {
        Attribute attribute = find(name, Attribute.INTS);
        return attribute == null ? new long[0] : attribute.ints.clone();
    }

    List<String> texts(String name) {
        Attribute attribute = find(name, Attribute.STRINGS);
        return attribute == null ? List.of() : attribute.strings;
    }

    Tensor tensor(String name) {
        Attribute attribute = find(name, Attribute.TENSOR);
        Proto.TensorData tensor = attribute == null ? null : attribute.t;
        if (tensor == null) {
            throw new IllegalArgumentException("attribute " + name + " is missing");
        }
        return tensors.read(tensor);
    }

    /** Attributes that change nothing for a model that only predicts. */
    Attributes ignore(String... names) {
        asked.addAll(List.of(names));
        return this;
    }

    /** Refuses what the operator did not ask for. */
    void checkAllAsked() {
        for (String name : byName.keySet()) {
            if (!asked.contains(name)) {
                throw new IllegalArgumentException("attribute " + name + " is not supported");
            }
        }
    }
}
