package org.lanewise.kernels.internal.threads;

/** Threads of the library, with nothing of the thread that happens to start them: the next task is another's. */
public final class DaemonThread {
    private DaemonThread() {
    }

    /** A thread that keeps no JVM alive; not started. */
    @SuppressWarnings("ThreadPriorityCheck") // the normal one, not the starter's
    public static Thread of(String name, Runnable task) {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        Thread thread = new Thread(group, task, name, 0, false);
        thread.setDaemon(true);
        thread.setPriority(Thread.NORM_PRIORITY);
        thread.setContextClassLoader(null);
        return thread;
    }
}
