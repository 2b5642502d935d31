package org.lanewise.bench.peers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;
import org.bytedeco.javacpp.Loader;
import org.lanewise.kernels.Matrix;

/**
 * A shared library from the jars of the JavaCPP presets, and its functions.
 *
 * <p>MKL and OpenBLAS export the same names, and MKL makes its own visible to the whole process: then a library that merely links
 * to OpenBLAS may reach MKL. So functions are looked up in their library only, and the library prefers its own symbols when it
 * calls itself.
 */
@SuppressWarnings("restricted")
final class NativeLibrary {
    /** As the C library of Linux defines them. */
    private static final int RTLD_NOW = 2;
    private static final int RTLD_DEEPBIND = 8;
    private static final int RTLD_GLOBAL = 256;
    /** A cache line, and the widest vector. */
    private static final int ALIGNMENT = 64;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle DLOPEN = systemFunction("dlopen",
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final MethodHandle DLSYM = systemFunction("dlsym",
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS));

    private final String file;
    private final MemorySegment handle;

    private NativeLibrary(String file, MemorySegment handle) {
        this.file = file;
        this.handle = handle;
    }

    /**
     * Loads a library for callers of {@link #function} alone.
     *
     * @param directory where it lies in its jar, with the libraries that it needs
     * @param file its name
     */
    static NativeLibrary load(String directory, String file) {
        return open(directory, file, RTLD_NOW | RTLD_DEEPBIND);
    }

    /** Loads a library so that those that are loaded later find its functions as well. */
    static NativeLibrary loadForAll(String directory, String file) {
        return open(directory, file, RTLD_NOW | RTLD_GLOBAL);
    }

    private static NativeLibrary open(String directory, String file, int flags) {
        String path = new File(extracted(directory), file).getPath();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = (MemorySegment) DLOPEN.invokeExact(arena.allocateFrom(path), flags);
            if (handle.equals(MemorySegment.NULL)) {
                throw new UnsatisfiedLinkError(path + " can't be loaded");
            }
            return new NativeLibrary(file, handle);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Extracts a directory once, to the cache that the presets share. */
    private static File extracted(String directory) {
        try {
            return Loader.cacheResource(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MethodHandle systemFunction(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type);
    }

    /** A function of this library. */
    MethodHandle function(String name, FunctionDescriptor type) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = (MemorySegment) DLSYM.invokeExact(handle, arena.allocateFrom(name));
            if (address.equals(MemorySegment.NULL)) {
                throw new NoSuchElementException(name + " is not in " + file);
            }
            return LINKER.downcallHandle(address, type);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** What to throw instead of whatever a call threw. */
    static RuntimeException failed(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException exception ? exception : new IllegalStateException(e);
    }

    /** Native memory for floats. */
    static MemorySegment floats(Arena arena, long count) {
        return arena.allocate(count * Float.BYTES, ALIGNMENT);
    }

    /** A copy in native memory, row by row. */
    static MemorySegment copy(Arena arena, Matrix x) {
        float[] elements = x.toArray();
        MemorySegment copy = floats(arena, elements.length);
        MemorySegment.copy(elements, 0, copy, ValueLayout.JAVA_FLOAT, 0, elements.length);
        return copy;
    }
}
