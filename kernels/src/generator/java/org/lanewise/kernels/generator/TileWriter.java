package org.lanewise.kernels.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lanewise.kernels.generator.TileTable.Order;
import org.lanewise.kernels.generator.TileTable.Width;

/**
 * Writes the micro-kernels: a class for each order of A and each width, in it a flat method for each height; and the
 * class that knows them all.
 */
final class TileWriter {
    private static final String PACKAGE = "org.lanewise.kernels.internal.vector";
    private static final String ARGUMENTS = "kc, a, ao, stepA, b, bo, stepB, add, c, co, ldc";
    private static final String CHAIN_ARGUMENTS = "kc, a, ao, stepA, b, bo, stepB, c, co, ldc";

    /** They name the vectors of a row; {@code bk} and {@code bo} mean something else. */
    private static final String LETTERS = "abcdefghijlmnpqr";

    private final Element element;
    private final String parameters;
    private final String chainParameters;

    TileWriter(Element element) {
        this.element = element;
        this.parameters = "int kc, %1$s[] a, int ao, int stepA, %1$s[] b, int bo, int stepB, boolean add, %1$s[] c, int co, int ldc"
                .formatted(element.type());
        this.chainParameters = parameters.replace("boolean add, ", "");
    }

    List<JavaFile> files() {
        List<JavaFile> files = new ArrayList<>();
        for (Order order : Order.values()) {
            for (Width width : TileTable.WIDTHS) {
                files.add(tiles(order, width));
            }
            files.add(chains(order));
        }
        files.add(microKernels());
        return files;
    }

    private String className(Order order, Width width) {
        return element.prefix() + order.name + "Tiles" + width.vectors();
    }

    private String chainsName(Order order) {
        return element.prefix() + order.name + "Chains" + TileTable.CHAINS.vectors();
    }

    private static String vectors(int count) {
        return count == 1 ? "one vector" : count + " vectors";
    }

    // The micro-kernels of one class.

    private JavaFile tiles(Order order, Width width) {
        return tiles(order, width, className(order, width), false);
    }

    private JavaFile chains(Order order) {
        return tiles(order, TileTable.CHAINS, chainsName(order), true);
    }

    private JavaFile tiles(Order order, Width width, String name, boolean chains) {
        SourceText text = new SourceText();
        text.line("package %s;", PACKAGE);
        text.line("");
        text.line("import static org.lanewise.kernels.internal.vector.Lanes.%s;", element.species());
        if (width.vectors() > 1) {
            text.line("import static org.lanewise.kernels.internal.vector.Lanes.%s;", element.length());
        }
        text.line("");
        text.line("import jdk.incubator.vector.%s;", element.vector());
        text.line("");
        text.line("/**");
        text.line(" * %s of %s a row, for an A that lies %s.", chains ? "Chains" : "Tiles", vectors(width.vectors()),
                order.description);
        text.line(" * {@link %sMicroKernels} says what they compute. Generated.", element.prefix());
        text.line(" */");
        text.open("final class %s {", name);
        text.open("private %s() {", name);
        text.close();
        text.line("");
        heights(text, width, chains);
        for (int rows = 1; rows <= width.rows32(); rows++) {
            text.line("");
            if (chains) {
                chain(text, order, width.vectors(), rows);
            } else {
                tile(text, order, width.vectors(), rows);
            }
        }
        text.close();
        return new JavaFile(PACKAGE, name, text.toString());
    }

    private void heights(SourceText text, Width width, boolean chains) {
        text.line("/** The tile of so many rows. */");
        text.open("static void run(int rows, %s) {", chains ? chainParameters : parameters);
        text.open("switch (rows) {");
        for (int rows = width.rows32(); rows >= 1; rows--) {
            text.line("case %d -> rows%d(%s);", rows, rows, chains ? CHAIN_ARGUMENTS : ARGUMENTS);
        }
        text.line("default -> throw new AssertionError(rows);");
        text.close();
        text.close();
    }

    private void tile(SourceText text, Order order, int vectors, int rows) {
        text.open("private static void rows%d(%s) {", rows, parameters);
        sums(text, order, vectors, rows, v -> "%s.zero(%s)".formatted(element.vector(), element.species()), false);
        text.open("if (add) {");
        end(text, rows, vectors, v -> vectorOfC("co", v) + ".add(%s)");
        text.reopen("} else {");
        text.line("%1$s zero = %1$s.zero(%2$s);", element.vector(), element.species());
        end(text, rows, vectors, v -> "zero.add(%s)");
        text.close();
        text.close();
    }

    private void chain(SourceText text, Order order, int vectors, int rows) {
        text.open("private static void rows%d(%s) {", rows, chainParameters);
        sums(text, order, vectors, rows, v -> vectorOfC("c%s", v), true);
        end(text, rows, vectors, v -> "%s");
        text.close();
    }

    private String vectorOfC(String row, int v) {
        return "%s.fromArray(%s, c, %s%s)".formatted(element.vector(), element.species(), row, lanes(v));
    }

    /** The accumulators, from their first value on, and all steps. */
    private void sums(SourceText text, Order order, int vectors, int rows, IntFunction<String> first, boolean rowsOfC) {
        if (order == Order.ROW_MAJOR) {
            for (int r = 1; r < rows; r++) {
                text.line("int a%do = ao + %sstepA;", r, r == 1 ? "" : r + " * ");
            }
        }
        for (int r = 0; r < rows; r++) {
            if (rowsOfC && r > 0) {
                text.line("int c%do = co + %sldc;", r, r == 1 ? "" : r + " * ");
            }
            for (int v = 0; v < vectors; v++) {
                text.line("%s %s = %s;", element.vector(), sum(r, v, vectors),
                        first.apply(v).formatted(r == 0 ? "o" : r + "o"));
            }
        }
        text.open("for (int k = 0, %sbk = bo; k < kc; k++, %sbk += stepB) {",
                order == Order.ROW_MAJOR ? "" : "ak = ao, ", order == Order.ROW_MAJOR ? "" : "ak += stepA, ");
        for (int v = 0; v < vectors; v++) {
            text.line("%1$s b%3$s = %1$s.fromArray(%2$s, b, bk%4$s);", element.vector(), element.species(), letter(v),
                    lanes(v));
        }
        for (int r = 0; r < rows; r++) {
            text.line("%1$s a%3$d = %1$s.broadcast(%2$s, a[%4$s]);", element.vector(), element.species(), r,
                    left(order, r));
            for (int v = 0; v < vectors; v++) {
                text.line("%s = a%d.fma(b%s, %s);", sum(r, v, vectors), r, letter(v), sum(r, v, vectors));
            }
        }
        text.close();
    }

    private void end(SourceText text, int rows, int vectors, IntFunction<String> value) {
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                text.line("%s.intoArray(c, co%s);", value.apply(v).formatted(sum(r, v, vectors)), lanes(v));
            }
            if (r + 1 < rows) {
                text.line("co += ldc;");
            }
        }
    }

    private static String left(Order order, int r) {
        if (order == Order.ROW_MAJOR) {
            return r == 0 ? "ao + k" : "a" + r + "o + k";
        }
        return r == 0 ? "ak" : "ak + " + r;
    }

    private static String sum(int r, int v, int vectors) {
        return "c" + r + (vectors == 1 ? "" : letter(v));
    }

    private static String letter(int v) {
        return String.valueOf(LETTERS.charAt(v));
    }

    private String lanes(int v) {
        return switch (v) {
            case 0 -> "";
            case 1 -> " + " + element.length();
            default -> " + " + v + " * " + element.length();
        };
    }

    // The class that knows all of them.

    private JavaFile microKernels() {
        String className = element.prefix() + "MicroKernels";
        SourceText text = new SourceText();
        text.line("package %s;", PACKAGE);
        text.lines(
                """

                        /**
                         * The micro-kernels: a tile of C, some rows by some vectors, is summed over one block of k,
                         * {@code C = C + A·B} or {@code C = 0 + A·B}. Row k of B starts at {@code b[bo + k·stepB]}, in a packed panel
                         * or in its place. Each accumulator is one chain of fused multiply-adds from +0, which is then added to C or,
                         * so that no −0 is left, to +0. Generated from the table of register tiles (docs/adr/0003, 0007).
                         *
                         * <p>Every height is a flat method of its own, so that the JIT compiles it by itself, the same way every time,
                         * with all accumulators in registers. No part of it is a helper: in a method of so many nodes the JIT stops
                         * inlining, and a vector that crosses a call is boxed. The JIT leaves out a way that was never taken, and
                         * compiles the method anew the first time that it is: {@link MadeUpCalls} take both.
                         */""");
        text.open("final class %s {", className);
        text.line("/** The tallest tile of so many vectors, where there are 32 vector registers. */");
        text.line("static final int[] ROWS_OF_32_REGISTERS = {%s};", tallest(Width::rows32));
        text.line("/** The same where there are 16. */");
        text.line("static final int[] ROWS_OF_16_REGISTERS = {%s};", tallest(Width::rows16));
        text.line("/** The width of chains that go on. */");
        text.line("static final int CHAIN_VECTORS = %d;", TileTable.CHAINS.vectors());
        text.line("");
        text.open("private %s() {", className);
        text.close();
        text.lines(
                """

                        /**
                         * One tile.
                         *
                         * @param columnMajor whether A lies column by column, element (r, k) at {@code a[ao + k·stepA + r]}; else row by
                         * row, at {@code a[ao + r·stepA + k]}
                         * @param vectors the width
                         * @param rows the height
                         * @param kc the length of the sums
                         * @param add whether to add to C or to overwrite it
                         */""");
        text.open("static void run(boolean columnMajor, int vectors, int rows, %s) {", parameters);
        text.open("if (columnMajor) {");
        dispatch(text, Order.COLUMN_MAJOR);
        text.reopen("} else {");
        dispatch(text, Order.ROW_MAJOR);
        text.close();
        text.close();
        text.lines(
                """

                        /**
                         * The chains of a tile of {@link #CHAIN_VECTORS} vectors, which go on from c and back to it: nothing is lost when
                         * a sum is stored, so a chain does not show where it was interrupted.
                         */""");
        text.open("static void goOn(boolean columnMajor, int rows, %s) {", chainParameters);
        text.open("if (columnMajor) {");
        text.line("%s.run(rows, %s);", chainsName(Order.COLUMN_MAJOR), CHAIN_ARGUMENTS);
        text.reopen("} else {");
        text.line("%s.run(rows, %s);", chainsName(Order.ROW_MAJOR), CHAIN_ARGUMENTS);
        text.close();
        text.close();
        text.close();
        return new JavaFile(PACKAGE, className, text.toString());
    }

    private void dispatch(SourceText text, Order order) {
        text.open("switch (vectors) {");
        for (Width width : TileTable.WIDTHS) {
            text.line("case %d -> %s.run(rows, %s);", width.vectors(), className(order, width), ARGUMENTS);
        }
        text.line("default -> throw new AssertionError(vectors);");
        text.close();
    }

    private static String tallest(ToIntFunction<Width> rows) {
        int widest = TileTable.WIDTHS.getLast().vectors();
        return IntStream.rangeClosed(0, widest)
                .map(v -> TileTable.WIDTHS.stream().filter(w -> w.vectors() == v).mapToInt(rows).findFirst().orElse(0))
                .mapToObj(String::valueOf).collect(Collectors.joining(", "));
    }
}
