// The gradient of a separable convolution, image by image: what lies between is computed again in the cache.
#pragma once
#include "convolutions.h"
#include "incoming.h"
#include "parallel.h"

namespace plateau {
namespace PLATEAU_ISA {

// A row of dx from the gradient `dv` of the activated row; adds to the sums of this image, row by row, so that
// they stay short.
template <int L>
inline void inputGradientRow(const BackwardArguments& a, const float* x, const float* dv, float* dx, float* sum,
                             float* moment) {
  const int channels = a.geometry.channels;
  for (int c = 0; c < channels; c += L) {
    const AffineLanes<L> affine(a.before, c);
    Vector<L> sums = {}, moments = {};
    for (long p = c; p < long(a.geometry.width) * channels; p += channels) {
      const Vector<L> seen = load<L>(x + p);
      const Vector<L> passed = affine(seen) > 0 ? load<L>(dv + p) : Vector<L>{};
      sums += passed;
      moments += passed * (seen - affine.mean);
      stream<L>(dx + p, passed * affine.scale);
    }
    store<L>(sum + c, load<L>(sum + c) + sums);
    store<L>(moment + c, load<L>(moment + c) + moments);
  }
}

// Row `row` [count, channels] to every Stride-th pixel of row y inside of `to`.
template <int L, int Stride>
inline void spread(const float* row, int channels, int count, const Padded<L>& to, int y) {
  for (int c = 0; c < channels; c += L) {
    float* at = to.at(c, y + to.border, to.border);
    for (int p = 0; p < count; p++) store<L>(at + p * Stride * L, load<L>(row + p * channels + c));
  }
}

// What the gradients of all images add up to.
struct Totals {
  std::vector<double> sum, moment, taps, matrix;

  Totals(const Geometry& g, bool weights)
      : sum(g.channels),
        moment(g.channels),
        taps(weights ? g.size * g.size * g.channels : 0),
        matrix(weights ? g.channels * g.filters : 0) {}
  static void add(std::vector<double>& total, const float* part) {
    for (double& each : total) each += *part++;
  }
  void add(const Totals& other) {
    const auto each = [](std::vector<double>& to, const std::vector<double>& from) {
      for (size_t i = 0; i < to.size(); i++) to[i] += from[i];
    };
    each(sum, other.sum);
    each(moment, other.moment);
    each(taps, other.taps);
    each(matrix, other.matrix);
  }
};

// Kernels as the gradient of the input needs them.
struct Turned {
  std::vector<float> taps, matrix;

  explicit Turned(const BackwardArguments& a)
      : matrix(transposed(a.pointwise, a.geometry.channels, a.geometry.filters)) {
    const Geometry& g = a.geometry;
    const int taken = g.size * g.size;
    for (int t = taken - 1; t >= 0; t--)
      taps.insert(taps.end(), a.depthwise + long(t) * g.channels, a.depthwise + long(t + 1) * g.channels);
  }
};

template <int L, int K, int Stride>
void backwardImage(const BackwardArguments& a, const Turned& turned, int image, Totals& totals) {
  static thread_local Scratch scratch;
  const Geometry& g = a.geometry;
  const int C = g.channels, D = g.filters, band = bandRows(g.outHeight, g.outWidth);
  const bool weights = a.dPointwise;
  const long bandSize = long(band) * g.outWidth, taps = long(K) * K * C, matrix = long(C) * D;
  scratch.begin(2 * paddedFloats(g) + bandSize * (2 * C + D) + taps + matrix + long(g.width) * C + 2 * C, 9);
  // With a stride the gradient reaches only some pixels.
  const Padded<L> v = padded<L>(scratch, g), dz = padded<L>(scratch, g, Stride > 1);
  float* z = scratch.take(bandSize * C);
  float* dzBand = scratch.take(bandSize * C);
  float* dy = scratch.take(bandSize * D);
  float* dv = scratch.take(long(g.width) * C);
  float* tapSums = scratch.take(taps);
  float* matrixSums = scratch.take(matrix);
  float* sums = scratch.take(2 * C);
  const float* x = a.x + long(image) * g.height * g.width * C;
  float* dx = a.dx + long(image) * g.height * g.width * C;
  if (weights) {
    activate<L>(g.height, g.width, C, x, a.before, v);
    std::fill_n(tapSums, taps, 0.0f);
    std::fill_n(matrixSums, matrix, 0.0f);
  }
  for (int first = 0; first < g.outHeight; first += band) {
    const int rows = std::min(band, g.outHeight - first), count = rows * g.outWidth;
    outputGradient<L>(a.incoming, image * g.pixels() + long(first) * g.outWidth, count, dy);
    products<L>(dy, turned.matrix.data(), count, D, C, dzBand);
    for (int row = 0; row < rows; row++) {
      const int y = (first + row) * Stride;
      const float* from = dzBand + long(row) * g.outWidth * C;
      spread<L, Stride>(from, C, g.outWidth, dz, y);
      if (!weights) continue;
      kernelGradientRow<L, K, Stride>(v, y, g.dilation, from, C, g.outWidth, tapSums);
      depthwiseRow<L, K, Stride>(v, y, 0, g.dilation, a.depthwise, C, g.outWidth, z + long(row) * g.outWidth * C);
    }
    if (weights) outerProducts<L>(z, dy, count, C, D, matrixSums);
  }
  std::fill_n(sums, 2 * C, 0.0f);
  for (int row = 0; row < g.height; row++) {
    depthwiseRow<L, K, 1>(dz, row, 0, g.dilation, turned.taps.data(), C, g.width, dv);
    inputGradientRow<L>(a, x + long(row) * g.width * C, dv, dx + long(row) * g.width * C, sums, sums + C);
  }
  Totals::add(totals.sum, sums);
  Totals::add(totals.moment, sums + C);
  Totals::add(totals.taps, tapSums);
  Totals::add(totals.matrix, matrixSums);
}

template <int L, int K, int Stride>
void backward(const BackwardArguments& a) {
  const Turned turned(a);
  std::vector<Totals> totals(slots(Share::EIGHTH), Totals(a.geometry, a.dPointwise));
  parallel(a.geometry.batch, Share::EIGHTH, [&](int image, int slot) { backwardImage<L, K, Stride>(a, turned, image, totals[slot]); });
  Totals& all = totals[0];
  for (size_t slot = 1; slot < totals.size(); slot++) all.add(totals[slot]);
  std::copy(all.sum.begin(), all.sum.end(), a.sum);
  std::copy(all.moment.begin(), all.moment.end(), a.moment);
  std::copy(all.taps.begin(), all.taps.end(), a.dDepthwise);
  std::copy(all.matrix.begin(), all.matrix.end(), a.dPointwise);
}

}  // namespace PLATEAU_ISA
}  // namespace plateau
