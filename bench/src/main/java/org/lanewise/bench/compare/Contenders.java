package org.lanewise.bench.compare;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Who takes part. */
final class Contenders {
    private Contenders() {
    }

    private static Stream<Contender> ours() {
        return Stream.of(Lanewise.byDefault(), Lanewise.oneThread(), Lanewise.packed(), Lanewise.transposed(),
                Lanewise.asProduct(), Lanewise.inColumns(), Lanewise.asGraph(), Lanewise.vector(), Lanewise.scalar(),
                new NaiveLoops(),
                new DotProducts(),
                new Svml(),
                new UnrolledSums());
    }

    /** Other libraries, those on the class path. */
    private static Stream<Contender> peers() {
        return ServiceLoader.load(Contender.class).stream().map(ServiceLoader.Provider::get);
    }

    /** The contenders in a suite. */
    static List<Contender> of(Suite suite, boolean withPeers) {
        return Stream.concat(ours(), withPeers ? peers() : Stream.empty())
                .filter(contender -> contender.suites().contains(suite)).toList();
    }

    /** The contender of a name. Peers are made only to find one of them. */
    static Contender named(String name) {
        return Stream.of(ours(), peers()).flatMap(contenders -> contenders)
                .filter(contender -> contender.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no " + name));
    }
}
