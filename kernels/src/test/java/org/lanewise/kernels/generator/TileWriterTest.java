package org.lanewise.kernels.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The generated register tiles follow from their table. */
class TileWriterTest {
    private static final Map<String, String> FILES = new TileWriter(Element.FLOAT).files().stream()
            .collect(Collectors.toMap(JavaFile::className, JavaFile::text));

    private static String text(String className) {
        return Objects.requireNonNull(FILES.get(className), className);
    }

    private static long count(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().count();
    }

    /** A tile has an accumulator for each row and vector, one multiply-add a step for each, and stores each once a way. */
    @ParameterizedTest
    @EnumSource(TileTable.Order.class)
    void everyHeightOfEveryWidthIsThere(TileTable.Order order) {
        for (TileTable.Width width : TileTable.WIDTHS) {
            String text = text(order.name + "Tiles" + width.vectors());
            List<String> methods = List.of(text.split("private static void rows", -1));
            assertEquals(width.rows32(), methods.size() - 1);
            for (int rows = 1; rows <= width.rows32(); rows++) {
                String method = methods.get(rows);
                assertTrue(method.startsWith(rows + "("), method);
                int sums = rows * width.vectors();
                assertEquals(sums, count(method, "FloatVector c\\w+ = FloatVector.zero"));
                assertEquals(sums, count(method, "\\.fma\\("));
                assertEquals(2L * sums, count(method, "\\.intoArray\\(c, co"));
                assertTrue(text.contains("case " + rows + " -> rows" + rows + "("));
            }
        }
    }

    /** Chains that go on come from c, and go back as they are. */
    @ParameterizedTest
    @EnumSource(TileTable.Order.class)
    void chainsGoOnInEveryHeight(TileTable.Order order) {
        TileTable.Width width = TileTable.CHAINS;
        List<String> methods = List
                .of(text(order.name + "Chains" + width.vectors()).split("private static void rows", -1));
        assertEquals(width.rows32(), methods.size() - 1);
        for (int rows = 1; rows <= width.rows32(); rows++) {
            String method = methods.get(rows);
            int sums = rows * width.vectors();
            assertEquals(sums, count(method, "FloatVector c\\w+ = FloatVector.fromArray\\(F, c, c"));
            assertEquals(sums, count(method, "\\.fma\\("));
            assertEquals(sums, count(method, "c\\w+\\.intoArray\\(c, co"));
        }
    }

    @Test
    void theClassThatKnowsThemHasTheTable() {
        String text = text("MicroKernels");
        for (Function<TileTable.Width, Integer> rows : List.<Function<TileTable.Width, Integer>>of(
                TileTable.Width::rows32, TileTable.Width::rows16)) {
            int[] table = new int[TileTable.WIDTHS.getLast().vectors() + 1];
            TileTable.WIDTHS.forEach(width -> table[width.vectors()] = rows.apply(width));
            assertTrue(text.contains(Arrays.toString(table).replace('[', '{').replace(']', '}')), text);
        }
        assertEquals(2L * TileTable.WIDTHS.size(), count(text, "Tiles\\d+\\.run\\("));
    }
}
