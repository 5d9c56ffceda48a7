// Depthwise and pointwise convolutions of rows of pixels, and the gradients of their kernels.
#pragma once
#include <algorithm>

#include "padded.h"

namespace plateau {
namespace PLATEAU_ISA {

// Pixels that pass through the pointwise products together: at least one row, and about so many.
constexpr int BAND_PIXELS = 32;

inline int bandRows(int height, int width) { return std::clamp(BAND_PIXELS / width, 1, height); }

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

}  // namespace PLATEAU_ISA
}  // namespace plateau
