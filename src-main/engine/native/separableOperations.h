// The operations of a separable convolution and of its gradient.
#pragma once
#include "inputs.h"

namespace plateau {

inline Geometry geometryOf(const Call& call, int stride, int dilation) {
  const Shape x = call.shape(0), depthwise = call.shape(1), pointwise = call.shape(2);
  if (x.size() != 4 || depthwise.size() != 4 || pointwise.size() != 4) throw Failure{"images and kernels have 4 axes"};
  Geometry g;
  g.batch = int(x[0]);
  g.height = int(x[1]);
  g.width = int(x[2]);
  g.channels = int(x[3]);
  g.filters = int(pointwise[3]);
  g.size = int(depthwise[0]);
  g.stride = stride;
  g.dilation = dilation;
  g.outHeight = (g.height + stride - 1) / stride;
  g.outWidth = (g.width + stride - 1) / stride;
  const bool fits = depthwise[1] == g.size && depthwise[2] == g.channels && pointwise[2] == g.channels;
  if (!fits) throw Failure{"kernels and images differ in channels"};
  if ((g.channels | g.filters) % 4 != 0) throw Failure{"channels must be multiples of 4"};
  if (g.size != 3 && g.size != 5 && g.size != 7) throw Failure{"kernels must be 3, 5 or 7 wide"};
  if (stride < 1 || stride > 2) throw Failure{"strides must be 1 or 2"};
  return g;
}

// y = dw-pw(ReLU(before(x))), with its mean and unbiased variance per filter where `statistics` are wanted.
struct Separable {
  static constexpr const char* NAME = "PlateauSeparable";
  int before, stride, dilation;
  bool unbiased, statistics;

  static void define(TF_OpDefinitionBuilder* op) {
    inputs(op, {"x: float", "depthwise: float", "pointwise: float", "before: before_count * float"});
    outputs(op, {"y: float", "mean: float", "variance: float"});
    attributes(op, {"before_count: int >= 0", "stride: int", "dilation: int", "unbiased: bool", "statistics: bool"});
  }
  explicit Separable(const Attributes& a)
      : before(a.number("before_count")),
        stride(a.number("stride")),
        dilation(a.number("dilation")),
        unbiased(a.flag("unbiased")),
        statistics(a.flag("statistics")) {}

  void operator()(Call& call) const {
    const Geometry g = geometryOf(call, stride, dilation);
    const Norm normal(call, 3, before, g.channels, double(g.batch) * g.height * g.width, unbiased);
    const Shape seen = {statistics ? g.filters : 0};
    float* y = call.output(0, {g.batch, g.outHeight, g.outWidth, g.filters});
    float *mean = call.output(1, seen), *deviation = call.output(2, seen);
    kernels().forward({g, call.input(0), normal.affine, call.input(1), call.input(2), y, statistics ? mean : nullptr,
                       deviation});
  }
};

struct SeparableGradient {
  static constexpr const char* NAME = "PlateauSeparableGrad";
  int before, stride, dilation, scaled, moved;
  bool unbiased, weights;

  static void define(TF_OpDefinitionBuilder* op) {
    inputs(op, {"x: float", "depthwise: float", "pointwise: float", "before: before_count * float"});
    Gradients::define(op);
    outputs(op, {"x_gradient: float", "depthwise_gradient: float", "pointwise_gradient: float",
                 "mean_gradient: float", "variance_gradient: float", "gamma_gradient: float",
                 "beta_gradient: float"});
    attributes(op, {"before_count: int >= 0", "stride: int", "dilation: int", "unbiased: bool", "weights: bool"});
  }
  explicit SeparableGradient(const Attributes& a)
      : before(a.number("before_count")),
        stride(a.number("stride")),
        dilation(a.number("dilation")),
        scaled(a.number("scale_count")),
        moved(a.number("moved_count")),
        unbiased(a.flag("unbiased")),
        weights(a.flag("weights")) {}

  void operator()(Call& call) const {
    const Geometry g = geometryOf(call, stride, dilation);
    const double pixels = double(g.batch) * g.height * g.width;
    const Norm normal(call, 3, before, g.channels, pixels, unbiased);
    const Gradients gradients(call, 3 + before, scaled, moved, g.filters, g.batch * g.pixels());
    float* dx = call.output(0, call.shape(0));
    float* dDepthwise = call.output(1, weights ? call.shape(1) : Shape{0});
    float* dPointwise = call.output(2, weights ? call.shape(2) : Shape{0});
    std::vector<double> sum(g.channels), moment(g.channels);
    kernels().backward({g, call.input(0), normal.affine, call.input(1), call.input(2), gradients.incoming, dx, sum.data(),
                        moment.data(), weights ? dDepthwise : nullptr, weights ? dPointwise : nullptr});
    ofBefore(call, normal, pixels, sum, moment);
  }

 private:
  // x̂ = (x − μ) r, seen = γ x̂ + β, r = (σ² + ε)^−½
  void ofBefore(Call& call, const Norm& normal, double pixels, const std::vector<double>& sum,
                const std::vector<double>& moment) const {
    const Shape channels = {before > 0 ? int64_t(sum.size()) : 0}, affine = {before > 2 ? int64_t(sum.size()) : 0};
    float *dMean = call.output(3, channels), *dVariance = call.output(4, channels);
    float *dGamma = call.output(5, affine), *dBeta = call.output(6, affine);
    for (int64_t c = 0; c < channels[0]; c++) {
      const double r = normal.inverse[c], gamma = before > 2 ? call.input(5)[c] : 1;
      dMean[c] = float(-r * gamma * sum[c]);
      dVariance[c] = float(variance(1, unbiased, pixels) * -0.5 * r * r * r * gamma * moment[c]);
      if (before <= 2) continue;
      dGamma[c] = float(moment[c] * r);
      dBeta[c] = float(sum[c]);
    }
  }
};

}  // namespace plateau
