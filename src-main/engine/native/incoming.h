// The gradient that reaches an operation.
#pragma once
#include <vector>

#include "kernels.h"
#include "vectors.h"

namespace plateau {
namespace PLATEAU_ISA {

// That of `count` pixels, to `to` [count, filters].
template <int L>
inline void outputGradient(const Incoming& a, long from, int count, float* to) {
  const int filters = a.filters;
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

// A matrix [rows, columns] as [columns, rows].
inline std::vector<float> transposed(const float* matrix, int rows, int columns) {
  std::vector<float> turned(long(rows) * columns);
  for (int r = 0; r < rows; r++)
    for (int c = 0; c < columns; c++) turned[long(c) * rows + r] = matrix[long(r) * columns + c];
  return turned;
}

}  // namespace PLATEAU_ISA
}  // namespace plateau
