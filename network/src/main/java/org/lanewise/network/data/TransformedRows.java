package org.lanewise.network.data;

/** Examples whose numbers are changed each time they are asked for. */
record TransformedRows(Rows rows, FeatureTransform transform) implements Rows {
    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public int features() {
        return rows.features();
    }

    @Override
    public float get(int row, int i) {
        return (float) transform.apply(i, rows.get(row, i));
    }

    @Override
    public TransformedRows range(int from, int to) {
        return new TransformedRows(rows.range(from, to), transform);
    }
}
