package org.lanewise.models;

import java.nio.ByteBuffer;

/** The types that numbers have in files, and how they become floats: the nearest one, to even; 1 and 0 for true and false. */
enum ElementType {
    BOOL(1) {
        @Override
        float read(ByteBuffer from) {
            return from.get() == 0 ? 0 : 1;
        }
    },
    U8(1) {
        @Override
        float read(ByteBuffer from) {
            return Byte.toUnsignedInt(from.get());
        }
    },
    I8(1) {
        @Override
        float read(ByteBuffer from) {
            return from.get();
        }
    },
    U16(2) {
        @Override
        float read(ByteBuffer from) {
            return Short.toUnsignedInt(from.getShort());
        }
    },
    I16(2) {
        @Override
        float read(ByteBuffer from) {
            return from.getShort();
        }
    },
    F16(2) {
        @Override
        float read(ByteBuffer from) {
            return Float.float16ToFloat(from.getShort());
        }
    },
    BF16(2) {
        @Override
        float read(ByteBuffer from) {
            return Float.intBitsToFloat(from.getShort() << Short.SIZE);
        }
    },
    U32(4) {
        @Override
        float read(ByteBuffer from) {
            return Integer.toUnsignedLong(from.getInt());
        }
    },
    I32(4) {
        @Override
        float read(ByteBuffer from) {
            return from.getInt();
        }
    },
    F32(4) {
        @Override
        float read(ByteBuffer from) {
            return from.getFloat();
        }

        @Override
        void read(ByteBuffer from, float[] to, int offset, int count) {
            from.asFloatBuffer().get(to, offset, count);
            from.position(from.position() + count * Float.BYTES);
        }
    },
    U64(8) {
        @Override
        float read(ByteBuffer from) {
            long bits = from.getLong();
            // Half of a large one, with a last bit that tells whether anything was lost, rounds the same way.
            return bits >= 0 ? bits : 2f * ((bits >>> 1) | (bits & 1));
        }
    },
    I64(8) {
        @Override
        float read(ByteBuffer from) {
            return from.getLong();
        }
    },
    F64(8) {
        @Override
        float read(ByteBuffer from) {
            return (float) from.getDouble();
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

    /** One number, in the order of bytes that the buffer has. */
    abstract float read(ByteBuffer from);

    /** Numbers that follow one another. */
    void read(ByteBuffer from, float[] to, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            to[i] = read(from);
        }
    }
}
