package org.lanewise.spark.training;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.Serial;

/** The state that a task begins from, as it is broadcast. */
public final class FloatState implements Externalizable {
    @Serial
    private static final long serialVersionUID = 1;

    private float[] values;

    /** An empty one, to be read. */
    public FloatState() {
        this(new float[0]);
    }

    FloatState(float[] values) {
        this.values = values;
    }

    float[] values() {
        return values;
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        FloatArrays.write(values, out);
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException {
        values = FloatArrays.read(in);
    }
}
