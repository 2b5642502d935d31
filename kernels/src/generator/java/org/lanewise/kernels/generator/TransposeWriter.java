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

    /** Bits of the widest vectors, which have permutations of two. */
    private static final int WIDEST = 512;
    /** Bits of the narrowest. */
    private static final int NARROWEST = 128;
    /** Rows of the tallest tile, whose panels get a copy of their own where a vector has as many lanes. */
    private static final int TWELVE = 12;
    /** Rows of a panel of a packed matrix. */
    private static final int PANEL = 64;

    private final Element element;

    TransposeWriter(Element element) {
        this.element = element;
    }

    List<JavaFile> files() {
        List<JavaFile> files = new ArrayList<>();
        for (int bits = WIDEST; bits >= NARROWEST; bits /= 2) {
            files.add(transpose(bits / element.size()));
        }
        return files;
    }

    private boolean isWidest(int size) {
        return size * element.size() == WIDEST;
    }

    private List<Stage> stages(int size) {
        List<Stage> stages = new ArrayList<>();
        for (int distance = 1; distance < size; distance *= 2) {
            stages.add(new Stage(distance, isWidest(size) ? Exchange.PERMUTE : exchange(distance)));
        }
        // Permutations take the stages as they come; elsewhere shifts are the last.
        return isWidest(size) ? stages : stages.reversed();
    }

    /** With shifts the permutations, of which a core has but one unit, are fewer. */
    private List<Stage> stagesOfProducts(int size) {
        List<Stage> stages = stages(size);
        if (exchange(1) == Exchange.SHIFT) {
            stages.set(0, new Stage(1, Exchange.SHIFT));
        }
        return stages;
    }

    /** Two neighbours are a long if they are ints. */
    private Exchange exchange(int distance) {
        return distance == 1 && 2 * element.size() == Long.SIZE ? Exchange.SHIFT : Exchange.SWAP;
    }

    private String className(int size) {
        return element.prefix() + "Transpose" + size;
    }

    private JavaFile transpose(int size) {
        SourceText text = new SourceText();
        begin(text, size);
        if (isWidest(size) && size > TWELVE) {
            text.line("/** Twelve rows of columns 0 to 3, 4 to 7, …: eight from one vector, four from another. */");
            for (int column = 0; column < size; column += 4) {
                text.line("private static final %s COLUMN_%d = column(%d);", element.bitsVector(), column, column);
            }
            text.line("");
        }
        text.open("private %s() {", className(size));
        text.close();
        text.line("");
        if (isWidest(size)) {
            permutations(text, size);
            text.line("");
        }
        block(text, size);
        if (isWidest(size)) {
            if (size > TWELVE) {
                text.line("");
                twelveRows(text, size);
            }
            text.line("");
            panelRows(text, size);
            text.line("");
            products(text, size);
        }
        text.close();
        return new JavaFile(PACKAGE, className(size), text.toString());
    }

    // The parts of a class.

    private void begin(SourceText text, int size) {
        List<Stage> stages = stages(size);
        boolean shuffles = stages.stream().anyMatch(stage -> stage.exchange() == Exchange.SWAP);
        boolean shifts = exchange(1) == Exchange.SHIFT;
        text.line("package %s;", PACKAGE);
        if (shifts) {
            text.lines("""

                    import static jdk.incubator.vector.VectorOperators.LSHL;
                    import static jdk.incubator.vector.VectorOperators.LSHR;""");
        }
        text.line("");
        text.line("import jdk.incubator.vector.%s;", element.vector());
        text.line("import jdk.incubator.vector.%s;", element.bitsVector());
        if (shuffles || shifts) {
            text.line("import jdk.incubator.vector.VectorMask;");
        }
        if (shuffles) {
            text.line("import jdk.incubator.vector.VectorShuffle;");
        }
        text.line("import jdk.incubator.vector.VectorSpecies;");
        text.line("");
        text.line("/**");
        text.line(
                " * Transposes blocks of %d × %d in %d-bit registers, as %ss: indices of a permutation of %ss would be %ss,",
                size, size, element.size() * size, element.bits(), element.type(), element.type());
        text.lines(
                """
                        * which are converted and checked at each call. In stage s rows i and i + s exchange the elements whose columns
                        * differ from i in that bit. Generated (docs/adr/0007).
                        */""");
        text.open("final class %s {", className(size));
        text.line("static final int SIZE = %d;", size);
        text.line("");
        text.line("private static final VectorSpecies<%s> %s = %s.SPECIES_%d;", element.boxed(), element.species(),
                element.vector(), element.size() * size);
        text.line("private static final VectorSpecies<%s> %s = %s.SPECIES_%d;", element.boxedBits(),
                element.bitsSpecies(), element.bitsVector(), element.size() * size);
        text.line("");
        for (Stage stage : stages) {
            int s = stage.distance();
            switch (stage.exchange()) {
                case PERMUTE -> {
                    text.line("private static final %s LOW_%d = low(%d);", element.bitsVector(), s, s);
                    text.line("private static final %s HIGH_%d = high(%d);", element.bitsVector(), s, s);
                }
                case SWAP -> {
                    text.line("/** Columns j and j + %d change places. */", s);
                    text.line(
                            "private static final VectorShuffle<%s> SWAP_%d = VectorShuffle.fromOp(%s, j -> j ^ %d);",
                            element.boxedBits(), s, element.bitsSpecies(), s);
                    text.line("/** Columns with bit %d, and those without it. */", s);
                    mask(text, "WITH_" + s, size, s, true);
                    mask(text, "WITHOUT_" + s, size, s, false);
                }
                case SHIFT -> {
                }
            }
        }
        if (shifts) {
            mask(text, "ODD", size, 1, true);
            mask(text, "EVEN", size, 1, false);
        }
        text.line("");
    }

    private void mask(SourceText text, String name, int size, int bit, boolean with) {
        long bits = 0;
        for (int column = 0; column < size; column++) {
            bits |= ((column & bit) != 0) == with ? 1L << column : 0;
        }
        text.line("private static final VectorMask<%s> %s = VectorMask.fromLong(%s, 0x%x);", element.boxedBits(), name,
                element.bitsSpecies(), bits);
    }

    private void permutations(SourceText text, int size) {
        text.lines(
                """
                        /** For row i: where bit s of the column is 0 its own element, else the other row's element of column − s. */
                        private static %1$s low(int s) {
                            return %1$s.fromArray(%2$s, indices(s, 0, SIZE - s), 0);
                        }

                        /** For row i + s: where bit s of the column is 1 its own element, else the other row's of column + s. */
                        private static %1$s high(int s) {
                            return %1$s.fromArray(%2$s, indices(s, s, SIZE), 0);
                        }"""
                        .formatted(element.bitsVector(), element.bitsSpecies()));
        text.line("");
        if (size > TWELVE) {
            text.lines("""
                    private static %1$s column(int j) {
                        %3$s[] indices = new %3$s[SIZE];
                        for (int row = 0; row < SIZE; row++) {
                            indices[row] = row < 8 ? (j & 8) + row : SIZE + j + row %% 4;
                        }
                        return %1$s.fromArray(%2$s, indices, 0);
                    }""".formatted(element.bitsVector(), element.bitsSpecies(), element.bits()));
            text.line("");
        }
        text.lines("""
                private static %1$s[] indices(int s, int where0, int where1) {
                    %1$s[] indices = new %1$s[SIZE];
                    for (int column = 0; column < SIZE; column++) {
                        indices[column] = column + ((column & s) == 0 ? where0 : where1);
                    }
                    return indices;
                }""".formatted(element.bits()));
    }

    private void block(SourceText text, int size) {
        text.line("/**");
        text.line(
                " * {@code to[toOffset + j·toStep + i] = α·from[fromOffset + i·fromStep + j]} for i and j from 0 to %d, in ascending",
                size - 1);
        text.line(" * order of j. Where there are fewer rows i, the last one stands for those that are missing.");
        text.line(" */");
        text.open("static void block(%1$s[] from, int fromOffset, int fromStep, int rows, %1$s alpha, %1$s[] to, "
                + "int toOffset, int toStep) {", element.type());
        text.line("int last = rows - 1;");
        List<String> vectors = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            String row = i == 0 ? "" : " + Math.min(" + i + ", last) * fromStep";
            text.line("%s r%d = %s.fromArray(%s, from, fromOffset%s).mul(alpha)", element.bitsVector(), i,
                    element.vector(), element.species(), row);
            text.line("        %s;", element.toBits());
            vectors.add("r" + i);
        }
        List<String> columns = stages(text, vectors, stages(size));
        for (int j = 0; j < size; j++) {
            text.line("%s%s.intoArray(to, toOffset%s);", columns.get(j), element.ofBits(), times(j, "toStep"));
        }
        text.close();
    }

    private void twelveRows(SourceText text, int size) {
        text.lines(
                """
                        /**
                         * {@code to[toOffset + 12·j + i] = α·from[fromOffset + i·fromStep + j]} for i from 0 to 11 and j from 0 to 15, in
                         * ascending order of j: four elements behind each column are overwritten. With eight rows and four apart the last
                         * stage takes 16 permutations instead of 32.
                         */""");
        text.open("static void twelveRows(%1$s[] from, int fromOffset, int fromStep, %1$s alpha, %1$s[] to, "
                + "int toOffset) {", element.type());
        List<String> vectors = new ArrayList<>();
        for (int i = 0; i < TWELVE; i++) {
            text.line("%s r%d = %s.fromArray(%s, from, fromOffset%s).mul(alpha)%s;", element.bitsVector(), i,
                    element.vector(), element.species(), times(i, "fromStep"), element.toBits());
            vectors.add("r" + i);
        }
        List<String> fours = stages(text, vectors, stages(size).subList(0, 2));
        List<String> eights = stage(text, fours.subList(0, 8), stages(size).get(2), 'u');
        for (int j = 0; j < size; j++) {
            text.line("COLUMN_%d.selectFrom(%s, %s)%s.intoArray(to, toOffset%s);", j / 4 * 4, eights.get(j % 8),
                    fours.get(8 + j % 4), element.ofBits(), j == 0 ? "" : " + " + TWELVE * j);
        }
        text.close();
    }

    private void panelRows(SourceText text, int size) {
        text.lines(
                """
                        /**
                         * {@code to[toOffset + %1$d·j + i] = from[fromOffset + i·fromStep + j]} for i from 0 to %2$d and j below
                         * {@code columns}, a multiple of %3$d: rows of a panel of %1$d. In a loop of its own the bounds of a row are
                         * checked once, not once a block.
                         */"""
                        .formatted(PANEL, size - 1, size));
        text.open("static void panelRows(%1$s[] from, int fromOffset, int fromStep, int columns, %1$s[] to, "
                + "int toOffset) {", element.type());
        text.open("for (int j = 0; j < columns; j += SIZE) {");
        text.line("int fj = fromOffset + j;");
        text.line("int tj = toOffset + %d * j;", PANEL);
        List<String> vectors = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            text.line("%s r%d = %s.fromArray(%s, from, fj%s)%s;", element.bitsVector(), i, element.vector(),
                    element.species(), times(i, "fromStep"), element.toBits());
            vectors.add("r" + i);
        }
        List<String> columns = stages(text, vectors, stagesOfProducts(size));
        for (int j = 0; j < size; j++) {
            text.line("%s%s.intoArray(to, tj%s);", columns.get(j), element.ofBits(), j == 0 ? "" : " + " + PANEL * j);
        }
        text.close();
        text.close();
    }

    private void products(SourceText text, int size) {
        text.lines(
                """
                        /**
                         * The products of %1$d rows with a vector, {@code sums[at + i] = sums[at + i] + Σ v[k]·x[xo + i·step + k]} over k
                         * from {@code from} to {@code to}, a multiple of %1$d apart: one chain of fused multiply-adds for each row, a lane
                         * each.
                         */"""
                        .formatted(size));
        text.open(
                "static void dotRows(%1$s[] x, int xo, int step, int from, int to, %1$s[] v, %1$s[] sums, int at) {",
                element.type());
        text.line("%1$s sum = %1$s.fromArray(%2$s, sums, at);", element.vector(), element.species());
        text.open("for (int k = from; k < to; k += SIZE) {");
        text.line("int xk = xo + k;");
        List<String> vectors = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            text.line("%s r%d = %s.fromArray(%s, x, xk%s)%s;", element.bitsVector(), i, element.vector(),
                    element.species(), times(i, "step"), element.toBits());
            vectors.add("r" + i);
        }
        List<String> columns = stages(text, vectors, stagesOfProducts(size));
        for (int j = 0; j < size; j++) {
            text.line("sum = %s%s.fma(%s.broadcast(%s, v[k%s]), sum);", columns.get(j), element.ofBits(),
                    element.vector(), element.species(), j == 0 ? "" : " + " + j);
        }
        text.close();
        text.line("sum.intoArray(sums, at);");
        text.close();
    }

    // The stages.

    /** Writes some stages, one letter each from s on, and returns the names of what comes out. */
    private List<String> stages(SourceText text, List<String> vectors, List<Stage> stages) {
        List<String> present = vectors;
        char letter = 's';
        for (Stage stage : stages) {
            present = stage(text, present, stage, letter);
            letter++;
        }
        return present;
    }

    private List<String> stage(SourceText text, List<String> rows, Stage stage, char letter) {
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
            text.line("%s %s = %s;", element.bitsVector(), name, value);
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
