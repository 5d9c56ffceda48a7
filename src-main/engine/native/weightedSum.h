// A node of a cell: the sum of what its edges bring, each normalised and weighted, in one pass over memory.
#pragma once
#include <algorithm>

#include "kernels.h"
#include "vectors.h"

namespace plateau {
namespace PLATEAU_ISA {

// Pixels whose sums stay in the first-level cache while the terms pass by.
constexpr long CHUNK_FLOATS = 2048;

inline long chunkRows(int channels) { return std::max(1L, CHUNK_FLOATS / channels); }

template <int L>
void weightedSum(const SumArguments& a) {
  const long chunk = chunkRows(a.channels);
  for (long from = 0; from < a.rows; from += chunk) {
    const long count = std::min(chunk, a.rows - from);
    float* y = a.y + from * a.channels;
    for (int k = 0; k < a.terms; k++) {
      const float* x = a.x[k] + from * a.channels;
      for (int c = 0; c < a.channels; c += L) {
        const Vector<L> mean = a.mean[k] ? load<L>(a.mean[k] + c) : Vector<L>{};
        const Vector<L> scale = load<L>(a.scale + long(k) * a.channels + c);
        const Vector<L> shift = a.shift ? load<L>(a.shift + c) : Vector<L>{};
        for (long p = 0; p < count; p++) {
          float* to = y + p * a.channels + c;
          const Vector<L> before = k > 0 ? load<L>(to) : shift;
          store<L>(to, before + (load<L>(x + p * a.channels + c) - mean) * scale);
        }
      }
    }
  }
}

template <int L>
void weightedSumGradient(const SumGradientArguments& a) {
  const long chunk = chunkRows(a.channels);
  std::fill_n(a.sum, a.channels, 0.0);
  std::fill_n(a.moment, long(a.terms) * a.channels, 0.0);
  const auto addLanes = [](double* to, Vector<L> value) {
    for (int i = 0; i < L; i++) to[i] += value[i];
  };
  for (long from = 0; from < a.rows; from += chunk) {
    const long count = std::min(chunk, a.rows - from);
    const float* g = a.gradient + from * a.channels;
    for (int c = 0; c < a.channels; c += L) {
      Vector<L> sum = {};
      for (long p = 0; p < count; p++) sum += load<L>(g + p * a.channels + c);
      addLanes(a.sum + c, sum);
      for (int k = 0; k < a.terms; k++) {
        const float* x = a.x[k] + from * a.channels + c;
        const Vector<L> mean = a.mean[k] ? load<L>(a.mean[k] + c) : Vector<L>{};
        Vector<L> moments[4] = {};
        const auto take = [&](long p, int lane) {
          moments[lane] += load<L>(g + p * a.channels + c) * (load<L>(x + p * a.channels) - mean);
        };
        long p = 0;
        for (; p + 4 <= count; p += 4)
          for (int lane = 0; lane < 4; lane++) take(p + lane, lane);
        for (; p < count; p++) take(p, 0);
        addLanes(a.moment + long(k) * a.channels + c, (moments[0] + moments[1]) + (moments[2] + moments[3]));
      }
    }
  }
}

}  // namespace PLATEAU_ISA
}  // namespace plateau
