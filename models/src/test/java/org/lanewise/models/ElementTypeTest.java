package org.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElementTypeTest {
    private static float read(ElementType type, long bits) {
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(bits).flip();
        float[] numbers = {1, 2, 3};
        type.read(bytes, numbers, 1, 1);
        assertEquals(1, numbers[0]);
        float number = numbers[1];
        assertEquals(3, numbers[2]);
        byte[] inFile = bytes.array().clone();
        assertSame(number, type.read(MemorySegment.ofArray(inFile), 0, ByteOrder.LITTLE_ENDIAN));
        byte[] reversed = ByteBuffer.allocate(8).putLong(bits).array();
        assertSame(number, type.read(MemorySegment.ofArray(reversed), 8 - type.bytes(), ByteOrder.BIG_ENDIAN));
        return number;
    }

    private static void assertSame(float expected, float actual) {
        assertEquals(Float.floatToRawIntBits(expected), Float.floatToRawIntBits(actual));
    }

    @ParameterizedTest
    @CsvSource({"BOOL,0,0", "BOOL,1,1", "BOOL,80,1", "U8,ff,255", "I8,ff,-1", "U16,ffff,65535", "I16,ffff,-1",
            "F16,3c00,1", "F16,fc00,-Infinity", "F16,7bff,65504", "F16,0001,5.9604645E-8", "F16,7e00,NaN",
            "BF16,3f80,1", "BF16,ff80,-Infinity", "BF16,0001,9.1835E-41", "BF16,8000,-0.0", "U32,ffffffff,4.2949673E9",
            "I32,ffffffff,-1", "F32,00000001,1.4E-45", "F32,80000000,-0.0", "I64,ffffffffffffffff,-1",
            "U64,ffffffffffffffff,1.8446744E19", "F64,3ff8000000000000,1.5", "F64,47f0000000000000,Infinity",
            "F64,3690000000000000,0", "F64,3690000000000001,1.4E-45"})
    void numbersAreTheNearestFloats(ElementType type, String bits, float expected) {
        assertEquals(expected, read(type, Long.parseUnsignedLong(bits, 16)));
    }

    /** Around what lies in the middle of two floats. */
    @Test
    void longsAreRoundedOnce() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            long middle = (((random.nextLong() | (1L << 63)) >>> 40) << 40) | (1L << 39);
            for (long bits : new long[]{middle - 1, middle, middle + 1, middle ^ (1L << 40), random.nextLong(),
                    -1L - i}) {
                assertEquals(new BigInteger(Long.toUnsignedString(bits)).floatValue(), read(ElementType.U64, bits));
                assertEquals(BigInteger.valueOf(bits).floatValue(), read(ElementType.I64, bits));
            }
        }
    }
}
