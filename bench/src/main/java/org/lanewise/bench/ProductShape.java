package org.lanewise.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lanewise.kernels.Op;

/**
 * The shape of a product {@code C = op(A)·op(B)}, written {@code NT 256x784x128}: whether A and B are transposed, then
 * m, n, k.
 *
 * @param opA whether A is transposed
 * @param opB whether B is transposed
 * @param m rows of op(A) and of C
 * @param n columns of op(B) and of C
 * @param k columns of op(A) and rows of op(B)
 */
public record ProductShape(Op opA, Op opB, int m, int n, int k) {
    private static final Pattern TEXT = Pattern.compile("([NT])([NT]) ([1-9]\\d*)x([1-9]\\d*)x([1-9]\\d*)");

    /** Reads a shape, or throws an {@link IllegalArgumentException}. */
    public static ProductShape parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a product is written like NT 256x784x128, not " + text);
        }
        return new ProductShape(Op.valueOf(matcher.group(1)), Op.valueOf(matcher.group(2)),
                Integer.parseInt(matcher.group(3)), Integer.parseInt(matcher.group(4)),
                Integer.parseInt(matcher.group(5)));
    }

    public int rowsOfA() {
        return opA == Op.N ? m : k;
    }

    public int columnsOfA() {
        return opA == Op.N ? k : m;
    }

    public int rowsOfB() {
        return opB == Op.N ? k : n;
    }

    public int columnsOfB() {
        return opB == Op.N ? n : k;
    }

    /** Multiplications and additions of one product, {@code 2·m·n·k}. */
    public long flops() {
        return 2L * m * n * k;
    }

    @Override
    public String toString() {
        return "" + opA + opB + " " + m + "x" + n + "x" + k;
    }
}
