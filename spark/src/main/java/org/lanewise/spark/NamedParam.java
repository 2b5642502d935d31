package org.lanewise.spark;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** A parameter that is one of some names; another one is refused by a message that lists them. */
final class NamedParam extends Param<String> {
    private static final long serialVersionUID = 1;

    private final String[] names;

    NamedParam(Params parent, String name, String doc, List<String> names) {
        super(parent, name, doc + ": " + String.join(", ", names));
        this.names = names.toArray(String[]::new);
    }

    @Override
    public void validate(String value) {
        if (!Arrays.asList(names).contains(value)) {
            throw new IllegalArgumentException(name() + " must be one of " + Arrays.toString(names) + ": " + value);
        }
    }
}
