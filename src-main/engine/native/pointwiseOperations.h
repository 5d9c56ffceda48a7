// The operations of ReLU and a pointwise convolution of images side by side, and of its gradient.
#pragma once
#include "inputs.h"

namespace plateau {

// The images (parts of one image, channel after channel) and the kernels of a call: a kernel a tap, which makes
// filters of its own.
struct SidesCall {
  std::vector<const float*> x;
  std::vector<int> channels;
  Sides sides;
  int filters = 0;
  std::vector<float> matrix;  // [inputs, filters]: the kernels as blocks, tap by tap

  SidesCall(const Call& call, int parts, int kernels, int stride) {
    const Shape first = call.shape(0);
    if (first.size() != 4) throw Failure{"images have 4 axes"};
    int across = 0;
    for (int part = 0; part < parts; part++) {
      const Shape shape = call.shape(part);
      if (shape.size() != 4 || !std::equal(first.begin(), first.begin() + 3, shape.begin()))
        throw Failure{"images side by side differ in size"};
      x.push_back(call.input(part));
      channels.push_back(int(shape[3]));
      across |= channels.back();
    }
    sides = {int(first[0]), int(first[1]), int(first[2]), stride, kernels, parts, x.data(), channels.data()};
    if (stride < 1 || stride > 2 || kernels > stride) throw Failure{"strides must be 1 or 2, with a kernel a tap"};
    if (sides.height % stride != 0 || sides.width % stride != 0) throw Failure{"sides must be multiples of the stride"};
    const int inputs = sides.inputs() / kernels;
    for (int k = 0; k < kernels; k++) {
      const Shape shape = call.shape(parts + k);
      if (shape.size() != 4 || shape[2] != inputs || call.size(parts + k) != inputs * shape[3])
        throw Failure{"kernels and images differ in channels"};
      filters += int(shape[3]);
    }
    if ((across | filters) % 4 != 0) throw Failure{"channels must be multiples of 4"};
    matrix.resize(size_t(sides.inputs()) * filters);
    blocks(call, parts, [&](int k, int64_t at, int count, size_t to) {
      std::copy_n(call.input(parts + k) + at, count, matrix.data() + to);
    });
  }

  // Calls f(kernel, position in it, numbers, position in the matrix) for each row of each kernel.
  template <typename F>
  void blocks(const Call& call, int firstKernel, F f) const {
    const int inputs = sides.inputs() / sides.taps;
    int column = 0;
    for (int k = 0; k < sides.taps; k++) {
      const int own = int(call.shape(firstKernel + k)[3]);
      for (int row = 0; row < inputs; row++)
        f(k, int64_t(row) * own, own, size_t(k * inputs + row) * filters + column);
      column += own;
    }
  }
};

// y = kernels · ReLU(x side by side), with its mean and unbiased variance where `statistics` are wanted, or
// normalised by given ones.
struct Pointwise {
  static constexpr const char* NAME = "PlateauPointwise";
  int parts, taps, after, stride;
  bool unbiased, statistics;

  static void define(TF_OpDefinitionBuilder* op) {
    inputs(op, {"x: parts * float", "kernels: kernel_count * float", "after: after_count * float"});
    outputs(op, {"y: float", "mean: float", "variance: float"});
    attributes(op, {"parts: int >= 1", "kernel_count: int >= 1", "after_count: int >= 0", "stride: int",
                    "unbiased: bool", "statistics: bool"});
  }
  explicit Pointwise(const Attributes& a)
      : parts(a.number("parts")),
        taps(a.number("kernel_count")),
        after(a.number("after_count")),
        stride(a.number("stride")),
        unbiased(a.flag("unbiased")),
        statistics(a.flag("statistics")) {}

  void operator()(Call& call) const {
    const SidesCall given(call, parts, taps, stride);
    const Sides& sides = given.sides;
    const Norm normal(call, parts + taps, after, given.filters, double(sides.batch) * sides.pixels(), unbiased);
    const Shape seen = {statistics ? given.filters : 0};
    float* y = call.output(0, {sides.batch, sides.outHeight(), sides.outWidth(), given.filters});
    float *mean = call.output(1, seen), *variance = call.output(2, seen);
    kernels().pointwise({sides, given.filters, given.matrix.data(), normal.affine, y, statistics ? mean : nullptr, variance});
  }
};

struct PointwiseGradient {
  static constexpr const char* NAME = "PlateauPointwiseGrad";
  int parts, taps, scaled, moved, stride;
  bool weights;

  static void define(TF_OpDefinitionBuilder* op) {
    inputs(op, {"x: parts * float", "kernels: kernel_count * float"});
    Gradients::define(op);
    // Of the parts, then of the kernels.
    outputs(op, {"output: output_count * float"});
    attributes(op, {"parts: int >= 1", "kernel_count: int >= 1", "output_count: int >= 2", "stride: int", "weights: bool"});
  }
  explicit PointwiseGradient(const Attributes& a)
      : parts(a.number("parts")),
        taps(a.number("kernel_count")),
        scaled(a.number("scale_count")),
        moved(a.number("moved_count")),
        stride(a.number("stride")),
        weights(a.flag("weights")) {}

  void operator()(Call& call) const {
    const SidesCall given(call, parts, taps, stride);
    const Sides& sides = given.sides;
    const Gradients gradients(call, parts + taps, scaled, moved, given.filters, sides.batch * sides.pixels());
    std::vector<float*> dx, dKernels;
    for (int part = 0; part < parts; part++) dx.push_back(call.output(part, call.shape(part)));
    for (int k = 0; k < taps; k++)
      dKernels.push_back(call.output(parts + k, weights ? call.shape(parts + k) : Shape{0}));
    std::vector<float> dMatrix(weights ? given.matrix.size() : 0);
    kernels().pointwiseGradient(
        {sides, given.matrix.data(), gradients.incoming, dx.data(), weights ? dMatrix.data() : nullptr});
    if (!weights) return;
    given.blocks(call, parts, [&](int k, int64_t at, int count, size_t from) {
      std::copy_n(dMatrix.data() + from, count, dKernels[k] + at);
    });
  }
};

}  // namespace plateau
