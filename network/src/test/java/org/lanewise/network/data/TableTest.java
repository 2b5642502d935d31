package org.lanewise.network.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
    private static Map<String, Object> row(String region, Number hue) {
        Map<String, Object> row = new HashMap<>();
        if (!region.isEmpty()) {
            row.put("region", region);
        }
        row.put("hue", Double.isNaN(hue.doubleValue()) ? null : hue);
        return row;
    }

    /** One table, with a text missing in row 1 and a number in row 2. */
    static Stream<Table> sameTables() {
        return Stream.of(
                Table.of(Column.texts("region", "north", "", "south"), Column.numbers("hue", 1, 2.5, Double.NaN)),
                Table.of(List.of(Column.of("region", Arrays.asList("north", null, "south")),
                        Column.numbers("hue", new float[]{1, 2.5f, Float.NaN}))),
                Table.ofRows(List.of("region", "hue"), new Object[]{"north", 1}, new Object[]{null, 2.5f},
                        new Object[]{"south", null}),
                Table.ofRows(List.of(row("north", 1), row("", 2.5), row("south", Double.NaN)))
                        .select("region", "hue"));
    }

    @ParameterizedTest
    @MethodSource("sameTables")
    void valuesAreFoundByNameAndRow(Table table) {
        assertEquals("3 rows of [region, hue]", table.toString());
        assertEquals(List.of("region", "hue"), table.names());
        assertEquals(List.of("north", "", "south"), table.texts("region").toList());
        assertArrayEquals(new double[]{1, 2.5, Double.NaN}, table.numbers("hue").toArray());
        assertEquals("south", table.texts("region").get(2));
        assertEquals(2.5, table.numbers("hue").get(1));
        assertEquals("region: 3 texts", table.column("region").toString());
        assertEquals("hue: 3 numbers", table.column("hue").toString());
        assertThrows(IndexOutOfBoundsException.class, () -> table.numbers("hue").get(3));
        assertThrows(IndexOutOfBoundsException.class, () -> table.subset(3));
    }

    @ParameterizedTest
    @MethodSource("sameTables")
    void partsOfATable(Table table) {
        assertEquals("3 rows of [hue, region]", table.select("hue", "region").toString());
        assertEquals("3 rows of [hue]", table.without("region").toString());
        Table rows = table.subset(2, 0, 0);
        assertEquals(List.of("south", "north", "north"), rows.texts("region").toList());
        assertArrayEquals(new double[]{Double.NaN, 1, 1}, rows.numbers("hue").toArray());
    }

    @ParameterizedTest
    @MethodSource("sameTables")
    void columnsThatAreNotThere(Table table) {
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> table.column("alcohol"));
        assertEquals("there is no column alcohol among [region, hue]", thrown.getMessage());
        assertThrows(IllegalArgumentException.class, () -> table.select("hue", "alcohol"));
        assertThrows(IllegalArgumentException.class, () -> table.without("alcohol"));
        assertThrows(IllegalArgumentException.class, () -> table.split("alcohol", 0.5, 1));
        thrown = assertThrows(IllegalArgumentException.class, () -> table.numbers("region"));
        assertEquals("column region has texts, not numbers", thrown.getMessage());
        thrown = assertThrows(IllegalArgumentException.class, () -> table.texts("hue"));
        assertEquals("column hue has numbers, not texts", thrown.getMessage());
        thrown = assertThrows(IllegalArgumentException.class, () -> table.select("hue", "hue"));
        assertEquals("there are two columns named hue", thrown.getMessage());
    }

    @Test
    void tablesThatCannotBe() {
        Exception thrown = assertThrows(IllegalArgumentException.class,
                () -> Table.of(Column.numbers("a", 1, 2), Column.texts("b", "x")));
        assertEquals("column b has 1 rows, column a has 2", thrown.getMessage());
        thrown = assertThrows(IllegalArgumentException.class,
                () -> Table.ofRows(List.of("a", "b"), new Object[]{1, 2}, new Object[]{1}));
        assertEquals("row 1 has 1 values, there are 2 columns: [a, b]", thrown.getMessage());
        thrown = assertThrows(IllegalArgumentException.class,
                () -> Table.ofRows(List.of(Map.of("a", 1), Map.of("a", "x"))));
        assertEquals("column a has a number in row 0 and a text in row 1", thrown.getMessage());
        thrown = assertThrows(IllegalArgumentException.class,
                () -> Table.ofRows(List.of("a"), new Object[]{List.of()}));
        assertTrue(String.valueOf(thrown.getMessage()).startsWith("column a has neither a number nor a text in row 0"));
        thrown = assertThrows(IllegalArgumentException.class,
                () -> Table.ofRows(List.of("a"), new Object[]{1}, new Object[]{true}));
        assertEquals("column a has a number in row 0 and a text in row 1", thrown.getMessage());
    }

    @Test
    void truthValuesAreTexts() {
        Table table = Table.ofRows(List.of("a"), new Object[]{true}, new Object[]{null}, new Object[]{false});
        assertEquals(List.of("true", "", "false"), table.texts("a").toList());
    }

    @Test
    void emptyTables() {
        assertEquals("0 rows of []", Table.of().toString());
        assertEquals("0 rows of []", Table.ofRows(List.of()).toString());
        assertEquals("0 rows of [a]", Table.ofRows(List.of("a")).toString());
        assertArrayEquals(new double[]{Double.NaN},
                Table.ofRows(List.of("a"), new Object[]{null}).numbers("a").toArray());
    }

    @Test
    void columnsAreCopied() {
        double[] values = {1, 2};
        String[] texts = {"x", "y"};
        Table table = Table.of(Column.numbers("a", values), Column.texts("b", texts));
        values[0] = 9;
        texts[0] = "z";
        table.numbers("a").toArray()[1] = 9;
        assertArrayEquals(new double[]{1, 2}, table.numbers("a").toArray());
        assertEquals("x", table.texts("b").get(0));
    }

    /** 60 of a, 30 of b, 10 of c; the other column has the numbers of the rows. */
    private static Table labelled(boolean numbers) {
        List<String> labels = new ArrayList<>();
        labels.addAll(Stream.generate(() -> "0").limit(60).toList());
        labels.addAll(Stream.generate(() -> "1").limit(30).toList());
        labels.addAll(Stream.generate(() -> "2").limit(10).toList());
        Column label = numbers
                ? Column.numbers("label", labels.stream().mapToDouble(Double::parseDouble).toArray())
                : Column.texts("label", labels.toArray(String[]::new));
        return Table.of(label, Column.numbers("row", IntStream.range(0, 100).asDoubleStream().toArray()));
    }

    private static long[] counts(Table table) {
        List<Double> labels = table.column("label").toList().stream().map(label -> Double.valueOf(label.toString()))
                .toList();
        return IntStream.range(0, 3).mapToLong(c -> labels.stream().filter(label -> label == c).count()).toArray();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachLabelHasItsShare(boolean numbers) {
        Table table = labelled(numbers);
        Split<Table> split = table.split("label", 0.2, 1);
        assertArrayEquals(new long[]{12, 6, 2}, counts(split.test()));
        assertArrayEquals(new long[]{48, 24, 8}, counts(split.train()));
        assertIsCut(split);
        assertArrayEquals(split.test().numbers("row").toArray(),
                table.split("label", 0.2, 1).test().numbers("row").toArray());
        for (Split<Table> fold : table.folds("label", 10, 1)) {
            assertArrayEquals(new long[]{6, 3, 1}, counts(fold.test()));
            assertIsCut(fold);
        }
    }

    @Test
    void withoutALabelAllRowsAreOfAKind() {
        Table table = labelled(false);
        Split<Table> split = table.split(0.25, 1);
        assertEquals(25, split.test().rows());
        assertIsCut(split);
        List<Split<Table>> folds = table.folds(3, 1);
        assertEquals(List.of(34, 33, 33), folds.stream().map(fold -> fold.test().rows()).toList());
        folds.forEach(TableTest::assertIsCut);
        assertFalse(Arrays.equals(folds.getFirst().test().numbers("row").toArray(),
                table.folds(3, 2).getFirst().test().numbers("row").toArray()));
    }

    private static void assertIsCut(Split<Table> split) {
        double[] rows = Stream.of(split.train(), split.test())
                .flatMapToDouble(part -> Arrays.stream(part.numbers("row").toArray())).sorted().toArray();
        assertArrayEquals(IntStream.range(0, 100).asDoubleStream().toArray(), rows);
    }

    /** Missing ones are a stratum as any other, and so are both zeros together. */
    @Test
    void missingLabelsAndZeros() {
        Table table = Table.of(Column.numbers("label", 0.0, -0.0, Double.NaN, Double.NaN, 1, 1));
        double[] test = table.split("label", 0.5, 1).test().numbers("label").toArray();
        Arrays.sort(test);
        assertEquals(0, test[0] + 0.0);
        assertEquals(1, test[1]);
        assertEquals(Double.NaN, test[2]);
    }
}
