package org.lanewise.network;

import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Loads the library again and again, trains with it, and drops it, as an application server does: what {@link
 * PortabilityTest} runs in a JVM of its own.
 */
final class LoadedAndDropped {
    private static final String MODULE = "org.lanewise.network";
    private static final long LIMIT_NANOS = 60_000_000_000L;

    private LoadedAndDropped() {
    }

    /**
     * Prints how many of the class loaders are still there after a minute at most, and how many threads.
     *
     * @param args {@code layer} or {@code loader}, how often, then the places of the classes
     */
    public static void main(String[] args) throws Exception {
        boolean isLayer = args[0].equals("layer");
        List<Path> places = Arrays.stream(args).skip(2).map(Path::of).toList();
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            loaders.add(new WeakReference<>(isLayer ? layer(places) : loader(places)));
        }
        long start = System.nanoTime();
        while (left(loaders) > 0 && System.nanoTime() - start < LIMIT_NANOS) {
            System.gc();
            Thread.sleep(50);
        }
        System.out.println(left(loaders) + " of " + loaders.size() + " are left");
        System.out.println(Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .filter(name -> name.startsWith("lanewise")).count() + " threads are left");
    }

    private static long left(List<WeakReference<ClassLoader>> loaders) {
        return loaders.stream().filter(loader -> !loader.refersTo(null)).count();
    }

    private static ClassLoader loader(List<Path> places) throws Exception {
        List<URL> urls = new ArrayList<>();
        for (Path place : places) {
            urls.add(place.toUri().toURL());
        }
        URLClassLoader loader = new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
        train(loader);
        return loader;
    }

    private static ClassLoader layer(List<Path> places) throws Exception {
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration = boot.configuration().resolve(ModuleFinder.of(places.toArray(new Path[0])),
                ModuleFinder.of(), Set.of(MODULE));
        ModuleLayer layer = boot.defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());
        train(layer.findLoader(MODULE));
        return layer.findLoader(MODULE);
    }

    /** By the public interface only, and by names: the classes are others each time. */
    private static void train(ClassLoader loader) throws Exception {
        Class<?> kernels = loader.loadClass("org.lanewise.kernels.Kernels");
        Object threaded = kernels.getMethod("withThreads", int.class).invoke(kernels.getMethod("create").invoke(null),
                2);
        Class<?> cost = loader.loadClass(MODULE + ".Cost");
        Object builder = loader.loadClass(MODULE + ".Network").getMethod("builder", int.class).invoke(null, 70);
        Class<?> type = builder.getClass();
        type.getMethod("kernels", kernels).invoke(builder, threaded);
        type.getMethod("output", int.class, cost).invoke(builder, 30, cost.getField("MEAN_SQUARED_ERROR").get(null));
        Object network = type.getMethod("build").invoke(builder);
        Class<?> examples = loader.loadClass(MODULE + ".data.Examples");
        Method ofRows = examples.getMethod("ofRows", float[][].class);
        Class<?> targets = loader.loadClass(MODULE + ".data.Targets");
        Object y = targets.getMethod("values", examples).invoke(null, ofRows.invoke(null, (Object) new float[256][30]));
        Class<?> dataset = loader.loadClass(MODULE + ".data.Dataset");
        Object data = dataset.getMethod("of", examples, targets).invoke(null,
                ofRows.invoke(null, (Object) new float[256][70]), y);
        Class<?> training = loader.loadClass(MODULE + ".training.Training");
        training.getMethod("fit", network.getClass(), loader.loadClass(MODULE + ".data.DataSource"))
                .invoke(training.getMethod("ofEpochs", int.class).invoke(null, 2), network, data);
    }
}
