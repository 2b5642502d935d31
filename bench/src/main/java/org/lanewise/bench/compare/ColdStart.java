package org.lanewise.bench.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lanewise.bench.compare.Rounds.Time;

/**
 * Times from the first touch of an implementation on, in a JVM that has done nothing else. Loading classes and libraries counts, and so
 * does everything that runs before the JIT compiler is through.
 */
final class ColdStart {
    private static final Pattern LINE = Pattern.compile("(.*): (\\d+) ns for (\\d+) flops");

    /** Begins what a fresh JVM prints to be told to the reader. */
    static final String REMARK = "remark: ";

    private ColdStart() {
    }

    /** What is done from the first touch on. */
    enum Task {
        /** Products, by everybody. */
        PRODUCTS(Contender.class) {
            @Override
            List<Reading> readings(Contender contender, int threads) {
                return FirstProducts.compute(contender, threads);
            }
        },
        /** One training of a network after the other, by the library. */
        TRAINING(Lanewise.class) {
            @Override
            List<Reading> readings(Contender contender, int threads) {
                return FirstNetwork.train((Lanewise) contender, threads);
            }
        },
        /** Trainings of a network that learns digits, by everybody who has one. */
        DIGITS(Contender.class) {
            @Override
            List<Reading> readings(Contender contender, int threads) {
                return DigitsTraining.train(contender, threads);
            }
        },
        /** The first prediction of a model from a file, by everybody who reads one. */
        MODEL(Contender.class) {
            @Override
            List<Reading> readings(Contender contender, int threads) {
                return FirstModel.predict(contender, threads);
            }
        },
        /** A large network from a file, by the library. */
        FILE(Lanewise.class) {
            @Override
            List<Reading> readings(Contender contender, int threads) {
                return FirstModel.load();
            }
        },
        /** Predictions of a network, by the library. */
        PREDICTION(Lanewise.class) {
            @Override
            List<Reading> readings(Contender contender, int threads) {
                return FirstNetwork.predict((Lanewise) contender, threads);
            }
        };

        private final Class<? extends Contender> who;

        Task(Class<? extends Contender> who) {
            this.who = who;
        }

        abstract List<Reading> readings(Contender contender, int threads);

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A time that was taken.
     *
     * @param name of what
     * @param flops the floating-point operations of that time, 0 where counting them says nothing
     */
    record Reading(String name, long nanos, long flops) {
    }

    /**
     * Starts JVMs in turns and reports their times, and at last what they say of the results.
     *
     * @param suite what the results call the suite
     * @param contenders not started; those who can't do the task are left out
     * @param runs JVMs for each implementation
     */
    static void compare(Suite suite, Task task, List<Contender> contenders, int threads, int runs, Report report) {
        List<String> names = contenders.stream().filter(task.who::isInstance).map(Contender::name).toList();
        Map<String, Map<String, List<Reading>>> readings = new LinkedHashMap<>();
        Set<String> remarks = new TreeSet<>();
        List<String> round = new ArrayList<>(names);
        Random random = new Random(runs);
        for (int run = 0; run < runs; run++) {
            Collections.shuffle(round, random);
            for (String name : round) {
                List<String> lines = Launch.freshJvm(Launch.classPath(), ColdStart.class,
                        List.of(task.name(), name, "" + threads)).lines().toList();
                lines.stream().filter(line -> line.startsWith(REMARK)).forEach(remarks::add);
                for (Reading reading : readings(lines)) {
                    readings.computeIfAbsent(reading.name(), key -> new HashMap<>())
                            .computeIfAbsent(name, key -> new ArrayList<>()).add(reading);
                }
            }
        }
        readings.forEach((reading, byName) -> {
            report.add(
                    names.stream().map(name -> result(suite, name, threads, Objects.requireNonNull(byName.get(name))))
                            .toList());
            report.endOfCase();
        });
        remarks.forEach(remark -> report.header(task.toString(), remark.substring(REMARK.length())));
    }

    private static Result result(Suite suite, String name, int threads, List<Reading> readings) {
        Reading first = readings.getFirst();
        Time time = Time.of(readings.stream().map(reading -> 1e-3 * reading.nanos()).toList());
        return Result.of(suite.toString(), first.name(), name, threads, first.flops(), time, null);
    }

    private static List<Reading> readings(List<String> lines) {
        return lines.stream().map(LINE::matcher).filter(Matcher::matches).map(line -> new Reading(line.group(1),
                Long.parseLong(line.group(2)), Long.parseLong(line.group(3)))).toList();
    }

    /** The fresh JVM. */
    static void main(String[] args) {
        Task task = Task.valueOf(args[0]);
        for (Reading reading : task.readings(Contenders.named(args[1]), Integer.parseInt(args[2]))) {
            System.out.println(reading.name() + ": " + reading.nanos() + " ns for " + reading.flops() + " flops");
        }
    }
}
