// ReLU and pointwise convolution of images side by side, and its gradient: a few rows at a time, so that what is
// put together lies in the cache and never in memory.
#pragma once
#include "convolutions.h"
#include "incoming.h"
#include "moments.h"
#include "parallel.h"

namespace plateau {
namespace PLATEAU_ISA {

// Calls f(part, channels, position in the image of the part, position among the inputs) for what output pixels
// first… see, row by row, tap by tap.
template <typename F>
inline void seen(const Sides& s, int image, int row, int tap, F f) {
  int input = 0;
  for (int part = 0; part < s.parts; part++) {
    const long at = ((long(image) * s.height + s.stride * row + tap) * s.width) * s.channels[part];
    f(part, s.channels[part], at, tap * (s.inputs() / s.taps) + input);
    input += s.channels[part];
  }
}

// z [rows·outWidth, inputs] of output rows first…first + rows − 1.
template <int L>
inline void gather(const Sides& s, int image, int first, int rows, float* z) {
  const int inputs = s.inputs(), width = s.outWidth();
  for (int row = 0; row < rows; row++)
    for (int tap = 0; tap < s.taps; tap++)
      seen(s, image, first + row, tap, [&](int part, int channels, long at, int input) {
        const float* from = s.x[part] + at + tap * channels;
        float* to = z + long(row) * width * inputs + input;
        for (int o = 0; o < width; o++, from += s.stride * channels, to += inputs)
          for (int c = 0; c < channels; c += L) store<L>(to + c, positive<L>(load<L>(from + c)));
      });
}

// What `gather` has read takes its gradient from dz, every other pixel of these rows none.
template <int L>
inline void scatter(const PointwiseGradientArguments& a, int image, int first, int rows, const float* dz) {
  const Sides& s = a.sides;
  const int inputs = s.inputs(), width = s.outWidth();
  for (int row = 0; row < rows; row++)
    for (int tap = 0; tap < s.stride; tap++)
      seen(s, image, first + row, tap, [&](int part, int channels, long at, int input) {
        const float* x = s.x[part] + at;
        float* dx = a.dx[part] + at;
        const float* from = dz + long(row) * width * inputs + input;
        for (int o = 0; o < width; o++, from += inputs)
          for (int side = 0; side < s.stride; side++, x += channels, dx += channels)
            for (int c = 0; c < channels; c += L)
              stream<L>(dx + c, side == tap && tap < s.taps && load<L>(x + c) > 0 ? load<L>(from + c) : Vector<L>{});
      });
}

inline int bandRows(const Sides& s) { return bandRows(s.outHeight(), s.outWidth()); }

template <int L>
void pointwiseImage(const PointwiseArguments& a, int image, Moments& moments) {
  static thread_local Scratch scratch;
  const Sides& s = a.sides;
  const int band = bandRows(s), inputs = s.inputs(), width = s.outWidth();
  scratch.begin(long(band) * width * inputs, 1);
  float* z = scratch.take(long(band) * width * inputs);
  float* y = a.y + image * s.pixels() * a.filters;
  for (int first = 0; first < s.outHeight(); first += band) {
    const int rows = std::min(band, s.outHeight() - first), count = rows * width;
    float* to = y + long(first) * width * a.filters;
    gather<L>(s, image, first, rows, z);
    products<L>(z, a.matrix, count, inputs, a.filters, to);
    if (!a.after.mean) continue;
    for (int d = 0; d < a.filters; d += L) {
      const AffineLanes<L> affine(a.after, d);
      for (float* at = to + d; at < to + long(count) * a.filters; at += a.filters) store<L>(at, affine(load<L>(at)));
    }
  }
  if (a.mean) moments.add<L>(y, s.pixels());
}

template <int L>
void pointwise(const PointwiseArguments& a) {
  // With given statistics it is a pass in eval mode.
  const Share share = a.after.mean ? Share::ALL : Share::EIGHTH;
  std::vector<Moments> moments(slots(share), Moments(a.mean ? a.filters : 0));
  parallel(a.sides.batch, share, [&](int image, int slot) { pointwiseImage<L>(a, image, moments[slot]); });
  if (!a.mean) return;
  for (size_t slot = 1; slot < moments.size(); slot++) moments[0].add(moments[slot]);
  moments[0].finish(a.mean, a.variance);
}

template <int L>
void pointwiseGradientImage(const PointwiseGradientArguments& a, const std::vector<float>& turned, int image,
                            std::vector<double>& total) {
  static thread_local Scratch scratch;
  const Sides& s = a.sides;
  const int filters = a.incoming.filters, band = bandRows(s), inputs = s.inputs(), width = s.outWidth();
  const long pixels = long(band) * width, matrix = long(total.size());
  scratch.begin(pixels * (2 * inputs + filters) + matrix, 4);
  float* z = scratch.take(pixels * inputs);
  float* dz = scratch.take(pixels * inputs);
  float* dy = scratch.take(pixels * filters);
  float* sums = scratch.take(matrix);
  std::fill_n(sums, matrix, 0.0f);
  for (int first = 0; first < s.outHeight(); first += band) {
    const int rows = std::min(band, s.outHeight() - first), count = rows * width;
    outputGradient<L>(a.incoming, image * s.pixels() + long(first) * width, count, dy);
    if (a.dMatrix) {
      gather<L>(s, image, first, rows, z);
      outerProducts<L>(z, dy, count, inputs, filters, sums);
    }
    products<L>(dy, turned.data(), count, filters, inputs, dz);
    scatter<L>(a, image, first, rows, dz);
  }
  for (long i = 0; i < matrix; i++) total[i] += sums[i];
}

template <int L>
void pointwiseGradient(const PointwiseGradientArguments& a) {
  const int inputs = a.sides.inputs(), filters = a.incoming.filters;
  const std::vector<float> turned = transposed(a.matrix, inputs, filters);
  std::vector<std::vector<double>> totals(slots(Share::EIGHTH),
                                          std::vector<double>(a.dMatrix ? long(inputs) * filters : 0));
  parallel(a.sides.batch, Share::EIGHTH,
           [&](int image, int slot) { pointwiseGradientImage<L>(a, turned, image, totals[slot]); });
  for (size_t slot = 1; slot < totals.size(); slot++)
    for (size_t i = 0; i < totals[0].size(); i++) totals[0][i] += totals[slot][i];
  std::copy(totals[0].begin(), totals[0].end(), a.dMatrix);
}

}  // namespace PLATEAU_ISA
}  // namespace plateau
