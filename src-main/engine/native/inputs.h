// What several operations find in the inputs of a call.
#pragma once
#include "call.h"
#include "kernels.h"

namespace plateau {

// A batch norm (mean, variance and, where it has learned them, γ and β) in `count` inputs from `first`, or none.
struct Norm {
  std::vector<float> scale, shift;
  std::vector<double> inverse;
  Affine affine;

  Norm(const Call& call, int first, int count, int channels, double pixels, bool unbiased) {
    if (count == 0) return;
    call.expect(first, count, channels, "batch norm");
    const float *mean = call.input(first), *given = call.input(first + 1);
    const float* gamma = count > 2 ? call.input(first + 2) : nullptr;
    for (int c = 0; c < channels; c++) {
      inverse.push_back(inverseDeviation(given[c], unbiased, pixels));
      scale.push_back(float(inverse[c] * (gamma ? gamma[c] : 1)));
      shift.push_back(gamma ? call.input(first + 3)[c] : 0);
    }
    affine = {mean, scale.data(), shift.data()};
  }
};

// The gradients of y (times `scale` where it is given), of its mean and of its variance (`moved`).
struct Gradients {
  std::vector<float> slope, constant;
  Incoming incoming;

  static void define(TF_OpDefinitionBuilder* op) {
    inputs(op, {"y: float", "mean: float", "gradient: float", "scale: scale_count * float",
                "moved: moved_count * float"});
    attributes(op, {"scale_count: int >= 0", "moved_count: int >= 0"});
  }
  // `y` is the input at which they begin, with `count` pixels.
  Gradients(const Call& call, int y, int scaled, int moved, int filters, int64_t count)
      : slope(moved ? filters : 0), constant(slope.size()) {
    const int mean = y + 1, gradient = y + 2, scale = y + 3, shift = scale + scaled;
    call.expect(gradient, 1, count * filters, "gradient");
    call.expect(scale, scaled, filters, "factors of the gradient");
    call.expect(shift, moved, filters, "gradients of mean and variance");
    if (moved) call.expect(mean, 1, filters, "mean");
    // d/dy of mean and of unbiased variance: 1/n and 2 (y − mean)/(n − 1).
    for (size_t d = 0; d < slope.size(); d++) {
      constant[d] = float(call.input(shift)[d] / double(count));
      slope[d] = float(2.0 * call.input(shift + 1)[d] / std::max(1.0, double(count - 1)));
    }
    incoming = {filters,
                call.input(y),
                call.input(gradient),
                scaled ? call.input(scale) : nullptr,
                moved ? slope.data() : nullptr,
                constant.data(),
                call.input(mean)};
  }
};

}  // namespace plateau
