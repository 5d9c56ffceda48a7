// Mean and variance of images.
#pragma once
#include <algorithm>
#include <vector>

#include "vectors.h"

namespace plateau {
namespace PLATEAU_ISA {

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

}  // namespace PLATEAU_ISA
}  // namespace plateau
