package org.lanewise.spark.training;

import java.lang.ref.SoftReference;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Kernels;
import org.lanewise.network.training.Shard;
import org.lanewise.network.training.ShardTask;
import org.lanewise.network.training.ShardTree;
import org.lanewise.network.training.ShardWorker;

/**
 * What the tasks of a training leave to those that follow in the same JVM: shuffled orders and buffers. Each task has one for itself, so a
 * second attempt at the same partition, while the first is still at it, gets another. It is held softly: it can be made anew.
 */
final class Workers {
    private static final Map<String, SoftReference<Workers>> OF_RUNS = new ConcurrentHashMap<>();

    private final Map<Integer, Deque<Worker>> idle = new ConcurrentHashMap<>();

    /** One of them. */
    private static final class Worker {
        private final RunSettings run;
        private final ShardWorker worker;
        private final Map<Integer, Held> shards = new HashMap<>();

        Worker(RunSettings run, int threads) {
            this.run = run;
            worker = new ShardWorker(run.plan(), run.network().network(Kernels.create().withThreads(threads)));
        }

        /** A shard over the cache's own arrays, made anew if they are not the same any more. */
        Shard shard(PackedRows rows) {
            Held held = shards.get(rows.shard());
            if (held == null || held.rows != rows) {
                held = new Held(rows, new Shard(run.plan(), rows.shard(), run.checkedDataset(rows)));
                shards.put(rows.shard(), held);
            }
            return held.shard;
        }
    }

    private record Held(PackedRows rows, Shard shard) {
    }

    /** The blocks of a partition, which come in the order of their shards, as they are asked for. */
    private static final class Blocks {
        private final Iterator<PackedRows> rows;
        private @Nullable PackedRows at;

        Blocks(Iterator<PackedRows> rows) {
            this.rows = rows;
        }

        PackedRows of(int shard) {
            PackedRows now = at;
            while (now == null || now.shard() < shard) {
                if (!rows.hasNext()) {
                    throw new IllegalStateException("the cache has no shard " + shard);
                }
                now = rows.next();
            }
            at = now;
            return now;
        }
    }

    /** Carries out a task for the shards of a partition. */
    static List<PartialSum> sums(RunSettings run, ShardTask task, float[] state, int partition, int threads,
            Iterator<PackedRows> rows) {
        Deque<Worker> idle = of(run.id()).idle.computeIfAbsent(partition, p -> new ConcurrentLinkedDeque<>());
        Worker known = idle.pollFirst();
        Worker worker = known == null ? new Worker(run, threads) : known;
        Blocks blocks = new Blocks(rows);
        int shards = run.plan().shards();
        List<ShardTree.Part> parts = worker.worker.sums(task, state,
                ShardedTable.first(partition, shards, run.partitions()),
                ShardedTable.first(partition + 1, shards, run.partitions()), s -> worker.shard(blocks.of(s)));
        // Not after an exception: what it has left behind is nobody's.
        idle.addFirst(worker);
        return parts.stream().map(PartialSum::new).toList();
    }

    private static Workers of(String run) {
        Workers workers = OF_RUNS.computeIfAbsent(run, id -> new SoftReference<>(new Workers())).get();
        if (workers != null) {
            return workers;
        }
        OF_RUNS.remove(run);
        return of(run);
    }

    /** Forgets a training that has ended. */
    static void drop(String run) {
        OF_RUNS.remove(run);
    }
}
