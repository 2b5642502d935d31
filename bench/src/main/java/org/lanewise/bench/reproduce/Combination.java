package org.lanewise.bench.reproduce;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A kind of JVM in which the corpus has to have its hashes, with several numbers of threads in turns.
 *
 * @param lanes what computes
 * @param registers the vector registers that the tiles of the vector backend are made for
 * @param mode how code is compiled
 * @param collector the garbage collector
 */
record Combination(Lanes lanes, Registers registers, Mode mode, Collector collector) {
    /** What computes. */
    enum Lanes {
        /** As wide as the processor has them, 512 bits at most. */
        WIDEST("-Dlanewise.backend=vector"),
        /** On x86; elsewhere the widest again. */
        BITS_256("-Dlanewise.backend=vector -XX:UseAVX=2"),
        /** Half of that. */
        BITS_128("-Dlanewise.backend=vector -XX:MaxVectorSize=16"),
        /** Two floats. */
        BITS_64("-Dlanewise.backend=vector -XX:MaxVectorSize=8"),
        /** None. */
        SCALAR("-Dlanewise.backend=scalar"),
        /** Scalar, because the vector backend can't be had then. */
        WITHOUT_FMA("-XX:-UseFMA");

        private final String flags;

        Lanes(String flags) {
            this.flags = flags;
        }

        private boolean isVector() {
            return this != SCALAR && this != WITHOUT_FMA;
        }
    }

    /** Which register tiles. */
    enum Registers {
        OF_32("-Dlanewise.registers=32"), OF_16("-Dlanewise.registers=16");

        private final String flag;

        Registers(String flag) {
            this.flag = flag;
        }
    }

    /** How code is compiled. */
    enum Mode {
        /** Not at all. */
        INTERPRETER("-Xint"),
        /** By the simpler compiler only. */
        C1("-XX:TieredStopAtLevel=1"),
        /** As the JVM likes. */
        DEFAULT(""),
        /** All methods of the library before their first call; the JDK's own as ever, for they are too many. */
        XCOMP("-Xcomp -XX:CompileCommand=quiet -XX:CompileCommand=compileonly,org/lanewise/*.*"),
        /** C2 inlines, moves and folds in a random order. */
        STRESS("-XX:+UnlockDiagnosticVMOptions -XX:+StressIncrementalInlining -XX:+StressIGVN -XX:+StressCCP"
                + " -XX:+StressLCM -XX:+StressGCM"),
        /** Portable code gives way to SIMD in the middle. */
        SWITCHING("-Dlanewise.backend=auto");

        private final String flags;

        Mode(String flags) {
            this.flags = flags;
        }
    }

    /** The garbage collectors. */
    enum Collector {
        SERIAL("-XX:+UseSerialGC"), G1("-XX:+UseG1GC"), PARALLEL("-XX:+UseParallelGC"), ZGC("-XX:+UseZGC");

        private final String flag;

        Collector(String flag) {
            this.flag = flag;
        }
    }

    /** All there are. */
    static List<Combination> all() {
        List<Combination> all = new ArrayList<>();
        for (Lanes lanes : Lanes.values()) {
            for (Registers registers : Registers.values()) {
                for (Mode mode : Mode.values()) {
                    for (Collector collector : Collector.values()) {
                        Combination combination = new Combination(lanes, registers, mode, collector);
                        if (combination.makesSense()) {
                            all.add(combination);
                        }
                    }
                }
            }
        }
        return all;
    }

    /** Scalar code has no tiles and nothing to switch to, and without an instruction once is enough. */
    private boolean makesSense() {
        return switch (lanes) {
            case SCALAR -> registers == Registers.OF_32 && mode != Mode.SWITCHING;
            case WITHOUT_FMA -> registers == Registers.OF_32 && mode == Mode.DEFAULT && collector == Collector.SERIAL;
            default -> true;
        };
    }

    /** Few combinations in which each value occurs with each value of another kind that it can occur with. */
    static List<Combination> pairs() {
        return covering(Combination::valuePairs);
    }

    /** Even fewer, in which each value occurs. */
    static List<Combination> sample() {
        return covering(combination -> Set.copyOf(combination.values()));
    }

    /** Takes whichever covers most of what is not covered yet, again and again. */
    private static List<Combination> covering(Function<Combination, Set<?>> goals) {
        List<Combination> all = all();
        List<Combination> chosen = new ArrayList<>();
        Set<Object> covered = new HashSet<>();
        while (true) {
            Combination best = all.getFirst();
            long most = 0;
            for (Combination combination : all) {
                long count = goals.apply(combination).stream().filter(goal -> !covered.contains(goal)).count();
                if (count > most) {
                    best = combination;
                    most = count;
                }
            }
            if (most == 0) {
                return chosen;
            }
            chosen.add(best);
            covered.addAll(goals.apply(best));
        }
    }

    private List<Enum<?>> values() {
        return List.of(lanes, registers, mode, collector);
    }

    private Set<?> valuePairs() {
        Set<Object> pairs = new HashSet<>();
        for (Enum<?> one : values()) {
            for (Enum<?> other : values()) {
                pairs.add(Set.copyOf(List.of(one, other)));
            }
        }
        return pairs;
    }

    /** The flags of the JVM. */
    List<String> flags() {
        // Switching comes after the lanes: it takes back which backend they ask for.
        String all = String.join(" ", "--add-modules=jdk.incubator.vector", "-XX:+IgnoreUnrecognizedVMOptions",
                collector.flag, registers.flag, lanes.flags, mode.flags);
        return List.of(all.strip().split(" +", -1));
    }

    /** Where vectors are interpreted, or all is compiled, small cases have to do. */
    private boolean isTiny() {
        return switch (mode) {
            case INTERPRETER, XCOMP, SWITCHING -> true;
            case C1 -> lanes.isVector();
            case DEFAULT, STRESS -> false;
        };
    }

    /** The numbers of threads with which the corpus is computed. */
    List<String> threads() {
        boolean slow = lanes == Lanes.WITHOUT_FMA || (isTiny() && mode != Mode.SWITCHING);
        return slow ? List.of("1", "3") : List.of("1", "2", "3", "7", "16");
    }

    /** What {@link Verify} is told. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(String.join(",", threads())));
        if (isTiny()) {
            arguments.add("tiny");
        }
        if (mode == Mode.SWITCHING) {
            arguments.add("switching");
        }
        return arguments;
    }

    @Override
    public String toString() {
        return lanes + " " + registers + " " + mode + " " + collector + (isTiny() ? ", tiny" : "") + ", threads "
                + String.join(" ", threads());
    }
}
