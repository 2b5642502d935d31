package org.lanewise.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.Op;

class ShapesTest {

    @ParameterizedTest
    @ValueSource(strings = {"NN 1x1x1", "NT 256x784x128", "TN 10x2x3", "TT 4x5x6"})
    void productIsWrittenAsItIsRead(String text) {
        assertEquals(text, ProductShape.parse(text).toString());
    }

    @Test
    void productHasOperandsThatFit() {
        assertEquals(new ProductShape(Op.N, Op.T, 256, 784, 128), ProductShape.parse("NT 256x784x128"));
        assertOperands("NN 2x3x4", 2, 4, 4, 3);
        assertOperands("NT 2x3x4", 2, 4, 3, 4);
        assertOperands("TN 2x3x4", 4, 2, 4, 3);
        assertOperands("TT 2x3x4", 4, 2, 3, 4);
    }

    private static void assertOperands(String text, int rowsOfA, int columnsOfA, int rowsOfB, int columnsOfB) {
        ProductShape shape = ProductShape.parse(text);
        assertEquals(List.of(rowsOfA, columnsOfA, rowsOfB, columnsOfB),
                List.of(shape.rowsOfA(), shape.columnsOfA(), shape.rowsOfB(), shape.columnsOfB()));
    }

    @Test
    void productCountsItsWorkInLong() {
        assertEquals(2_000_000_000_000L, ProductShape.parse("NN 10000x10000x10000").flops());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1x1x1", "NN 1x1", "NN 0x1x1", "NX 1x1x1", "NN 1x1x-1", "NN 1x1x1 ",
            "NN 1x1x9999999999"})
    void otherProductsAreRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> ProductShape.parse(text));
    }

    @Test
    void matrixIsWrittenAsItIsRead() {
        assertEquals(new MatrixShape(256, 128), MatrixShape.parse("256x128"));
        assertEquals("256x128", MatrixShape.parse("256x128").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "256", "0x1", "1x2x3", "1x9999999999"})
    void otherMatricesAreRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> MatrixShape.parse(text));
    }

    @Test
    void networkIsWrittenAsItIsRead() {
        assertEquals(new NetworkShape(List.of(784, 256, 10), 32), NetworkShape.parse("784-256-10 batch 32"));
        assertEquals("784-256-10 batch 32", NetworkShape.parse("784-256-10 batch 32").toString());
    }

    @Test
    void networkCountsItsParameters() {
        assertEquals(3 * 4 + 3 + 2 * 3 + 2, NetworkShape.parse("4-3-2 batch 5").parameters());
    }

    @Test
    void networkCountsTheProductsOfAStep() {
        // Of 4·3 and 3·2 multiplications and additions an example: the first layer two products, the second three.
        assertEquals(2 * 5 * (2 * 4 * 3 + 3 * 3 * 2), NetworkShape.parse("4-3-2 batch 5").flops());
        assertEquals(2 * 5 * (4 * 3 + 3 * 2), NetworkShape.parse("4-3-2 batch 5").forwardFlops());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "784 batch 32", "784-10", "784-0 batch 1", "784-10 batch 0", "784-10- batch 1"})
    void otherNetworksAreRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> NetworkShape.parse(text));
    }
}
