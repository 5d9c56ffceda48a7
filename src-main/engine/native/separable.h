// ReLU, depthwise convolution and pointwise convolution of one image after the other: an image and all that
// is made of it stay in the processor's second-level cache.
#pragma once
#include "convolutions.h"
#include "moments.h"
#include "parallel.h"

namespace plateau {
namespace PLATEAU_ISA {

template <int L, int K, int Stride>
void forwardImage(const ForwardArguments& a, int image, Moments& moments) {
  static thread_local Scratch scratch;
  const Geometry& g = a.geometry;
  const int band = bandRows(g.outHeight, g.outWidth);
  scratch.begin(paddedFloats(g) + long(band) * g.outWidth * g.channels, 2);
  const Padded<L> v = padded<L>(scratch, g);
  float* z = scratch.take(long(band) * g.outWidth * g.channels);
  float* y = a.y + image * g.pixels() * g.filters;
  activate<L>(g.height, g.width, g.channels, a.x + long(image) * g.height * g.width * g.channels, a.before, v);
  for (int first = 0; first < g.outHeight; first += band) {
    const int rows = std::min(band, g.outHeight - first);
    for (int row = 0; row < rows; row++)
      depthwiseRow<L, K, Stride>(v, (first + row) * Stride, 0, g.dilation, a.depthwise, g.channels, g.outWidth,
                                 z + long(row) * g.outWidth * g.channels);
    products<L>(z, a.pointwise, rows * g.outWidth, g.channels, g.filters, y + long(first) * g.outWidth * g.filters);
  }
  if (a.mean) moments.add<L>(y, g.pixels());
}

template <int L, int K, int Stride>
void forward(const ForwardArguments& a) {
  std::vector<Moments> moments(slots(Share::EIGHTH), Moments(a.mean ? a.geometry.filters : 0));
  parallel(a.geometry.batch, Share::EIGHTH, [&](int image, int slot) { forwardImage<L, K, Stride>(a, image, moments[slot]); });
  if (!a.mean) return;
  for (size_t slot = 1; slot < moments.size(); slot++) moments[0].add(moments[slot]);
  moments[0].finish(a.mean, a.variance);
}

}  // namespace PLATEAU_ISA
}  // namespace plateau
