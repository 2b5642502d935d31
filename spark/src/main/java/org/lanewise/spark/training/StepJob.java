package org.lanewise.spark.training;

import java.io.Serial;
import java.io.Serializable;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.lanewise.network.training.ShardTask;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction2;

/**
 * What each partition does in a job. A class and not a lambda expression: Spark reads the byte code of whoever made a lambda expression each time it
 * gets one, which takes longer than a small step.
 */
final class StepJob extends AbstractFunction2<TaskContext, Iterator<PackedRows>, PartialSum[]> implements Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    private final Broadcast<RunSettings> run;
    private final ShardTask task;
    private final Broadcast<FloatState> state;

    StepJob(Broadcast<RunSettings> run, ShardTask task, Broadcast<FloatState> state) {
        this.run = run;
        this.task = task;
        this.state = state;
    }

    @Override
    public PartialSum[] apply(TaskContext context, Iterator<PackedRows> rows) {
        return Workers.sums(run.value(), task, state.value().values(), context.partitionId(), context.cpus(),
                CollectionConverters.asJava(rows)).toArray(PartialSum[]::new);
    }
}
