package org.lanewise.bench.peers;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;
import org.lanewise.bench.compare.Work;
import org.lanewise.kernels.Matrix;

/** An inner product of oneDNN on memory of its own. It is called through the C interface, which costs least. */
final class OneDnnWork implements Work {
    private final stream queue;
    private final primitive product;
    private final memory results;
    /** What the arguments point to: the presets free it when nothing refers to it any more. */
    private final List<memory> operands = new ArrayList<>();
    private final dnnl_stream rawQueue;
    private final dnnl_primitive rawProduct;
    private final dnnl_exec_arg_t arguments;
    private final int argumentCount;
    private final int outputs;
    private final int examples;

    /**
     * Copies the data.
     *
     * @param w the weights
     * @param x the examples, a column each
     * @param bias the bias, null for none
     */
    OneDnnWork(engine cpu, inner_product_forward.primitive_desc description, Matrix w, Matrix x,
            @Nullable Matrix bias) {
        queue = new stream(cpu);
        product = new inner_product_forward(description);
        results = new memory(description.dst_desc(), cpu);
        outputs = w.rows();
        examples = x.columns();
        memory plain = new memory(
                new memory.desc(new long[]{w.rows(), w.columns()}, memory.data_type.f32, memory.format_tag.ab), cpu);
        data(plain).put(w.toArray());
        memory weights = new memory(description.weights_desc(), cpu);
        new reorder(plain, weights).execute(queue, plain, weights);
        memory source = new memory(description.src_desc(), cpu);
        data(source).put(transpose(x.toArray(), x.rows(), x.columns()));
        argumentCount = bias == null ? 3 : 4;
        arguments = new dnnl_exec_arg_t(argumentCount);
        argument(0, dnnl.DNNL_ARG_SRC, source);
        argument(1, dnnl.DNNL_ARG_WEIGHTS, weights);
        argument(2, dnnl.DNNL_ARG_DST, results);
        if (bias != null) {
            memory biases = new memory(description.bias_desc(), cpu);
            data(biases).put(bias.toArray());
            argument(3, dnnl.DNNL_ARG_BIAS, biases);
        }
        rawQueue = queue.get();
        rawProduct = product.get();
    }

    private void argument(int index, int kind, memory value) {
        arguments.getPointer(index).arg(kind).memory(value.get());
        operands.add(value);
    }

    private static FloatPointer data(memory x) {
        return new FloatPointer(x.get_data_handle());
    }

    @Override
    public void run(int times) {
        for (int i = 0; i < times; i++) {
            int status = dnnl.dnnl_primitive_execute(rawProduct, rawQueue, argumentCount, arguments);
            if (status != dnnl.dnnl_success) {
                throw new IllegalStateException("oneDNN fails with status " + status);
            }
        }
    }

    @Override
    public float[] result() {
        float[] rows = new float[examples * outputs];
        data(results).get(rows);
        return transpose(rows, examples, outputs);
    }

    private static float[] transpose(float[] x, int rows, int columns) {
        float[] transposed = new float[x.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                transposed[j * rows + i] = x[i * columns + j];
            }
        }
        return transposed;
    }

    @Override
    public void close() {
        arguments.close();
        operands.forEach(memory::close);
        product.close();
        queue.close();
    }
}
