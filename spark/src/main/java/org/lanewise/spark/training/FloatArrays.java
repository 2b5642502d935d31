package org.lanewise.spark.training;

import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.nio.ByteBuffer;

/** Arrays of floats in a stream of objects, in pieces and not float by float. */
final class FloatArrays {
    private static final int PIECE = 16_384;

    private FloatArrays() {
    }

    static void write(float[] values, ObjectOutput out) throws IOException {
        out.writeInt(values.length);
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * Math.min(PIECE, values.length));
        for (int at = 0; at < values.length; at += PIECE) {
            int count = Math.min(PIECE, values.length - at);
            bytes.asFloatBuffer().put(values, at, count);
            out.write(bytes.array(), 0, Float.BYTES * count);
        }
    }

    static float[] read(ObjectInput in) throws IOException {
        float[] values = new float[in.readInt()];
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * Math.min(PIECE, values.length));
        for (int at = 0; at < values.length; at += PIECE) {
            int count = Math.min(PIECE, values.length - at);
            in.readFully(bytes.array(), 0, Float.BYTES * count);
            bytes.asFloatBuffer().get(values, at, count);
        }
        return values;
    }
}
