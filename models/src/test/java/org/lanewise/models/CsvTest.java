package org.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.network.data.Column;
import org.lanewise.network.data.Targets;
import org.lanewise.network.data.Table;

class CsvTest {
    private static final List<String> NAMES = List.of("sepal length (cm)", "sepal width (cm)", "petal length (cm)",
            "petal width (cm)", "species");
    private static final double[] PETALS = {1.4, 1.4, 4.7, 4.5, 6, 5.1};
    private static final List<String> SPECIES = List.of("setosa", "setosa", "versicolor", "versicolor", "virginica",
            "virginica");

    @TempDir
    private Path folder;

    private static Path pandas(String name) {
        return Resources.path("tables/" + name);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("made.csv"), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain.csv", "crlf-quoted.csv", "gzip.csv.gz", "semicolon-comma.csv"})
    void tablesOfPandasAreRead(String name) throws IOException {
        Table table = name.startsWith("semicolon")
                ? Csv.standard().withSeparator(';').withDecimalComma().table(pandas(name))
                : Csv.read(pandas(name));
        assertEquals(NAMES, table.names());
        assertArrayEquals(PETALS, table.numbers("petal length (cm)").toArray());
        assertEquals(SPECIES, table.texts("species").toList());
        assertEquals(List.of("setosa", "versicolor", "virginica"),
                Targets.labels(table.texts("species").toList()).names());
    }

    @Test
    void anIndexIsAColumnWithoutAName() throws IOException {
        Table table = Csv.read(pandas("index.csv"));
        assertArrayEquals(new double[]{0, 1, 50, 51, 100, 101}, table.numbers("").toArray());
        assertEquals(NAMES, table.without("").names());
    }

    @Test
    void whatIsEmptyIsMissing() throws IOException {
        Table table = Csv.read(pandas("missing-empty.csv"));
        assertArrayEquals(new double[]{1.4, Double.NaN, 4.7, 4.5, 6, 5.1},
                table.numbers("petal length (cm)").toArray());
        assertTrue(Double.isNaN(table.numbers("sepal length (cm)").get(4)));
    }

    @Test
    void withoutAHeaderColumnsHaveNumbers() throws IOException {
        Table table = Csv.standard().withoutHeader().table(pandas("no-header.csv"));
        assertEquals(List.of("0", "1", "2", "3"), table.names());
        assertArrayEquals(PETALS, table.numbers("2").toArray());
    }

    /** Fields of a column, and its numbers; no numbers stand for texts. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "texts", textBlock = """
            1 2.5 -3e4 +.5 1.   | 1 2.5 -30000 0.5 1
            NA 1 N/A nan null   | NaN 1 NaN NaN NaN
            inf -inf Infinity   | Infinity -Infinity Infinity
            NA NaN              | NaN NaN
            1 2 x               | texts
            1 0x10              | texts
            1 2d                | texts
            1 2F                | texts
            1 1,5               | texts
            NA x                | texts
            1 1_000             | texts
            """)
    void columnsOfNumbersHaveNumbersOnly(String fields, String numbers) throws IOException {
        String lines = fields.replace("1,5", "\"1,5\"").replace(' ', '\n');
        Table table = Csv.read(file("a\n" + lines + "\n"));
        if (numbers == null) {
            assertEquals(List.of(fields.split(" ", -1)), table.texts("a").toList());
            return;
        }
        double[] column = table.numbers("a").toArray();
        String[] expected = numbers.split(" ", -1);
        assertEquals(expected.length, column.length);
        for (int row = 0; row < column.length; row++) {
            assertEquals(Double.parseDouble(expected[row]), column[row]);
        }
    }

    @Test
    void fieldsMayHaveAnything() throws IOException {
        Table table = Csv.read(file("\uFEFFa,\"b\"\"c\"\r\n\"x,\n\"\"y\", z \r\n\r\n,ü\r\n"));
        assertEquals(List.of("a", "b\"c"), table.names());
        assertEquals(List.of("x,\n\"y", ""), table.texts("a").toList());
        assertEquals(List.of(" z ", "ü"), table.texts("b\"c").toList());
        assertEquals(0, Csv.read(file("a,b\n")).rows());
    }

    @Test
    void numbersMayBeTexts() throws IOException {
        Table table = Csv.standard().withTexts("code", "class").table(file("code,class,x\n007,1,1\n010,0, 2 \n"));
        assertEquals(List.of("007", "010"), table.texts("code").toList());
        assertEquals(List.of("1", "0"), table.texts("class").toList());
        assertArrayEquals(new double[]{1, 2}, table.numbers("x").toArray());
        Table comma = Csv.standard().withSeparator('\t').withDecimalComma().table(file("a\tb\n1,5\t1.000,5\n"));
        assertEquals(1.5, comma.numbers("a").get(0));
        assertEquals(List.of("1.000,5"), comma.texts("b").toList());
        assertThrows(IllegalArgumentException.class, () -> Csv.standard().withSeparator('"'));
    }

    private void assertRefused(String place, String reason, Csv csv, Path file) {
        ModelFileException e = assertThrows(ModelFileException.class, () -> csv.table(file));
        assertEquals(place, e.place(), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
    }

    @Test
    void whatIsNoTableIsRefused() throws IOException {
        Csv csv = Csv.standard();
        assertRefused("line 1", "there is no line", csv, file(""));
        assertRefused("line 1", "two columns have the same name: [a, a]", csv, file("a,a\n1,2\n"));
        assertRefused("line 4", "has 1 fields, there are 2 columns", csv, file("a,b\n\"1\n\",2\n3\n"));
        assertRefused("line 2", "has 3 fields, there are 2 columns", csv, file("a,b\n1,2,3\n"));
        assertRefused("line 1", "there is no column c among [a, b]", csv.withTexts("c"), file("a,b\n1,2\n"));
        assertRefused("after line 1", "is no UTF-8", csv,
                Files.write(folder.resolve("latin"), "a\n1\nzürich\n".getBytes(StandardCharsets.ISO_8859_1)));
        Path compressed = Files.write(folder.resolve("cut.gz"),
                Arrays.copyOf(Files.readAllBytes(pandas("gzip.csv.gz")), 100));
        assertRefused("its end", "it ends too early", csv, compressed);
        assertThrows(IOException.class, () -> Csv.read(folder.resolve("missing.csv")));
    }

    /** A quote that nobody closes does not take the rest of the file for a field. */
    @Test
    void openQuotesAreRefused() throws IOException {
        assertRefused("line 3", "a quote is opened and never closed", Csv.standard(), file("a,b\n1,2\n3,\"4\n5,6\n"));
        assertRefused("line 1", "a quote is opened and never closed", Csv.standard(), file("a,b,\""));
    }

    private static void assertSameTable(Table expected, Table actual) {
        assertEquals(expected.names(), actual.names());
        for (String name : expected.names()) {
            if (expected.column(name) instanceof Column.Numbers numbers) {
                assertArrayEquals(numbers.toArray(), actual.numbers(name).toArray(), name);
            } else {
                assertEquals(expected.texts(name).toList(), actual.texts(name).toList());
            }
        }
    }

    private static Table awkward() {
        return Table.of(
                Column.numbers("a", 1, -0.0, 0, Double.NaN, 1e300, Double.MIN_VALUE, 1 / 3.0, -1 << 30,
                        Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1L << 53, 0.1f),
                Column.texts("b,\"c\"\n", "x", "", " x ", "\"", "\"\"", "a,b", "a;b", "\r", "\n", "\r\n", "\u001a",
                        "ü€😀"),
                Column.texts("", "NA", "", "", "", "", "", "", "", "", "", "#", "\uFEFF"),
                Column.numbers("\uFEFF", new double[12]));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsWrittenIsRead(boolean isForeign) throws IOException {
        Path file = file("before");
        Csv csv = isForeign ? Csv.standard().withSeparator(';').withDecimalComma() : Csv.standard();
        csv.writeAll(Stream.of(awkward()), file);
        assertSameTable(awkward(), csv.table(file));
        Csv commas = Csv.standard().withDecimalComma();
        commas.writeAll(Stream.of(awkward()), file);
        assertSameTable(awkward(), commas.table(file));
    }

    @Test
    void filesAreAsOthersWriteThem() throws IOException {
        Path file = file("before");
        Csv.write(Table.of(Column.numbers("x", 1, 1.5, Double.NaN, -1e-7), Column.texts("y", "a", "b,c", "", "\"")),
                file);
        assertEquals("x,y\n1,a\n1.5,\"b,c\"\n,\n-1.0E-7,\"\"\"\"\n", Files.readString(file));
        Csv.standard().withoutHeader().writeAll(Stream.of(Table.of(Column.numbers("x", 1)),
                Table.of(Column.numbers("x", 2))), file);
        assertEquals("1\n2\n", Files.readString(file));
    }

    /** A line without anything would be none. */
    @Test
    void aSingleColumnMayHaveMissingValues() throws IOException {
        Path file = file("before");
        for (Table table : List.of(Table.of(Column.numbers("", 1, Double.NaN, 2)),
                Table.of(Column.texts("x", "", "a", "")), Table.of(Column.texts("x")))) {
            Csv.write(table, file);
            assertEquals(table.rows(), Csv.read(file).rows());
        }
        Csv.write(Table.of(Column.texts("x", "", "a", "")), file);
        assertEquals(List.of("", "a", ""), Csv.read(file).texts("x").toList());
        assertTrue(Double.isNaN(Csv.read(file("x\n1\n\"\"\n")).numbers("x").get(1)));
    }

    @Test
    void piecesAreWrittenAsOneTable() throws IOException {
        Path file = file("before");
        boolean[] isClosed = {false};
        Csv.standard().writeAll(Stream.of(Table.of(Column.numbers("x", 1)), Table.of(Column.numbers("x")),
                Table.of(Column.numbers("x", 2, 3))).onClose(() -> isClosed[0] = true), file);
        assertArrayEquals(new double[]{1, 2, 3}, Csv.read(file).numbers("x").toArray());
        assertTrue(isClosed[0]);
        // From a file to itself: it is replaced when all has been read.
        Csv.standard().writeAll(Csv.standard().pieces(file, 1), file);
        assertEquals("x\n1\n2\n3\n", Files.readString(file));
    }

    @Test
    void whatCanNotBeWrittenLeavesTheFile() throws IOException {
        Path file = file("before");
        Csv csv = Csv.standard();
        Table x = Table.of(Column.numbers("x", 1));
        assertThrows(IllegalArgumentException.class, () -> Csv.write(Table.of(), file));
        assertThrows(IllegalArgumentException.class, () -> csv.writeAll(Stream.of(), file));
        Exception thrown = assertThrows(IllegalArgumentException.class,
                () -> csv.writeAll(Stream.of(x, Table.of(Column.texts("x", "a"))), file));
        assertEquals("a piece has the columns [x of texts], those before have [x of numbers]", thrown.getMessage());
        assertThrows(IllegalArgumentException.class,
                () -> csv.writeAll(Stream.of(x, Table.of(Column.numbers("y", 1))), file));
        assertThrows(CharacterCodingException.class, () -> Csv.write(Table.of(Column.texts("x", "\ud800")), file));
        assertThrows(IOException.class, () -> csv.writeAll(Stream.of(x, x).peek(any -> {
            throw new UncheckedIOException(new IOException("can't be read"));
        }), file));
        assertEquals("before", Files.readString(file));
    }

    /** What spreadsheets put before a first field, also if it is in quotes. */
    @Test
    void aByteOrderMarkIsNoPartOfAName() throws IOException {
        assertEquals(List.of("a", "b"), Csv.read(file("\uFEFF\"a\",b\n1,2\n")).names());
        assertRefused("line 1", "there is no line", Csv.standard(), file("\uFEFF"));
    }

    @Test
    void damageIsRefusedOrHarmless() throws IOException {
        Path file = folder.resolve("damaged");
        for (String name : List.of("crlf-quoted.csv", "gzip.csv.gz")) {
            BadFiles.mutate(Files.readAllBytes(pandas(name)), file, Csv::read);
        }
    }
}
