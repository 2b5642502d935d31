package org.lanewise.network.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreprocessingTest {
    private static final Table TRAINING = Table.of(Column.numbers("hue", 1, Double.NaN, 3),
            Column.texts("region", "south", "north", "south"), Column.numbers("grade", 2, 10, 2));

    /** The mean is 2; of 1, 2 and 3 the variance is 2/3. */
    private static final float D = (float) Math.sqrt(1.5);

    private static FittedPreprocessing fitted() {
        return Preprocessing.standard().withCategories("grade").fit(TRAINING);
    }

    @Test
    void numbersAreImputedAndScaledAndCategoriesOneHot() {
        FittedPreprocessing fitted = fitted();
        assertEquals(List.of("hue", "region=north", "region=south", "grade=2", "grade=10"), fitted.names());
        assertEquals(5, fitted.outputs());
        assertArrayEquals(new float[][]{{-D, 0, 1, 1, 0}, {0, 1, 0, 0, 1}, {D, 0, 1, 1, 0}},
                fitted.apply(TRAINING).toRows());
        assertEquals(List.of(new FittedColumn.Numbers("hue", 2, new FittedScaler.Scaling(2, Math.sqrt(2 / 3.0))),
                new FittedColumn.Texts("region", List.of("north", "south")),
                new FittedColumn.Categories("grade", List.of(2.0, 10.0))), fitted.columns());
        assertEquals(Unknown.ERROR, fitted.unknown());
        assertEquals(fitted, new FittedPreprocessing(fitted.columns(), fitted.unknown()));
    }

    /** A published example of scikit-learn's: categories that are sorted, and unknown ones that are all zeros. */
    @Test
    void unknownCategoriesMayBeZeros() {
        FittedPreprocessing fitted = Preprocessing.standard().withCategories("b").withUnknown(Unknown.ZEROS)
                .fit(Table.of(Column.texts("a", "Male", "Female", "Female"), Column.numbers("b", 1, 3, 2)));
        assertEquals(List.of("a=Female", "a=Male", "b=1", "b=2", "b=3"), fitted.names());
        assertArrayEquals(new float[][]{{1, 0, 1, 0, 0}, {0, 1, 0, 0, 0}, {0, 0, 0, 1, 0}},
                fitted.apply(Table.of(Column.texts("a", "Female", "Male", "?"), Column.numbers("b", 1, 4, 2)))
                        .toRows());
    }

    @Test
    void otherWaysForNumbers() {
        FittedPreprocessing fitted = Preprocessing.standard().withNumbers(Imputer.constant(5), Scaler.MIN_MAX)
                .fit(TRAINING.select("hue", "grade"));
        assertArrayEquals(new float[][]{{0, 0}, {1, 1}, {0.5f, 0}}, fitted.apply(TRAINING).toRows());
    }

    @Test
    void aRowHasTheSameFeaturesEachWay() {
        FittedPreprocessing fitted = fitted();
        float[] byName = new float[5];
        float[] inOrder = new float[5];
        for (int row = 0; row < 3; row++) {
            double hue = TRAINING.numbers("hue").get(row);
            String region = TRAINING.texts("region").get(row);
            double grade = TRAINING.numbers("grade").get(row);
            Map<String, Object> map = new HashMap<>(Map.of("region", region, "grade", (int) grade, "other", true));
            map.put("hue", Double.isNaN(hue) ? null : hue);
            fitted.apply(map, byName);
            fitted.apply(new double[]{hue, grade}, new String[]{region}, inOrder);
            assertArrayEquals(fitted.apply(TRAINING).toRows()[row], byName);
            assertArrayEquals(byName, inOrder);
        }
    }

    @Test
    void columnsAreFoundByName() {
        Table mixed = Table.of(Column.texts("other", "?", "?"), Column.numbers("grade", 10, 2),
                Column.texts("region", "north", "south"), Column.numbers("hue", 3, 1));
        assertArrayEquals(new float[][]{{D, 1, 0, 0, 1}, {-D, 0, 1, 1, 0}}, fitted().apply(mixed).toRows());
        assertEquals("0 examples of 5", fitted().apply(TRAINING.subset()).toString());
    }

    /** A missing text is the empty one, and a category only where the training set has it; so is a missing number. */
    @Test
    void missingCategories() {
        FittedPreprocessing fitted = Preprocessing.standard().withCategories("b")
                .fit(Table.of(Column.texts("a", "x", ""), Column.numbers("b", Double.NaN, -0.0)));
        assertEquals(List.of("a=", "a=x", "b=0", "b=NaN"), fitted.names());
        float[] out = new float[4];
        Map<String, Object> row = new HashMap<>();
        row.put("a", null);
        row.put("b", null);
        fitted.apply(row, out);
        assertArrayEquals(new float[]{1, 0, 0, 1}, out);
        fitted.apply(Map.of("a", Double.NaN, "b", Float.NaN), out);
        assertArrayEquals(new float[]{1, 0, 0, 1}, out);
        fitted.apply(Map.of("a", Float.NaN, "b", Double.NaN), out);
        assertArrayEquals(new float[]{1, 0, 0, 1}, out);
        fitted.apply(Map.of("a", "x", "b", 0), out);
        assertArrayEquals(new float[]{0, 1, 1, 0}, out);
        row.put("region", "");
        row.put("hue", 1);
        row.put("grade", 2);
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> fitted().apply(row, new float[5]));
        assertEquals("region is \"\", which the training set does not have: [north, south]", thrown.getMessage());
    }

    @Test
    void truthValuesAreCategories() {
        FittedPreprocessing fitted = Preprocessing.standard()
                .fit(Table.ofRows(List.of(Map.of("a", true), Map.of("a", false))));
        float[] out = new float[2];
        fitted.apply(Map.of("a", true), out);
        assertArrayEquals(new float[]{0, 1}, out);
        fitted.apply(Map.of("a", "false"), out);
        assertArrayEquals(new float[]{1, 0}, out);
    }

    @Test
    void rowsThatDoNotFitAreErrorsAndNothingIsWritten() {
        float[] out = new float[5];
        assertRejected("there is no region among [hue]", Map.of("hue", 1), out);
        assertRejected("region must be a String, it is 3 (Integer)", Map.of("hue", 1, "region", 3, "grade", 2), out);
        assertRejected("hue must be a Number, it is 1 (String)", Map.of("hue", "1", "region", "north", "grade", 2),
                out);
        assertRejected("region is \"west\", which the training set does not have: [north, south]",
                Map.of("hue", 1, "region", "west", "grade", 2), out);
        assertRejected("grade is 3.0, which the training set does not have: [2.0, 10.0]",
                Map.of("hue", 1, "region", "north", "grade", 3), out);
        assertRejected("hue is Infinity, which is no finite float when scaled",
                Map.of("hue", Double.POSITIVE_INFINITY, "region", "north", "grade", 2), out);
        assertRejected("hue is 1.0E300, which is no finite float when scaled",
                Map.of("hue", 1e300, "region", "north", "grade", 2), out);
        assertRejected("out has 4 numbers for 5 outputs", Map.of("hue", 1, "region", "north", "grade", 2),
                new float[4]);
        Exception thrown = assertThrows(IllegalArgumentException.class,
                () -> fitted().apply(new double[1], new String[]{"north"}, out));
        assertEquals("there are 1 numbers and 1 texts for 2 columns of numbers and 1 of texts", thrown.getMessage());
        assertArrayEquals(new float[5], out);
    }

    private static void assertRejected(String message, Map<String, ?> row, float[] out) {
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> fitted().apply(row, out));
        assertEquals(message, thrown.getMessage());
    }

    @Test
    void tablesThatDoNotFit() {
        Exception thrown = assertThrows(IllegalArgumentException.class,
                () -> fitted().apply(TRAINING.without("region")));
        assertEquals("there is no column region among [hue, grade]", thrown.getMessage());
        Table other = Table.of(Column.numbers("hue", 1, 2), Column.numbers("grade", 2, 2),
                Column.texts("region", "north", "west"));
        thrown = assertThrows(IllegalArgumentException.class, () -> fitted().apply(other));
        assertEquals("region in row 1 is \"west\", which the training set does not have: [north, south]",
                thrown.getMessage());
        thrown = assertThrows(IllegalArgumentException.class,
                () -> fitted().apply(Table.of(Column.texts("hue", "1"))));
        assertEquals("column hue has texts, not numbers", thrown.getMessage());
    }

    @Test
    void whatCannotBeLearned() {
        Preprocessing standard = Preprocessing.standard();
        assertThrows(IllegalArgumentException.class, () -> standard.fit(Table.of()));
        assertThrows(IllegalArgumentException.class, () -> standard.fit(TRAINING.subset()));
        assertThrows(IllegalArgumentException.class, () -> standard.withCategories("alcohol").fit(TRAINING));
        Exception thrown = assertThrows(IllegalArgumentException.class,
                () -> standard.fit(Table.of(Column.numbers("hue", Double.NaN))));
        assertEquals("column hue has no number in the training set", thrown.getMessage());
        thrown = assertThrows(IllegalArgumentException.class,
                () -> new FittedColumn.Texts("region", List.of("south", "north")));
        assertEquals("categories of column region must be in ascending order: [south, north]", thrown.getMessage());
        thrown = assertThrows(IllegalArgumentException.class,
                () -> new FittedColumn.Numbers("hue", Double.NaN, new FittedScaler.Scaling(0, 1)));
        assertEquals("missing of column hue must be finite: NaN", thrown.getMessage());
    }
}
