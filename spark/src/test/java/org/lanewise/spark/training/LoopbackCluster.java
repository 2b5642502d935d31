package org.lanewise.spark.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.apache.spark.sql.SparkSession;

/**
 * A standalone cluster on this machine: a master and two workers of one core, as processes with the class path of the test. They listen to
 * the loopback interface only, on ports that the system chooses.
 */
final class LoopbackCluster implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Pattern ADDRESS = Pattern.compile("spark://127\\.0\\.0\\.1:\\d+");

    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final String address;

    LoopbackCluster(Path folder) {
        this.folder = folder;
        try {
            // Where a distribution has its jars; here they are in the executors' class path.
            Files.createDirectories(folder.resolve("jars"));
            start("master", "org.apache.spark.deploy.master.Master", "--port", "0");
            address = await("address of the master", () -> addressIn(folder.resolve("master.log")));
            for (String worker : List.of("one", "other")) {
                start(worker, "org.apache.spark.deploy.worker.Worker", "--port", "0", "--cores", "1", "--memory", "1g",
                        "--work-dir", folder.resolve(worker).toString(), address);
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw new IllegalStateException("no cluster, logs are in " + folder, e);
        }
    }

    private void start(String name, String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m", "-XX:+UseSerialGC",
                        "-Dlog4j2.configurationFile=org/apache/spark/log4j2-defaults.properties",
                        "-Dspark.master.rest.enabled=false",
                        "-cp", System.getProperty("java.class.path")));
        Collections.addAll(command, JavaModuleOptions.defaultModuleOptionArray());
        Collections.addAll(command, main, "--host", "127.0.0.1", "--webui-port", "0");
        Collections.addAll(command, arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().remove("JAVA_HOME");
        builder.environment().put("SPARK_HOME", folder.toString());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        processes.add(builder.start());
    }

    private static Optional<String> addressIn(Path log) {
        try {
            Matcher address = ADDRESS.matcher(Files.readString(log));
            return address.find() ? Optional.of(address.group()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T await(String what, Supplier<Optional<T>> wanted) {
        Instant end = Instant.now().plus(LIMIT);
        while (Instant.now().isBefore(end)) {
            Optional<T> found = wanted.get();
            if (found.isPresent()) {
                return found.get();
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException("waited in vain for the " + what);
    }

    /** A session with an executor of one core on each worker. */
    SparkSession session() {
        return SparkSession.builder().master(address).appName("faults").config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.executor.memory", "512m").config("spark.executor.cores", "1")
                .config("spark.cores.max", "2")
                .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .config("spark.scheduler.minRegisteredResourcesRatio", "1")
                .config("spark.scheduler.maxRegisteredResourcesWaitingTime", "60s").getOrCreate();
    }

    /** Kills an executor, without a word to anybody. */
    void killAnExecutor() {
        ProcessHandle executor = executors().findFirst().orElseThrow();
        executor.destroyForcibly();
        executor.onExit().join();
    }

    /** The processes that the workers have started. */
    private Stream<ProcessHandle> executors() {
        return processes.stream().skip(1).flatMap(Process::children);
    }

    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>(executors().toList());
        processes.forEach(process -> all.add(process.toHandle()));
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
    }
}
