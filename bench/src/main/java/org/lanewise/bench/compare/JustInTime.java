package org.lanewise.bench.compare;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Whether the JIT compiler has something to do: only it knows how long a warm-up has to be. */
final class JustInTime {
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    private JustInTime() {
    }

    /** Whether a method is being compiled, or waits for it. The queue that {@code jcmd Compiler.queue} prints. */
    static boolean isBusy() {
        try {
            Object queue = SERVER.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "compilerQueue",
                    new Object[0], new String[0]);
            // Only the names of methods have it.
            return queue.toString().contains("::");
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
