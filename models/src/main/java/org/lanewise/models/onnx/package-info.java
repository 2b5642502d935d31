/** ONNX models: read from files, run by the kernels, and turned into networks that learn on. */
@NullMarked
package org.lanewise.models.onnx;

import org.jspecify.annotations.NullMarked;
