package org.lanewise.kernels.generator;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes the transpositions of square blocks in registers. A block of as many rows as a vector has lanes is transposed
 * in stages: in stage s rows i and i + s, where i has no bit s, exchange the elements whose columns differ from the row
 * in that bit.
 */
final class TransposeWriter {
    private static final String PACKAGE = "org.lanewise.kernels.internal.vector";

    /** How a stage exchanges elements between two rows. */
    private enum Exchange {
        /** One permutation of two vectors for each row, as AVX-512 has it. */
        PERMUTE,
        /** The other row's elements are moved by one permutation and blended in. */
        SWAP,
        /** The other row's elements are moved to the neighbour by a shift of two lanes as one long, and blended in. */
        SHIFT
    }

    /**
     * One stage.
     *
     * @param distance s, a power of two
     * @param exchange how
     */
    private record Stage(int distance, Exchange exchange) {
    }

    private static final List<Stage> STAGES_16 = List.of(new Stage(1, Exchange.PERMUTE), new Stage(2, Exchange.PERMUTE),
            new Stage(4, Exchange.PERMUTE), new Stage(8, Exchange.PERMUTE));
    /** With shifts the permutations, of which a core has but one unit, are fewer. */
    private static final List<Stage> STAGES_16_OF_PRODUCTS = List.of(new Stage(1, Exchange.SHIFT),
            new Stage(2, Exchange.PERMUTE), new Stage(4, Exchange.PERMUTE), new Stage(8, Exchange.PERMUTE));
    private static final List<Stage> STAGES_8 = List.of(new Stage(4, Exchange.SWAP), new Stage(2, Exchange.SWAP),
            new Stage(1, Exchange.SHIFT));
    private static final List<Stage> STAGES_4 = List.of(new Stage(2, Exchange.SWAP), new Stage(1, Exchange.SHIFT));

    List<JavaFile> files() {
        return List.of(transpose16(), transpose(8, STAGES_8), transpose(4, STAGES_4));
    }

    private static JavaFile transpose16() {
        int size = 16;
        SourceText text = new SourceText();
        begin(text, size, STAGES_16, true);
        text.line("/** Twelve rows of columns 0 to 3, 4 to 7, …: eight from one vector, four from another. */");
        for (int column = 0; column < size; column += 4) {
            text.line("private static final IntVector COLUMN_%d = column(%d);", column, column);
        }
        text.line("");
        text.open("private Transpose16() {");
        text.close();
        text.line("");
        permutations(text);
        text.line("");
        block(text, size, STAGES_16);
        text.line("");
        twelveRows(text);
        text.line("");
        panelRows(text);
        text.line("");
        products(text);
        text.close();
        return new JavaFile(PACKAGE, "Transpose16", text.toString());
    }

    private static JavaFile transpose(int size, List<Stage> stages) {
        SourceText text = new SourceText();
        begin(text, size, stages, false);
        text.open("private Transpose%d() {", size);
        text.close();
        text.line("");
        block(text, size, stages);
        text.close();
        return new JavaFile(PACKAGE, "Transpose" + size, text.toString());
    }

    // The parts of a class.

    private static void begin(SourceText text, int size, List<Stage> stages, boolean products) {
        boolean shuffles = stages.stream().anyMatch(stage -> stage.exchange() == Exchange.SWAP);
        text.line("package %s;", PACKAGE);
        text.lines("""

                import static jdk.incubator.vector.VectorOperators.LSHL;
                import static jdk.incubator.vector.VectorOperators.LSHR;

                import jdk.incubator.vector.FloatVector;
                import jdk.incubator.vector.IntVector;
                import jdk.incubator.vector.VectorMask;""");
        if (shuffles) {
            text.line("import jdk.incubator.vector.VectorShuffle;");
        }
        text.lines("""
                import jdk.incubator.vector.VectorSpecies;

                /**""");
        text.line(
                " * Transposes blocks of %d × %d in %d-bit registers, as ints: indices of a permutation of floats would be floats,",
                size,
                size, 32 * size);
        text.lines(
                """
                        * which are converted and checked at each call. In stage s rows i and i + s exchange the elements whose columns
                        * differ from i in that bit. Generated (docs/adr/0007).
                        */""");
        text.open("final class Transpose%d {", size);
        text.line("static final int SIZE = %d;", size);
        text.line("");
        text.line("private static final VectorSpecies<Float> F = FloatVector.SPECIES_%d;", 32 * size);
        text.line("private static final VectorSpecies<Integer> I = IntVector.SPECIES_%d;", 32 * size);
        text.line("");
        for (Stage stage : stages) {
            int s = stage.distance();
            switch (stage.exchange()) {
                case PERMUTE -> {
                    text.line("private static final IntVector LOW_%d = low(%d);", s, s);
                    text.line("private static final IntVector HIGH_%d = high(%d);", s, s);
                }
                case SWAP -> {
                    text.line("/** Columns j and j + %d change places. */", s);
                    text.line(
                            "private static final VectorShuffle<Integer> SWAP_%d = VectorShuffle.fromOp(I, j -> j ^ %d);",
                            s,
                            s);
                    text.line("/** Columns with bit %d, and those without it. */", s);
                    mask(text, "WITH_" + s, size, s, true);
                    mask(text, "WITHOUT_" + s, size, s, false);
                }
                case SHIFT -> {
                }
            }
        }
        if (products || stages.stream().anyMatch(stage -> stage.exchange() == Exchange.SHIFT)) {
            mask(text, "ODD", size, 1, true);
            mask(text, "EVEN", size, 1, false);
        }
        text.line("");
    }

    private static void mask(SourceText text, String name, int size, int bit, boolean with) {
        long bits = 0;
        for (int column = 0; column < size; column++) {
            bits |= ((column & bit) != 0) == with ? 1L << column : 0;
        }
        text.line("private static final VectorMask<Integer> %s = VectorMask.fromLong(I, 0x%x);", name, bits);
    }

    private static void permutations(SourceText text) {
        text.lines(
                """
                        /** For row i: where bit s of the column is 0 its own element, else the other row's element of column − s. */
                        private static IntVector low(int s) {
                            return IntVector.fromArray(I, indices(s, 0, SIZE - s), 0);
                        }

                        /** For row i + s: where bit s of the column is 1 its own element, else the other row's of column + s. */
                        private static IntVector high(int s) {
                            return IntVector.fromArray(I, indices(s, s, SIZE), 0);
                        }

                        private static IntVector column(int j) {
                            int[] indices = new int[SIZE];
                            for (int row = 0; row < SIZE; row++) {
                                indices[row] = row < 8 ? (j & 8) + row : SIZE + j + row % 4;
                            }
                            return IntVector.fromArray(I, indices, 0);
                        }

                        private static int[] indices(int s, int where0, int where1) {
                            int[] indices = new int[SIZE];
                            for (int column = 0; column < SIZE; column++) {
                                indices[column] = column + ((column & s) == 0 ? where0 : where1);
                            }
                            return indices;
                        }""");
    }

    private static void block(SourceText text, int size, List<Stage> stages) {
        text.line("/**");
        text.line(
                " * {@code to[toOffset + j·toStep + i] = α·from[fromOffset + i·fromStep + j]} for i and j from 0 to %d, in ascending",
                size - 1);
        text.line(" * order of j. Where there are fewer rows i, the last one stands for those that are missing.");
        text.line(" */");
        text.open("static void block(float[] from, int fromOffset, int fromStep, int rows, float alpha, float[] to, "
                + "int toOffset, int toStep) {");
        text.line("int last = rows - 1;");
        List<String> vectors = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            String row = i == 0 ? "" : " + Math.min(" + i + ", last) * fromStep";
            text.line("IntVector r%d = FloatVector.fromArray(F, from, fromOffset%s).mul(alpha)", i, row);
            text.line("        .reinterpretAsInts();");
            vectors.add("r" + i);
        }
        List<String> columns = stages(text, vectors, stages);
        for (int j = 0; j < size; j++) {
            text.line("%s.reinterpretAsFloats().intoArray(to, toOffset%s);", columns.get(j), times(j, "toStep"));
        }
        text.close();
    }

    private static void twelveRows(SourceText text) {
        text.lines(
                """
                        /**
                         * {@code to[toOffset + 12·j + i] = α·from[fromOffset + i·fromStep + j]} for i from 0 to 11 and j from 0 to 15, in
                         * ascending order of j: four elements behind each column are overwritten. With eight rows and four apart the last
                         * stage takes 16 permutations instead of 32.
                         */""");
        text.open("static void twelveRows(float[] from, int fromOffset, int fromStep, float alpha, float[] to, "
                + "int toOffset) {");
        List<String> vectors = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            text.line("IntVector r%d = FloatVector.fromArray(F, from, fromOffset%s).mul(alpha).reinterpretAsInts();", i,
                    times(i, "fromStep"));
            vectors.add("r" + i);
        }
        List<String> fours = stages(text, vectors, STAGES_16.subList(0, 2));
        List<String> eights = stage(text, fours.subList(0, 8), STAGES_16.get(2), 'u');
        for (int j = 0; j < 16; j++) {
            text.line("COLUMN_%d.selectFrom(%s, %s).reinterpretAsFloats().intoArray(to, toOffset%s);", j / 4 * 4,
                    eights.get(j % 8), fours.get(8 + j % 4), j == 0 ? "" : " + " + 12 * j);
        }
        text.close();
    }

    private static void panelRows(SourceText text) {
        text.lines(
                """
                        /**
                         * {@code to[toOffset + 64·j + i] = from[fromOffset + i·fromStep + j]} for i from 0 to 15 and j below
                         * {@code columns}, a multiple of 16: rows of a panel of 64. In a loop of its own the bounds of a row are checked once,
                         * not once a block.
                         */""");
        text.open(
                "static void panelRows(float[] from, int fromOffset, int fromStep, int columns, float[] to, int toOffset) {");
        text.open("for (int j = 0; j < columns; j += SIZE) {");
        text.line("int fj = fromOffset + j;");
        text.line("int tj = toOffset + 64 * j;");
        List<String> vectors = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            text.line("IntVector r%d = FloatVector.fromArray(F, from, fj%s).reinterpretAsInts();", i,
                    times(i, "fromStep"));
            vectors.add("r" + i);
        }
        List<String> columns = stages(text, vectors, STAGES_16_OF_PRODUCTS);
        for (int j = 0; j < 16; j++) {
            text.line("%s.reinterpretAsFloats().intoArray(to, tj%s);", columns.get(j), j == 0 ? "" : " + " + 64 * j);
        }
        text.close();
        text.close();
    }

    private static void products(SourceText text) {
        text.lines(
                """
                        /**
                         * The products of 16 rows with a vector, {@code sums[at + i] = sums[at + i] + Σ v[k]·x[xo + i·step + k]} over k
                         * from {@code from} to {@code to}, a multiple of 16 apart: one chain of fused multiply-adds for each row, a lane
                         * each.
                         */""");
        text.open(
                "static void dotRows(float[] x, int xo, int step, int from, int to, float[] v, float[] sums, int at) {");
        text.line("FloatVector sum = FloatVector.fromArray(F, sums, at);");
        text.open("for (int k = from; k < to; k += SIZE) {");
        text.line("int xk = xo + k;");
        List<String> vectors = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            text.line("IntVector r%d = FloatVector.fromArray(F, x, xk%s).reinterpretAsInts();", i, times(i, "step"));
            vectors.add("r" + i);
        }
        List<String> columns = stages(text, vectors, STAGES_16_OF_PRODUCTS);
        for (int j = 0; j < 16; j++) {
            text.line("sum = %s.reinterpretAsFloats().fma(FloatVector.broadcast(F, v[k%s]), sum);", columns.get(j),
                    j == 0 ? "" : " + " + j);
        }
        text.close();
        text.line("sum.intoArray(sums, at);");
        text.close();
    }

    // The stages.

    /** Writes some stages, one letter each from s on, and returns the names of what comes out. */
    private static List<String> stages(SourceText text, List<String> vectors, List<Stage> stages) {
        List<String> present = vectors;
        char letter = 's';
        for (Stage stage : stages) {
            present = stage(text, present, stage, letter);
            letter++;
        }
        return present;
    }

    private static List<String> stage(SourceText text, List<String> rows, Stage stage, char letter) {
        int s = stage.distance();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            String low = rows.get(i & ~s);
            String high = rows.get(i | s);
            boolean upper = (i & s) != 0;
            String value = switch (stage.exchange()) {
                case PERMUTE -> "%s_%d.selectFrom(%s, %s)".formatted(upper ? "HIGH" : "LOW", s, low, high);
                case SWAP -> upper
                        ? "%s.blend(%s.rearrange(SWAP_%d), WITHOUT_%d)".formatted(high, low, s, s)
                        : "%s.blend(%s.rearrange(SWAP_%d), WITH_%d)".formatted(low, high, s, s);
                case SHIFT -> upper
                        ? "%s.blend(%s.reinterpretAsLongs().lanewise(LSHR, 32).reinterpretAsInts(), EVEN)".formatted(
                                high,
                                low)
                        : "%s.blend(%s.reinterpretAsLongs().lanewise(LSHL, 32).reinterpretAsInts(), ODD)".formatted(low,
                                high);
            };
            String name = "" + letter + i;
            text.line("IntVector %s = %s;", name, value);
            names.add(name);
        }
        return names;
    }

    private static String times(int i, String step) {
        return switch (i) {
            case 0 -> "";
            case 1 -> " + " + step;
            default -> " + " + i + " * " + step;
        };
    }
}
