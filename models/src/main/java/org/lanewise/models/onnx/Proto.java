package org.lanewise.models.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.lanewise.models.ModelFileException;

/**
 * The messages of an ONNX file, as far as a dense model needs them; the numbers are those of onnx.proto. Other fields
 * are passed over, but for those that would change what a model computes, which are remembered so as to be refused.
 */
final class Proto {
    private Proto() {
    }

    /** A whole file. */
    static final class Model {
        long irVersion;
        /** Version by domain; the empty domain is ONNX's own. */
        final Map<String, Long> opsets = new LinkedHashMap<>();
        @Nullable
        Graph graph;

        static Model read(WireReader in) throws ModelFileException {
            Model model = new Model();
            for (int field = in.next(); field != 0; field = in.next()) {
                switch (field) {
                    case 1 -> model.irVersion = in.integer();
                    case 7 -> {
                        if (model.graph != null) {
                            throw new ModelFileException(in.file(), "model", "has two graphs");
                        }
                        model.graph = Graph.read(in.message());
                    }
                    case 8 -> model.readOpset(in.message());
                    default -> in.skip();
                }
            }
            return model;
        }

        private void readOpset(WireReader in) throws ModelFileException {
            String domain = "";
            long version = 0;
            for (int field = in.next(); field != 0; field = in.next()) {
                switch (field) {
                    case 1 -> domain = in.string();
                    case 2 -> version = in.integer();
                    default -> in.skip();
                }
            }
            if (opsets.putIfAbsent(domain.equals("ai.onnx") ? "" : domain, version) != null) {
                throw new ModelFileException(in.file(), "opset of '" + domain + "'", "is given twice");
            }
        }
    }

    /** The graph. */
    static final class Graph {
        final List<Node> nodes = new ArrayList<>();
        final List<TensorData> initializers = new ArrayList<>();
        final List<ValueInfo> inputs = new ArrayList<>();
        final List<ValueInfo> outputs = new ArrayList<>();

        static Graph read(WireReader in) throws ModelFileException {
            Graph graph = new Graph();
            for (int field = in.next(); field != 0; field = in.next()) {
                switch (field) {
                    case 1 -> graph.nodes.add(Node.read(in.message(), graph.nodes.size()));
                    case 5 -> graph.initializers.add(TensorData.read(in.message()));
                    case 11 -> graph.inputs.add(ValueInfo.read(in.message()));
                    case 12 -> graph.outputs.add(ValueInfo.read(in.message()));
                    case 15 -> throw new ModelFileException(in.file(), "graph", "has sparse initializers");
                    default -> in.skip();
                }
            }
            return graph;
        }
    }

    /** A node; an input that is left out has an empty name. */
    static final class Node {
        final List<String> inputs = new ArrayList<>();
        final List<String> outputs = new ArrayList<>();
        final List<Attribute> attributes = new ArrayList<>();
        String name = "";
        String operator = "";
        String domain = "";

        /** Its place in the file. */
        final int index;

        Node(int index) {
            this.index = index;
        }

        static Node read(WireReader in, int index) throws ModelFileException {
            Node node = new Node(index);
            for (int field = in.next(); field != 0; field = in.next()) {
                switch (field) {
                    case 1 -> node.inputs.add(in.string());
                    case 2 -> node.outputs.add(in.string());
                    case 3 -> node.name = in.string();
                    case 4 -> node.operator = in.string();
                    case 5 -> node.attributes.add(Attribute.read(in.message()));
                    case 7 -> node.domain = in.string();
                    default -> in.skip();
                }
            }
            if (node.domain.equals("ai.onnx")) {
                node.domain = "";
            }
            return node;
        }
    }

    /** An attribute of a node: one of the kinds of value, as {@link #type} says. */
    static final class Attribute {
        static final int FLOAT = 1;
        static final int INT = 2;
        static final int STRING = 3;
        static final int TENSOR = 4;
        static final int FLOATS = 6;
        static final int INTS = 7;
        static final int STRINGS = 8;

        String name = "";
        int type;
        float f;
        long i;
        String s = "";
        @Nullable
        TensorData t;
        double[] floats = {};
        long[] ints = {};
        final List<String> strings = new ArrayList<>();

        static Attribute read(WireReader in) throws ModelFileException {
            Attribute a = new Attribute();
            DoubleStream.Builder floats = DoubleStream.builder();
            LongStream.Builder ints = LongStream.builder();
            for (int field = in.next(); field != 0; field = in.next()) {
                switch (field) {
                    case 1 -> a.name = in.string();
                    case 2 -> a.f = in.real();
                    case 3 -> a.i = in.integer();
                    case 4 -> a.s = in.string();
                    case 5 -> a.t = TensorData.read(in.message());
                    case 7 -> in.reals(floats);
                    case 8 -> in.integers(ints);
                    case 9 -> a.strings.add(in.string());
                    case 20 -> a.type = (int) in.integer();
                    default -> in.skip();
                }
            }
            a.floats = floats.build().toArray();
            a.ints = ints.build().toArray();
            return a;
        }
    }

    /** A tensor as it is written: numbers in the field of their type, as bytes, or in another file. */
    static final class TensorData {
        String name = "";
        int type;
        long[] dims = {};
        double[] floats = {};
        double[] doubles = {};
        long[] int32s = {};
        long[] int64s = {};
        final List<String> strings = new ArrayList<>();
        byte @Nullable [] raw;
        final Map<String, String> external = new LinkedHashMap<>();
        boolean isExternal;
        boolean isSegment;

        static TensorData read(WireReader in) throws ModelFileException {
            TensorData tensor = new TensorData();
            LongStream.Builder dims = LongStream.builder();
            DoubleStream.Builder floats = DoubleStream.builder();
            DoubleStream.Builder doubles = DoubleStream.builder();
            LongStream.Builder int32s = LongStream.builder();
            LongStream.Builder int64s = LongStream.builder();
            for (int field = in.next(); field != 0; field = in.next()) {
                switch (field) {
                    case 1 -> in.integers(dims);
                    case 2 -> tensor.type = (int) in.integer();
                    case 3 -> {
                        tensor.isSegment = true;
                        in.skip();
                    }
                    case 4 -> in.reals(floats);
                    case 5 -> in.integers(int32s);
                    case 6 -> tensor.strings.add(in.string());
                    case 7 -> in.integers(int64s);
                    case 8 -> tensor.name = in.string();
                    case 9 -> tensor.raw = in.bytes();
                    case 10 -> in.doubles(doubles);
                    case 13 -> tensor.readEntry(in.message());
                    case 14 -> tensor.isExternal = in.integer() == 1;
                    default -> in.skip();
                }
            }
            tensor.dims = dims.build().toArray();
            tensor.floats = floats.build().toArray();
            tensor.doubles = doubles.build().toArray();
            tensor.int32s = int32s.build().toArray();
            tensor.int64s = int64s.build().toArray();
            return tensor;
        }

        private void readEntry(WireReader in) throws ModelFileException {
            String key = "";
            String value = "";
            for (int field = in.next(); field != 0; field = in.next()) {
                switch (field) {
                    case 1 -> key = in.string();
                    case 2 -> value = in.string();
                    default -> in.skip();
                }
            }
            external.put(key, value);
        }
    }

    /** What the graph says of an input or output; a free dimension is −1. */
    static final class ValueInfo {
        String name = "";
        /** 0 for what is no tensor. */
        int type;
        long @Nullable [] dims;

        static ValueInfo read(WireReader in) throws ModelFileException {
            ValueInfo value = new ValueInfo();
            for (int field = in.next(); field != 0; field = in.next()) {
                switch (field) {
                    case 1 -> value.name = in.string();
                    case 2 -> value.readType(in.message());
                    default -> in.skip();
                }
            }
            return value;
        }

        private void readType(WireReader in) throws ModelFileException {
            for (int field = in.next(); field != 0; field = in.next()) {
                if (field == 1) {
                    readTensorType(in.message());
                } else {
                    in.skip();
                }
            }
        }

        private void readTensorType(WireReader in) throws ModelFileException {
            for (int field = in.next(); field != 0; field = in.next()) {
                switch (field) {
                    case 1 -> type = (int) in.integer();
                    case 2 -> dims = shape(in.message());
                    default -> in.skip();
                }
            }
        }

        private static long[] shape(WireReader in) throws ModelFileException {
            LongStream.Builder dims = LongStream.builder();
            for (int field = in.next(); field != 0; field = in.next()) {
                if (field == 1) {
                    dims.accept(dimension(in.message()));
                } else {
                    in.skip();
                }
            }
            return dims.build().toArray();
        }

        private static long dimension(WireReader in) throws ModelFileException {
            long dimension = -1;
            for (int field = in.next(); field != 0; field = in.next()) {
                if (field == 1) {
                    dimension = in.integer();
                    if (dimension < 0) {
                        throw new ModelFileException(in.file(), "graph", "a dimension is " + dimension);
                    }
                } else {
                    in.skip();
                }
            }
            return dimension;
        }
    }
}
