package org.lanewise.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShapesTest {
    private static final int[] WIDTHS = {2, 3, 5, 4, 2, 1};

    @TempDir
    private Path folder;

    private List<String> page(String options) {
        Typed run = Typed.run("shapes", options, "--picture", folder.resolve("a.png").toString());
        assertEquals(0, run.exitCode(), run.toString());
        return run.out();
    }

    @Test
    void tellsTheShapeOfEachMatrix() {
        List<String> page = page("--seed 1");
        for (int l = 1; l < WIDTHS.length; l++) {
            int n = WIDTHS[l];
            int before = WIDTHS[l - 1];
            assertLine(page, String.format(" +%d +%dx%d +%dx1 +%dx6", l, n, before, n, n));
            assertMatrix(page, "W" + l, n, before);
            assertMatrix(page, "b" + l, n, 1);
            assertMatrix(page, "Z" + l + " = .*", n, 6);
            assertMatrix(page, "A" + l + " = .*", n, 6);
            assertMatrix(page, "dZ" + l + " = .*", n, 6);
            assertMatrix(page, "dW" + l + " = .*", n, before);
            assertMatrix(page, "db" + l + " = .*", n, 1);
            assertMatrix(page, "dA" + (l - 1) + " = .*", before, 6);
        }
    }

    private static void assertLine(List<String> page, String regex) {
        assertEquals(1, page.stream().filter(line -> line.matches(regex)).count(), regex + " in " + page);
    }

    /** Its name and shape, and below as many rows of as many numbers. */
    private static void assertMatrix(List<String> page, String name, int rows, int columns) {
        String regex = "  " + name + " +\\[" + rows + "x" + columns + "\\]";
        assertLine(page, regex);
        int at = page.indexOf(page.stream().filter(line -> line.matches(regex)).findFirst().orElseThrow());
        for (int row = 1; row <= rows; row++) {
            assertTrue(page.get(at + row).matches(" +(-?\\d+\\.\\d{5} *){" + columns + "}"), page.get(at + row));
        }
        assertTrue(page.get(at + rows + 1).isEmpty() || page.get(at + rows + 1).matches("  [^ ].*"), name);
    }

    @Test
    void aStepAgainstTheGradientLowersTheCost() {
        List<String> page = page("--learning-rate 0.05");
        assertTrue(number(page, "off by ") < 0.01);
        assertTrue(number(page, "the cost is ") < number(page, "= -1/m .* = "));
    }

    private static double number(List<String> page, String before) {
        String text = String.join("\n", page);
        Matcher matcher = Pattern.compile("(?:" + before + ")([-0-9.e]*[0-9])")
                .matcher(text);
        assertTrue(matcher.find(), before);
        return Double.parseDouble(matcher.group(1));
    }
}
