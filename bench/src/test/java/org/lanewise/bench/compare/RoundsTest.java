package org.lanewise.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lanewise.bench.compare.Rounds.Entrant;
import org.lanewise.bench.compare.Rounds.Pace;
import org.lanewise.bench.compare.Rounds.Time;

class RoundsTest {
    private static final int FEWEST = 3;

    @Test
    void bestAndMedian() {
        assertEquals(new Time(1, 3), Time.of(List.of(5.0, 1.0, 3.0)));
        assertEquals(new Time(1, 4), Time.of(List.of(5.0, 1.0, 3.0, 7.0)));
        assertEquals(new Time(10, 40), new Time(1, 4).times(10));
    }

    /** A slice of no length holds one call, and nobody's share is so large that it asks for more than the fewest rounds. */
    @Test
    void everybodyGetsTheFewestRounds() {
        Counter first = new Counter();
        Counter second = new Counter();
        List<Time> times = new Rounds(new Pace(0, 0, 0, 0, FEWEST, 0, 0), 2)
                .time(List.of(new Entrant(first, Long.MAX_VALUE, 0), new Entrant(second, Long.MAX_VALUE, 0)));
        assertEquals(2, times.size());
        assertEquals(FEWEST, first.calls);
        assertEquals(FEWEST, second.calls);
    }

    @Test
    void shortCallsFillTheirSlice() {
        Counter counter = new Counter();
        int slice = 1_000_000;
        new Rounds(new Pace(10L * slice, 0, slice, 10L * slice, FEWEST, 0, 0), 1)
                .time(List.of(new Entrant(counter, 0, 0)));
        assertTrue(counter.mostAtOnce > 1, "a slice has a millisecond, a call takes some cycles");
    }

    @Test
    void callsAfterAPauseAreTimedOneByOne() {
        Counter counter = new Counter();
        int pause = 1_000_000;
        new Rounds(new Pace(0, 0, 10L * pause, 30L * pause, FEWEST, 0, pause), 1)
                .time(List.of(new Entrant(counter, Long.MAX_VALUE, pause)));
        assertEquals(1, counter.mostAtOnce);
        assertTrue(counter.calls >= FEWEST);
    }

    @Test
    void pausesTakePartOfTheShare() {
        Counter counter = new Counter();
        int pause = 1_000_000;
        new Rounds(new Pace(0, 0, 0, (long) FEWEST * pause, 1, 0, pause), 1)
                .time(List.of(new Entrant(counter, Long.MAX_VALUE, pause)));
        assertTrue(counter.calls <= FEWEST, counter.calls + " calls");
    }

    private static final class Counter implements Work {
        private int calls;
        private int mostAtOnce;

        @Override
        public void run(int times) {
            calls += times;
            mostAtOnce = Math.max(mostAtOnce, times);
            for (int i = 0; i < times; i++) {
                Thread.onSpinWait();
            }
        }

        @Override
        public float[] result() {
            return new float[0];
        }
    }
}
