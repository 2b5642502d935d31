package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.lanewise.kernels.Backend;
import org.lanewise.kernels.Kernels;

/** Whether this run of the suite has the backend and the lane width that the build started it for. */
class BackendUnderTest {
    private static final Path CPU = Path.of("/proc/cpuinfo");

    @Test
    void backendIsTheOneAskedFor() {
        assertEquals(Backend.valueOf(property("lanewise.test.backend").toUpperCase(Locale.ROOT)),
                Kernels.create().backend());
    }

    @Test
    void lanesAreAsWideAsAskedForOrAsTheHardwareHas() throws IOException {
        int bits = Integer.parseInt(property("lanewise.test.bits"));
        if (bits != Float.SIZE) {
            bits = Math.min(bits, hardwareBits());
        }
        Kernels kernels = Kernels.create();
        assertEquals(bits, kernels.withBackend(kernels.backend()).laneBits());
    }

    private static int hardwareBits() throws IOException {
        assumeTrue(Files.isReadable(CPU), "the width of the hardware is known only from " + CPU);
        String flags = Files.readAllLines(CPU).stream().filter(line -> line.startsWith("flags")).findFirst().orElse("");
        assumeTrue(!flags.isEmpty(), "not an x86 processor");
        List<String> names = List.of(flags.split("\\s+", -1));
        return names.contains("avx512f") ? 512 : names.contains("avx2") ? 256 : 128;
    }

    private static String property(String name) {
        String value = System.getProperty(name, "");
        assumeTrue(!value.isEmpty(), "-D" + name + " is set by the build only");
        return value;
    }
}
