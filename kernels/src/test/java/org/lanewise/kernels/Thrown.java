package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

/** Exceptions and what they say. */
final class Thrown {
    private Thrown() {
    }

    /** The message of the exception that a call throws. */
    static String message(Class<? extends Throwable> type, Executable call) {
        return String.valueOf(assertThrows(type, call).getMessage());
    }

    /** Asserts that a call throws an exception whose message has all the parts. */
    static void assertMessage(Class<? extends Throwable> type, Executable call, String... parts) {
        String message = message(type, call);
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "no \"" + part + "\" in: " + message);
        }
    }
}
