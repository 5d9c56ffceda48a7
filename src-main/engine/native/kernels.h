// The arithmetic of Plateau's own TensorFlow operations, compiled once an instruction set.
// Images are [batch, height, width, channels] of float32, row-major.
#pragma once

namespace plateau {

// ReLU, depthwise size×size, pointwise channels → filters. Output pixel o reads input pixels
// stride·o + dilation·(t − (size − 1)/2), t = 0…size − 1, zero outside of the image.
struct Geometry {
  int batch, height, width, channels;
  int outHeight, outWidth, filters;
  int size, stride, dilation;

  int reach() const { return dilation * (size - 1) / 2; }
  long pixels() const { return long(outHeight) * outWidth; }
};

// (x − mean)·scale + shift per channel; all null: x as it is.
struct Affine {
  const float* mean = nullptr;
  const float* scale = nullptr;
  const float* shift = nullptr;
};

struct ForwardArguments {
  Geometry geometry;
  const float* x;
  Affine before;           // what ReLU sees
  const float* depthwise;  // [size, size, channels]
  const float* pointwise;  // [channels, filters]
  float* y;
  // Mean and unbiased variance of y per filter, where wanted.
  float* mean;
  float* variance;
};

// The gradient of y: a·gradient + b·(y − mean) + c per filter; a or b may be null (1 and, with c, 0).
struct Incoming {
  int filters;
  const float* y;
  const float* gradient;
  const float *a, *b, *c, *mean;
};

struct BackwardArguments {
  Geometry geometry;
  const float* x;
  Affine before;
  const float* depthwise;
  const float* pointwise;
  Incoming incoming;
  float* dx;
  double* sum;     // [channels] Σ d, d = the gradient of what ReLU sees
  double* moment;  // [channels] Σ d·(x − mean)
  // Where wanted, else null:
  float* dDepthwise;
  float* dPointwise;
};

// Images whose channels stand side by side, ReLU, one product. Output pixel o sees pixels stride·o + tap, tap =
// 0…taps − 1, one after the other: two taps are a factorized reduction.
struct Sides {
  int batch, height, width;
  int stride, taps;
  int parts;
  const float* const* x;
  const int* channels;  // of each part

  int outHeight() const { return height / stride; }
  int outWidth() const { return width / stride; }
  long pixels() const { return long(outHeight()) * outWidth(); }
  // What the product sees of one pixel.
  int inputs() const {
    int sum = 0;
    for (int part = 0; part < parts; part++) sum += taps * channels[part];
    return sum;
  }
};

struct PointwiseArguments {
  Sides sides;
  int filters;
  const float* matrix;  // [inputs, filters]
  Affine after;         // what becomes of the product
  float* y;
  // Mean and unbiased variance of y per filter, where wanted.
  float* mean;
  float* variance;
};

struct PointwiseGradientArguments {
  Sides sides;
  const float* matrix;
  Incoming incoming;
  float* const* dx;  // of each part
  float* dMatrix;    // where wanted, else null
};

// y = Σ_k (x_k − mean_k)·scale_k + shift
struct SumArguments {
  long rows;  // batch·height·width
  int channels;
  int terms;
  const float* const* x;
  const float* const* mean;  // null: 0
  const float* scale;        // [terms, channels]
  const float* shift;        // null: 0
  float* y;
};

struct SumGradientArguments {
  long rows;
  int channels;
  int terms;
  const float* const* x;
  const float* const* mean;
  const float* gradient;
  double* sum;     // [channels] Σ g
  double* moment;  // [terms, channels] Σ g·(x_k − mean_k)
};

// Stages of ReLU, depthwise, pointwise convolution and batch norm with given statistics; the last one's is part
// of the sum. Only the first has a stride. Size 1: a factorized reduction, its matrix [2·channels, channels] in
// place of the pointwise kernel.
struct Chain {
  int source, stages, size, stride, dilation;
  const float *depthwise[2], *pointwise[2];
  Affine normal[2];
};

// An image of a source: height and width before the strides of its chains.
struct Source {
  const float* x;
  int height, width;
};

// y = plain terms + Σ chains, all without a gradient: an image at a time, so that nothing between the sources
// and y leaves the processor's second-level cache.
struct NodeArguments {
  int batch, height, width, channels;
  SumArguments plain;  // of all images
  const Source* sources;
  int sourceCount;
  const Chain* chains;
  int chainCount;
  float* y;
};

struct Kernels {
  void (*forward)(const ForwardArguments&);
  void (*backward)(const BackwardArguments&);
  void (*pointwise)(const PointwiseArguments&);
  void (*pointwiseGradient)(const PointwiseGradientArguments&);
  void (*sum)(const SumArguments&);
  void (*sumGradient)(const SumGradientArguments&);
  void (*node)(const NodeArguments&);
};

// Of the best instruction set that this processor has.
const Kernels& kernels();

}  // namespace plateau
