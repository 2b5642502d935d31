package org.lanewise.models;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lanewise.network.data.Column;
import org.lanewise.network.data.Targets;

/** What is to be predicted, gathered piece by piece. */
final class CsvTargets {
    private final float[] numbers;
    private final List<String> labels = new ArrayList<>();
    /** One object for each label. */
    private final Map<String, String> known = new HashMap<>();
    private int size;

    CsvTargets(int rows) {
        numbers = new float[rows];
    }

    int size() {
        return size;
    }

    void add(Column column) {
        switch (column) {
            case Column.Texts texts -> {
                for (int row = 0; row < texts.size(); row++) {
                    labels.add(known.computeIfAbsent(texts.get(row), any -> any));
                }
            }
            case Column.Numbers values -> {
                for (int row = 0; row < values.size(); row++) {
                    numbers[size + row] = (float) values.get(row);
                }
            }
        }
        size += column.size();
    }

    Targets toTargets() {
        return labels.isEmpty() ? Targets.values(numbers) : Targets.labels(labels);
    }
}
