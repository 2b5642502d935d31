package org.lanewise.bench.peers;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.util.EnumSet;
import java.util.Set;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.jspecify.annotations.Nullable;
import org.lanewise.bench.ProductShape;
import org.lanewise.bench.compare.Contender;
import org.lanewise.bench.compare.Suite;
import org.lanewise.bench.compare.Work;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;

/**
 * oneDNN's inner product, with bias and activation fused in. It gets what it is fastest with: an example is a row, and the weights
 * are in the order that it chooses, brought there before the clock starts, as for inference.
 */
public final class OneDnn implements Contender {
    private static final memory.data_type FLOATS = memory.data_type.f32;

    @Override
    public String name() {
        return "onednn";
    }

    @Override
    public Set<Suite> suites() {
        return EnumSet.of(Suite.DENSE);
    }

    /** Lends it the OpenMP runtime of MKL: two of them in one process would keep each other's threads waiting. */
    @Override
    public void start(int threads) {
        NativeLibrary openMp = NativeLibrary.loadForAll("/org/bytedeco/mkl/linux-x86_64/", "libiomp5.so");
        try {
            openMp.function("omp_set_num_threads", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT))
                    .invokeExact(threads);
        } catch (Throwable e) {
            throw NativeLibrary.failed(e);
        }
    }

    @Override
    public String description() {
        dnnl_version_t version = dnnl.version();
        return "oneDNN " + version.major() + "." + version.minor() + "." + version.patch()
                + ", weights packed beforehand";
    }

    @Override
    public Work dense(ProductShape s, Matrix w, Matrix x, @Nullable Epilogue epilogue) {
        engine cpu = new engine(engine.kind.cpu, 0);
        memory.desc examples = new memory.desc(new long[]{s.n(), s.k()}, FLOATS, memory.format_tag.ab);
        memory.desc weights = new memory.desc(new long[]{s.m(), s.k()}, FLOATS, memory.format_tag.any);
        memory.desc results = new memory.desc(new long[]{s.n(), s.m()}, FLOATS, memory.format_tag.ab);
        if (epilogue == null) {
            return new OneDnnWork(cpu, new inner_product_forward.primitive_desc(cpu, dnnl.prop_kind.forward_inference,
                    examples, weights, results), w, x, null);
        }
        memory.desc bias = new memory.desc(new long[]{s.m()}, FLOATS, memory.format_tag.a);
        post_ops operations = new post_ops();
        // ReLU takes its slope below zero from the first number, swish the factor of its exponent.
        operations.append_eltwise(algorithm(epilogue.g()), epilogue.g().kind() == Activation.Kind.SWISH ? 1 : 0, 0);
        primitive_attr attributes = new primitive_attr();
        attributes.set_post_ops(operations);
        return new OneDnnWork(cpu,
                new inner_product_forward.primitive_desc(cpu, dnnl.prop_kind.forward_inference, examples,
                        weights, bias, results, attributes, false),
                w, x, epilogue.bias());
    }

    private static dnnl.algorithm algorithm(Activation g) {
        return switch (g.kind()) {
            case RELU -> dnnl.algorithm.eltwise_relu;
            case SIGMOID -> dnnl.algorithm.eltwise_logistic;
            case TANH -> dnnl.algorithm.eltwise_tanh;
            case SWISH -> dnnl.algorithm.eltwise_swish;
            default -> throw new IllegalArgumentException("no activation " + g);
        };
    }
}
