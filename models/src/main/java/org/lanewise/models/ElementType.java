package org.lanewise.models;

import java.nio.ByteBuffer;

/** The types that numbers have in files, what they become, and how they become floats: the nearest one, to even. */
enum ElementType {
    BOOL(1, Tensor.Type.BOOL) {
        @Override
        long integer(ByteBuffer from) {
            return from.get() == 0 ? 0 : 1;
        }
    },
    U8(1, Tensor.Type.INT32) {
        @Override
        long integer(ByteBuffer from) {
            return Byte.toUnsignedInt(from.get());
        }
    },
    I8(1, Tensor.Type.INT32) {
        @Override
        long integer(ByteBuffer from) {
            return from.get();
        }
    },
    U16(2, Tensor.Type.INT32) {
        @Override
        long integer(ByteBuffer from) {
            return Short.toUnsignedInt(from.getShort());
        }
    },
    I16(2, Tensor.Type.INT32) {
        @Override
        long integer(ByteBuffer from) {
            return from.getShort();
        }
    },
    F16(2, Tensor.Type.FLOAT) {
        @Override
        float read(ByteBuffer from) {
            return Float.float16ToFloat(from.getShort());
        }
    },
    BF16(2, Tensor.Type.FLOAT) {
        @Override
        float read(ByteBuffer from) {
            return Float.intBitsToFloat(from.getShort() << Short.SIZE);
        }
    },
    U32(4, Tensor.Type.INT64) {
        @Override
        long integer(ByteBuffer from) {
            return Integer.toUnsignedLong(from.getInt());
        }
    },
    I32(4, Tensor.Type.INT32) {
        @Override
        long integer(ByteBuffer from) {
            return from.getInt();
        }
    },
    F32(4, Tensor.Type.FLOAT) {
        @Override
        float read(ByteBuffer from) {
            return from.getFloat();
        }
    },
    U64(8, Tensor.Type.INT64) {
        @Override
        long integer(ByteBuffer from) {
            long bits = from.getLong();
            if (bits < 0) {
                throw new ArithmeticException(
                        Long.toUnsignedString(bits)
                                + " is beyond 2^63 - 1, the largest integer of 64 bits with a sign");
            }
            return bits;
        }

        @Override
        float read(ByteBuffer from) {
            long bits = from.getLong();
            // Half of a large one, with a last bit that tells whether anything was lost, rounds the same way.
            return bits >= 0 ? bits : 2f * ((bits >>> 1) | (bits & 1));
        }
    },
    I64(8, Tensor.Type.INT64) {
        @Override
        long integer(ByteBuffer from) {
            return from.getLong();
        }
    },
    F64(8, Tensor.Type.DOUBLE) {
        @Override
        float read(ByteBuffer from) {
            return (float) from.getDouble();
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

    /** One number, in the order of bytes that the buffer has. */
    float read(ByteBuffer from) {
        return integer(from);
    }

    /** One integer; what is none is never asked for. */
    long integer(ByteBuffer from) {
        throw new AssertionError(this + " at " + from.position());
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
                    v[i] = read(from);
                }
            }
            case double[] v -> from.asDoubleBuffer().get(v, offset, count);
            case int[] v -> {
                for (int i = offset; i < end; i++) {
                    v[i] = (int) integer(from);
                }
            }
            case long[] v -> {
                for (int i = offset; i < end; i++) {
                    v[i] = integer(from);
                }
            }
            case boolean[] v -> {
                for (int i = offset; i < end; i++) {
                    v[i] = integer(from) != 0;
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
}
