// A node of a cell: the sum of what its edges bring, each normalised and weighted, in one pass over memory.
#pragma once
#include <algorithm>
#include <vector>

#include "kernels.h"
#include "parallel.h"
#include "vectors.h"

namespace plateau {
namespace PLATEAU_ISA {

// Pixels whose sums stay in the first-level cache while the terms pass by.
constexpr long CHUNK_FLOATS = 2048;

// What one thread takes at a time.
constexpr long PIECE_FLOATS = 32768;

inline long chunkRows(int channels) { return std::max(1L, CHUNK_FLOATS / channels); }

// Rows from…from + count − 1 of the sum.
template <int L>
inline void sumRows(const SumArguments& a, long from, long count) {
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

// Calls work(first row, rows, slot) for pieces of a sum that are worth a thread's while.
template <typename F>
inline void pieces(long rows, int channels, F work) {
  const long piece = std::max(1L, PIECE_FLOATS / channels);
  parallel(int((rows + piece - 1) / piece), Share::EIGHTH, [&](int index, int slot) {
    work(index * piece, std::min(piece, rows - index * piece), slot);
  });
}

template <int L>
void weightedSum(const SumArguments& a) {
  const long chunk = chunkRows(a.channels);
  pieces(a.rows, a.channels, [&](long first, long rows, int) {
    for (long from = 0; from < rows; from += chunk) sumRows<L>(a, first + from, std::min(chunk, rows - from));
  });
}

// Sums over rows from…from + count − 1, added to `sum` [channels] and `moment` [terms, channels].
template <int L>
inline void gradientRows(const SumGradientArguments& a, long from, long count, double* sum, double* moment) {
  const auto addLanes = [](double* to, Vector<L> value) {
    for (int i = 0; i < L; i++) to[i] += value[i];
  };
  const float* g = a.gradient + from * a.channels;
  for (int c = 0; c < a.channels; c += L) {
    Vector<L> sums = {};
    for (long p = 0; p < count; p++) sums += load<L>(g + p * a.channels + c);
    addLanes(sum + c, sums);
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
      addLanes(moment + long(k) * a.channels + c, (moments[0] + moments[1]) + (moments[2] + moments[3]));
    }
  }
}

template <int L>
void weightedSumGradient(const SumGradientArguments& a) {
  const long chunk = chunkRows(a.channels), moments = long(a.terms) * a.channels;
  std::vector<std::vector<double>> totals(slots(Share::EIGHTH), std::vector<double>(a.channels + moments));
  pieces(a.rows, a.channels, [&](long first, long rows, int slot) {
    double* sum = totals[slot].data();
    for (long from = 0; from < rows; from += chunk)
      gradientRows<L>(a, first + from, std::min(chunk, rows - from), sum, sum + a.channels);
  });
  for (int slot = 1; slot < slots(Share::EIGHTH); slot++)
    for (size_t i = 0; i < totals[0].size(); i++) totals[0][i] += totals[slot][i];
  std::copy_n(totals[0].begin(), a.channels, a.sum);
  std::copy_n(totals[0].begin() + a.channels, moments, a.moment);
}

}  // namespace PLATEAU_ISA
}  // namespace plateau
