// ReLU, depthwise convolution and pointwise convolution of one image after the other: an image and all that
// is made of it stay in the processor's second-level cache.
#pragma once
#include <algorithm>
#include <cstring>
#include <vector>

#include "kernels.h"
#include "parallel.h"
#include "vectors.h"

namespace plateau {
namespace PLATEAU_ISA {

// Pixels that pass through the pointwise products together: at least one row, and about so many.
constexpr int BAND_PIXELS = 32;

// An image with a border of zeros, L channels by L channels: pixels of a plane lie L floats apart, a distance
// that the compiler knows.
template <int L>
struct Padded {
  float* data;
  int width, height, border;

  float* at(int c, int y, int x) const { return data + ((long(c / L) * height + y) * width + x) * L; }
};

inline long paddedFloats(int height, int width, int channels, int border) {
  return long(height + 2 * border) * (width + 2 * border) * channels;
}
inline long paddedFloats(const Geometry& g) { return paddedFloats(g.height, g.width, g.channels, g.reach()); }

// A row of z [count, channels] of a depthwise convolution with kernel [K, K, channels]: its first tap is at
// pixel (y, x) of `v`.
template <int L, int K, int Stride>
inline void depthwiseRow(const Padded<L>& v, int y, int x, int dilation, const float* kernel, int channels, int count,
                         float* z) {
  const long tap = long(dilation) * L, row = tap * v.width;
  for (int c = 0; c < channels; c += L) {
    const float* plane = v.at(c, y, x);
    tiles<8>(count, [&](auto tile, int first) {
      constexpr int P = tile;
      Vector<L> sums[P];
      for (int p = 0; p < P; p++) sums[p] = Vector<L>{};
      for (int ty = 0; ty < K; ty++) {
        const float* from = plane + ty * row + long(first) * Stride * L;
        for (int tx = 0; tx < K; tx++, from += tap) {
          const Vector<L> weight = load<L>(kernel + (ty * K + tx) * channels + c);
          for (int p = 0; p < P; p++) sums[p] += weight * load<L>(from + p * Stride * L);
        }
      }
      for (int p = 0; p < P; p++) store<L>(z + (first + p) * channels + c, sums[p]);
    });
  }
}

template <int L, int P, int Q>
inline void product(const float* z, const float* matrix, int inputs, int outputs, float* y) {
  Vector<L> sums[P][Q];
  const float* from[P];
  for (int p = 0; p < P; p++)
    for (int q = 0; q < Q; q++) sums[p][q] = Vector<L>{};
  for (int p = 0; p < P; p++) from[p] = z + p * inputs;
  for (int c = 0; c < inputs; c += 4) {
    for (int i = 0; i < 4; i++, matrix += outputs) {
      Vector<L> row[Q];
      for (int q = 0; q < Q; q++) row[q] = load<L>(matrix + q * L);
      for (int p = 0; p < P; p++)
        for (int q = 0; q < Q; q++) sums[p][q] += from[p][i] * row[q];
    }
    for (int p = 0; p < P; p++) from[p] += 4;
  }
  for (int p = 0; p < P; p++)
    for (int q = 0; q < Q; q++) store<L>(y + p * outputs + q * L, sums[p][q]);
}

// y [count, outputs] = z [count, inputs] · matrix [inputs, outputs]
template <int L>
inline void products(const float* z, const float* matrix, int count, int inputs, int outputs, float* y) {
  tiles<TILE>(count, [&](auto tile, int first) {
    const float* from = z + first * inputs;
    float* to = y + first * outputs;
    int d = 0;
    for (; d + PAIR * L <= outputs; d += PAIR * L) product<L, tile, PAIR>(from, matrix + d, inputs, outputs, to + d);
    for (; d < outputs; d += L) product<L, tile, 1>(from, matrix + d, inputs, outputs, to + d);
  });
}

// sums [inputs, outputs] += zᵀ · g, z [count, inputs], g [count, outputs]
template <int L>
inline void outerProducts(const float* z, const float* g, int count, int inputs, int outputs, float* sums) {
  const auto block = [&](auto width, auto height, int c, int d) {
    constexpr int Q = width, R = height;
    Vector<L> acc[R][Q];
    for (int r = 0; r < R; r++)
      for (int q = 0; q < Q; q++) acc[r][q] = Vector<L>{};
    for (int p = 0; p < count; p++) {
      Vector<L> row[Q];
      for (int q = 0; q < Q; q++) row[q] = load<L>(g + p * outputs + d + q * L);
      for (int r = 0; r < R; r++) {
        const float value = z[p * inputs + c + r];
        for (int q = 0; q < Q; q++) acc[r][q] += value * row[q];
      }
    }
    for (int r = 0; r < R; r++)
      for (int q = 0; q < Q; q++) {
        float* to = sums + (c + r) * outputs + d + q * L;
        store<L>(to, load<L>(to) + acc[r][q]);
      }
  };
  tiles<TILE>(inputs, [&](auto height, int c) {
    int d = 0;
    for (; d + PAIR * L <= outputs; d += PAIR * L) block(std::integral_constant<int, PAIR>{}, height, c, d);
    for (; d < outputs; d += L) block(std::integral_constant<int, 1>{}, height, c, d);
  });
}

// sums [K, K, channels] += Σ_p g_p · (input pixel that tap t sees), p over the row that depthwiseRow makes there.
template <int L, int K, int Stride>
inline void kernelGradientRow(const Padded<L>& v, int y, int dilation, const float* g, int channels, int count,
                              float* sums) {
  const long tap = long(dilation) * L;
  for (int c = 0; c < channels; c += L)
    for (int ty = 0; ty < K; ty++) {
      Vector<L> even[K] = {}, odd[K] = {};
      const float* from = v.at(c, y + ty * dilation, 0);
      const float* at = g + c;
      const auto take = [&](Vector<L>* to) {
        const Vector<L> gradient = load<L>(at);
        for (int tx = 0; tx < K; tx++) to[tx] += gradient * load<L>(from + tx * tap);
        from += Stride * L;
        at += channels;
      };
      int p = 0;
      for (; p + 2 <= count; p += 2) {
        take(even);
        take(odd);
      }
      if (p < count) take(even);
      for (int tx = 0; tx < K; tx++) {
        float* to = sums + (ty * K + tx) * channels + c;
        store<L>(to, load<L>(to) + even[tx] + odd[tx]);
      }
    }
}

// An Affine of L channels in registers.
template <int L>
struct AffineLanes {
  Vector<L> mean, scale, shift;
  explicit AffineLanes(const Affine& of, int c)
      : mean(of.mean ? load<L>(of.mean + c) : Vector<L>{}),
        scale(of.mean ? load<L>(of.scale + c) : Vector<L>{} + 1.0f),
        shift(of.mean ? load<L>(of.shift + c) : Vector<L>{}) {}
  Vector<L> operator()(Vector<L> x) const { return (x - mean) * scale + shift; }
};

// relu(before(x)) of one image [height, width, channels] into the inside of `to`.
template <int L>
inline void activate(int height, int width, int channels, const float* x, const Affine& before, const Padded<L>& to) {
  for (int row = 0; row < height; row++)
    for (int c = 0; c < channels; c += L) {
      const AffineLanes<L> affine(before, c);
      const float* from = x + long(row) * width * channels + c;
      float* at = to.at(c, row + to.border, to.border);
      for (int p = 0; p < width; p++, from += channels, at += L) store<L>(at, positive<L>(affine(load<L>(from))));
    }
}

// Sums of y and y² per filter, exact enough in double.
class Moments {
 public:
  explicit Moments(int filters) : sum_(filters), square_(filters) {}

  // y [count, filters] of one image: squares are taken about its mean, so that nothing cancels in float.
  template <int L>
  void add(const float* y, long count) {
    const int filters = int(sum_.size());
    for (int d = 0; d < filters; d += L) {
      const Vector<L> sum = total<L>(y + d, count, filters, [](Vector<L> value) { return value; });
      const Vector<L> mean = sum / float(count);
      const Vector<L> square = total<L>(y + d, count, filters, [&](Vector<L> value) { return (value - mean) * (value - mean); });
      for (int i = 0; i < L; i++) {
        sum_[d + i] += sum[i];
        square_[d + i] += square[i] + double(mean[i]) * (2.0 * sum[i] - count * double(mean[i]));
      }
    }
    count_ += count;
  }

  void add(const Moments& other) {
    for (size_t d = 0; d < sum_.size(); d++) {
      sum_[d] += other.sum_[d];
      square_[d] += other.square_[d];
    }
    count_ += other.count_;
  }

  void finish(float* mean, float* variance) const {
    const double n = double(count_);
    for (size_t d = 0; d < sum_.size(); d++) {
      mean[d] = float(sum_[d] / n);
      // NaN stays NaN: it is never less than anything.
      variance[d] = float(std::max((square_[d] - sum_[d] * sum_[d] / n) / std::max(1.0, n - 1), 0.0));
    }
  }

 private:
  // Σ of(y) in four independent sums.
  template <int L, typename F>
  static Vector<L> total(const float* y, long count, int stride, F of) {
    Vector<L> sums[4] = {};
    long p = 0;
    for (; p + 4 <= count; p += 4, y += 4 * stride)
      for (int k = 0; k < 4; k++) sums[k] += of(load<L>(y + k * stride));
    for (; p < count; p++, y += stride) sums[0] += of(load<L>(y));
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
  }

  std::vector<double> sum_, square_;
  long count_ = 0;
};

inline int bandRows(int height, int width) { return std::clamp(BAND_PIXELS / width, 1, height); }

// A padded image in `data`, its border cleared, and with `whole` its inside, too.
template <int L>
inline Padded<L> cleared(float* data, int height, int width, int channels, int border, bool whole = false) {
  const Padded<L> image = {data, width + 2 * border, height + 2 * border, border};
  const auto clear = [](float* from, float* to) { std::memset(from, 0, sizeof(float) * (to - from)); };
  if (whole) clear(data, data + paddedFloats(height, width, channels, border));
  else
    for (int c = 0; c < channels; c += L) {
      clear(image.at(c, 0, 0), image.at(c, border, border));
      // The end of a row and the beginning of the next one.
      for (int y = border; y < height + border - 1; y++) clear(image.at(c, y, width + border), image.at(c, y + 1, border));
      clear(image.at(c, height + border - 1, width + border), image.at(c, image.height, 0));
    }
  return image;
}
template <int L>
inline Padded<L> padded(Scratch& scratch, int height, int width, int channels, int border, bool whole = false) {
  float* data = scratch.take(paddedFloats(height, width, channels, border));
  return cleared<L>(data, height, width, channels, border, whole);
}
template <int L>
inline Padded<L> padded(Scratch& scratch, const Geometry& g, bool whole = false) {
  return padded<L>(scratch, g.height, g.width, g.channels, g.reach(), whole);
}

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

// a·gradient + b·(y − mean) + c of `count` pixels.
template <int L>
inline void outputGradient(const BackwardArguments& a, long from, int count, float* to) {
  const int filters = a.geometry.filters;
  for (int d = 0; d < filters; d += L) {
    const Vector<L> scale = a.a ? load<L>(a.a + d) : Vector<L>{} + 1.0f;
    const float* gradient = a.gradient + from * filters + d;
    float* at = to + d;
    if (!a.b) {
      for (int p = 0; p < count; p++, gradient += filters, at += filters) store<L>(at, load<L>(gradient) * scale);
      continue;
    }
    const Vector<L> slope = load<L>(a.b + d), mean = load<L>(a.mean + d), constant = load<L>(a.c + d);
    const float* y = a.y + from * filters + d;
    for (int p = 0; p < count; p++, gradient += filters, y += filters, at += filters)
      store<L>(at, load<L>(gradient) * scale + (load<L>(y) - mean) * slope + constant);
  }
}

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

  explicit Turned(const BackwardArguments& a) {
    const Geometry& g = a.geometry;
    const int taken = g.size * g.size;
    for (int t = taken - 1; t >= 0; t--)
      taps.insert(taps.end(), a.depthwise + long(t) * g.channels, a.depthwise + long(t + 1) * g.channels);
    matrix.resize(long(g.channels) * g.filters);
    for (int c = 0; c < g.channels; c++)
      for (int d = 0; d < g.filters; d++) matrix[long(d) * g.channels + c] = a.pointwise[long(c) * g.filters + d];
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
    outputGradient<L>(a, image * g.pixels() + long(first) * g.outWidth, count, dy);
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
