package org.lanewise.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.lanewise.models.Pipeline;
import org.lanewise.network.data.Column;
import org.lanewise.network.data.Table;

/** Scores the rows of a partition by a pipeline, some hundred at a time, which are a table. */
final class TableScorer implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1;

    private final Broadcast<SharedPipeline> pipeline;
    private final String[] names;

    TableScorer(Broadcast<SharedPipeline> pipeline, String[] names) {
        this.pipeline = pipeline;
        this.names = names;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        Pipeline<?> use = pipeline.value().get();
        return new Iterator<>() {
            private Iterator<Row> scored = List.<Row>of().iterator();

            @Override
            public boolean hasNext() {
                return scored.hasNext() || rows.hasNext();
            }

            @Override
            public Row next() {
                if (!scored.hasNext()) {
                    List<Row> batch = new ArrayList<>(RowScorer.BATCH);
                    do {
                        batch.add(rows.next());
                    } while (batch.size() < RowScorer.BATCH && rows.hasNext());
                    scored = score(use, batch).iterator();
                }
                return scored.next();
            }
        };
    }

    private List<Row> score(Pipeline<?> use, List<Row> batch) {
        Table predictions = use.predictions(table(use, batch, List.of(names)));
        List<Column> columns = predictions.names().stream().map(predictions::column).toList();
        List<Row> scored = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            Row row = batch.get(i);
            @Nullable
            Object[] values = new Object[row.size() + columns.size()];
            for (int j = 0; j < row.size(); j++) {
                values[j] = row.get(j);
            }
            for (int j = 0; j < columns.size(); j++) {
                values[row.size() + j] = switch (columns.get(j)) {
                    case Column.Numbers numbers -> numbers.get(i);
                    case Column.Texts texts -> texts.get(i);
                };
            }
            scored.add(RowFactory.create(values));
        }
        return scored;
    }

    /** The columns that a pipeline takes of some rows. */
    static Table table(Pipeline<?> pipeline, List<Row> rows, List<String> names) {
        List<Column> columns = new ArrayList<>();
        for (String name : pipeline.numberColumns()) {
            int at = names.indexOf(name);
            columns.add(Column.numbers(name, rows.stream()
                    .mapToDouble(row -> row.isNullAt(at) ? Double.NaN : ((Number) row.get(at)).doubleValue())
                    .toArray()));
        }
        for (String name : pipeline.textColumns()) {
            int at = names.indexOf(name);
            columns.add(Column.texts(name, rows.stream()
                    .map(row -> row.isNullAt(at) ? "" : row.get(at).toString()).toArray(String[]::new)));
        }
        return Table.of(columns);
    }
}
