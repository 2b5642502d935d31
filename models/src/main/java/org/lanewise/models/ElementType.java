package org.lanewise.models;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The types that numbers have in files, what they become, and how they become floats: the nearest one, to even. */
enum ElementType {
    BOOL(1, Tensor.Type.BOOL) {
        @Override
        long integer(long bits) {
            return bits == 0 ? 0 : 1;
        }
    },
    U8(1, Tensor.Type.INT32) {
        @Override
        long integer(long bits) {
            return bits & 0xff;
        }
    },
    I8(1, Tensor.Type.INT32), U16(2, Tensor.Type.INT32) {
        @Override
        long integer(long bits) {
            return bits & 0xffff;
        }
    },
    I16(2, Tensor.Type.INT32), F16(2, Tensor.Type.FLOAT) {
        @Override
        float real(long bits) {
            return Float.float16ToFloat((short) bits);
        }
    },
    BF16(2, Tensor.Type.FLOAT) {
        @Override
        float real(long bits) {
            return Float.intBitsToFloat((int) bits << Short.SIZE);
        }
    },
    U32(4, Tensor.Type.INT64) {
        @Override
        long integer(long bits) {
            return bits & 0xffffffffL;
        }
    },
    I32(4, Tensor.Type.INT32), F32(4, Tensor.Type.FLOAT) {
        @Override
        float real(long bits) {
            return Float.intBitsToFloat((int) bits);
        }
    },
    U64(8, Tensor.Type.INT64) {
        @Override
        long integer(long bits) {
            if (bits < 0) {
                throw new ArithmeticException(
                        Long.toUnsignedString(bits)
                                + " is beyond 2^63 - 1, the largest integer of 64 bits with a sign");
            }
            return bits;
        }

        @Override
        float real(long bits) {
            // Half of a large one, with a last bit that tells whether anything was lost, rounds the same way.
            return bits >= 0 ? bits : 2f * ((bits >>> 1) | (bits & 1));
        }
    },
    I64(8, Tensor.Type.INT64), F64(8, Tensor.Type.DOUBLE) {
        @Override
        float real(long bits) {
            return (float) Double.longBitsToDouble(bits);
        }
    };

    private final int bytes;
    private final Tensor.Type type;

    ElementType(int bytes, Tensor.Type type) {
        this.bytes = bytes;
        this.type = type;
    }

    /** How numbers of a tensor are written. */
    static ElementType of(Tensor tensor) {
        return switch (tensor.type()) {
            case FLOAT -> F32;
            case DOUBLE -> F64;
            case INT32 -> I32;
            case INT64 -> I64;
            case BOOL -> BOOL;
            case STRING -> throw new IllegalArgumentException("texts have no place in a file of numbers: " + tensor);
        };
    }

    /** The bytes of a number. */
    int bytes() {
        return bytes;
    }

    /** What numbers of a tensor become. */
    Tensor.Type type() {
        return type;
    }

    /** Whether its numbers are truth values or whole. */
    boolean isWhole() {
        return !type.isReal();
    }

    /** The integer that some bits stand for, the lowest ones, those above filled with the sign; of a type that is none it is no use. */
    long integer(long bits) {
        return bits;
    }

    /** The float next to what such bits stand for. */
    float real(long bits) {
        return integer(bits);
    }

    /** The bits of a number, in the order of bytes that the buffer has. */
    private long bits(ByteBuffer from) {
        return switch (bytes) {
            case 1 -> from.get();
            case 2 -> from.getShort();
            case 4 -> from.getInt();
            default -> from.getLong();
        };
    }

    /**
     * Numbers that follow one another, to an array of this type or of floats.
     *
     * @throws ArithmeticException if one is too large for it
     */
    void read(ByteBuffer from, Object to, int offset, int count) {
        int end = offset + count;
        switch (to) {
            case float[] v when this == F32 -> from.asFloatBuffer().get(v, offset, count);
            case float[] v -> {
                for (int i = offset; i < end; i++) {
                    v[i] = real(bits(from));
                }
            }
            case double[] v -> from.asDoubleBuffer().get(v, offset, count);
            case int[] v -> {
                for (int i = offset; i < end; i++) {
                    v[i] = (int) integer(bits(from));
                }
            }
            case long[] v -> {
                for (int i = offset; i < end; i++) {
                    v[i] = integer(bits(from));
                }
            }
            case boolean[] v -> {
                for (int i = offset; i < end; i++) {
                    v[i] = integer(bits(from)) != 0;
                }
            }
            default -> throw new AssertionError(to);
        }
    }

    /** Numbers of an array of this type, one after the other. */
    void write(Object from, int offset, int count, ByteBuffer to) {
        switch (from) {
            case float[] v -> to.asFloatBuffer().put(v, offset, count);
            case double[] v -> to.asDoubleBuffer().put(v, offset, count);
            case int[] v -> to.asIntBuffer().put(v, offset, count);
            case long[] v -> to.asLongBuffer().put(v, offset, count);
            case boolean[] v -> {
                for (int i = 0; i < count; i++) {
                    to.put(i, (byte) (v[offset + i] ? 1 : 0));
                }
            }
            default -> throw new AssertionError(from);
        }
    }

    /** One number of many that are not copied. */
    float read(MemorySegment from, long offset, ByteOrder order) {
        boolean isReversed = order != ByteOrder.nativeOrder();
        return real(switch (bytes) {
            case 1 -> from.get(ValueLayout.JAVA_BYTE, offset);
            case 2 -> {
                short bits = from.get(ValueLayout.JAVA_SHORT_UNALIGNED, offset);
                yield isReversed ? Short.reverseBytes(bits) : bits;
            }
            case 4 -> {
                int bits = from.get(ValueLayout.JAVA_INT_UNALIGNED, offset);
                yield isReversed ? Integer.reverseBytes(bits) : bits;
            }
            default -> {
                long bits = from.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
                yield isReversed ? Long.reverseBytes(bits) : bits;
            }
        });
    }
}
