package org.lanewise.models;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The types that numbers have in files, and how they become floats: the nearest one, to even; 1 and 0 for true and false. */
enum ElementType {
    BOOL(1) {
        @Override
        float of(long bits) {
            return bits == 0 ? 0 : 1;
        }
    },
    U8(1) {
        @Override
        float of(long bits) {
            return bits & 0xff;
        }
    },
    I8(1) {
        @Override
        float of(long bits) {
            return bits;
        }
    },
    U16(2) {
        @Override
        float of(long bits) {
            return bits & 0xffff;
        }
    },
    I16(2) {
        @Override
        float of(long bits) {
            return bits;
        }
    },
    F16(2) {
        @Override
        float of(long bits) {
            return Float.float16ToFloat((short) bits);
        }
    },
    BF16(2) {
        @Override
        float of(long bits) {
            return Float.intBitsToFloat((int) bits << Short.SIZE);
        }
    },
    U32(4) {
        @Override
        float of(long bits) {
            return bits & 0xffffffffL;
        }
    },
    I32(4) {
        @Override
        float of(long bits) {
            return bits;
        }
    },
    F32(4) {
        @Override
        float of(long bits) {
            return Float.intBitsToFloat((int) bits);
        }

        @Override
        void read(ByteBuffer from, float[] to, int offset, int count) {
            from.asFloatBuffer().get(to, offset, count);
            from.position(from.position() + count * Float.BYTES);
        }
    },
    U64(8) {
        @Override
        float of(long bits) {
            // Half of a large one, with a last bit that tells whether anything was lost, rounds the same way.
            return bits >= 0 ? bits : 2f * ((bits >>> 1) | (bits & 1));
        }
    },
    I64(8) {
        @Override
        float of(long bits) {
            return bits;
        }
    },
    F64(8) {
        @Override
        float of(long bits) {
            return (float) Double.longBitsToDouble(bits);
        }
    };

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** The bytes of a number. */
    int bytes() {
        return bytes;
    }

    /** Whether its numbers are truth values or whole. */
    boolean isWhole() {
        return switch (this) {
            case F16, BF16, F32, F64 -> false;
            default -> true;
        };
    }

    /** The number of some bits, the lowest ones. */
    abstract float of(long bits);

    /** One number, in the order of bytes that the buffer has. */
    float read(ByteBuffer from) {
        return of(switch (bytes) {
            case 1 -> from.get();
            case 2 -> from.getShort();
            case 4 -> from.getInt();
            default -> from.getLong();
        });
    }

    /** Numbers that follow one another. */
    void read(ByteBuffer from, float[] to, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            to[i] = read(from);
        }
    }

    /** One number of many that are not copied. */
    float read(MemorySegment from, long offset, ByteOrder order) {
        boolean isReversed = order != ByteOrder.nativeOrder();
        return of(switch (bytes) {
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
