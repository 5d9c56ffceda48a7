// The operations of a weighted sum, of its gradient, and of a node in eval mode.
#pragma once
#include "call.h"
#include "kernels.h"

namespace plateau {

// What both directions of a weighted sum know of its terms.
struct Terms {
  int terms, normal, weighted, shifted;
  bool unbiased, perChannel;
  std::vector<int> normalised, at;

  static void define(TF_OpDefinitionBuilder* op) {
    inputs(op, {"x: terms * float", "means: normalised_count * float",
                "variances: normalised_count * float", "weights: weights_count * float",
                "shift: shift_count * float"});
    attributes(op, {"terms: int >= 0", "normalised_count: int >= 0", "weights_count: int >= 0", "shift_count: int >= 0",
                    "normalised: list(int)", "at: list(int)", "unbiased: bool", "per_channel: bool"});
  }
  explicit Terms(const Attributes& a)
      : terms(a.number("terms")),
        normal(a.number("normalised_count")),
        weighted(a.number("weights_count")),
        shifted(a.number("shift_count")),
        unbiased(a.flag("unbiased")),
        perChannel(a.flag("per_channel")),
        normalised(a.numbers("normalised")),
        at(a.numbers("at")) {}

  int first;  // the input at which the terms begin
  int meanOf(int n) const { return first + terms + n; }
  int varianceOf(int n) const { return first + terms + normal + n; }
  int weights() const { return first + terms + 2 * normal; }
  int shift() const { return weights() + weighted; }

  // Position of the weight of a term for a channel, −1: none, so 1.
  int64_t weightAt(int k, int c, int channels) const {
    if (!weighted || at[k] < 0) return -1;
    return perChannel ? int64_t(at[k]) * channels + c : at[k];
  }
  double weight(const Call& call, int k, int c, int channels) const {
    const int64_t position = weightAt(k, c, channels);
    if (position < 0) return 1;
    if (position >= call.size(weights())) throw Failure{"a weight that is not there"};
    return call.input(weights())[position];
  }
};

// Inputs and numbers of one call.
struct SumCall {
  int channels;
  long rows;
  std::vector<const float*> x, mean;
  std::vector<int> normal;      // of each term, or −1
  std::vector<double> inverse;  // [terms, channels]; 1 where nothing is normalised
  std::vector<float> scale;     // [terms, channels]

  // Of sums in the shape of an image.
  SumCall(const Call& call, const Terms& t, const Shape& image) : x(t.terms), mean(t.terms), normal(t.terms, -1) {
    channels = int(image.back());
    rows = 1;
    for (size_t axis = 0; axis + 1 < image.size(); axis++) rows *= image[axis];
    if (channels % 4 != 0) throw Failure{"channels must be multiples of 4"};
    call.expect(t.meanOf(0), 2 * t.normal, channels, "batch norm");
    if (t.shifted) call.expect(t.shift(), 1, channels, "constant of a sum");
    for (size_t n = 0; n < t.normalised.size(); n++) normal.at(t.normalised[n]) = int(n);
    for (int k = 0; k < t.terms; k++) {
      if (call.size(t.first + k) != rows * channels) throw Failure{"terms of a sum differ in shape"};
      x[k] = call.input(t.first + k);
      if (normal[k] >= 0) mean[k] = call.input(t.meanOf(normal[k]));
      for (int c = 0; c < channels; c++) {
        const bool plain = normal[k] < 0;
        inverse.push_back(plain ? 1 : inverseDeviation(call.input(t.varianceOf(normal[k]))[c], t.unbiased, double(rows)));
        scale.push_back(float(inverse.back() * t.weight(call, k, c, channels)));
      }
    }
  }
};

struct WeightedSum : Terms {
  static constexpr const char* NAME = "PlateauWeightedSum";
  static void define(TF_OpDefinitionBuilder* op) {
    Terms::define(op);
    outputs(op, {"y: float"});
  }
  explicit WeightedSum(const Attributes& a) : Terms(a) { first = 0; }

  void operator()(Call& call) const {
    const SumCall sum(call, *this, call.shape(first));
    float* y = call.output(0, call.shape(0));
    kernels().sum({sum.rows, sum.channels, terms, sum.x.data(), sum.mean.data(), sum.scale.data(),
                   shifted ? call.input(shift()) : nullptr, y});
  }
};

// The gradient of term k is `scales`[k] times that of the sum: it is left to whoever needs it.
struct WeightedSumGradient : Terms {
  static constexpr const char* NAME = "PlateauWeightedSumGrad";
  static void define(TF_OpDefinitionBuilder* op) {
    inputs(op, {"gradient: float"});
    Terms::define(op);
    outputs(op, {"scales: float", "weights_gradient: float", "means_gradient: float",
                 "variances_gradient: float", "shift_gradient: float"});
  }
  explicit WeightedSumGradient(const Attributes& a) : Terms(a) { first = 1; }

  void operator()(Call& call) const {
    const SumCall seen(call, *this, call.shape(first));
    call.expect(0, 1, seen.rows * seen.channels, "gradient");
    const int channels = seen.channels;
    std::vector<double> sum(channels), moment(size_t(terms) * channels);
    kernels().sumGradient(
        {seen.rows, channels, terms, seen.x.data(), seen.mean.data(), call.input(0), sum.data(), moment.data()});
    float* scales = call.output(0, {terms, channels});
    std::copy(seen.scale.begin(), seen.scale.end(), scales);
    const Shape shape = weighted ? call.shape(weights()) : Shape{0};
    float* dWeights = call.output(1, shape);
    std::fill_n(dWeights, weighted ? call.size(weights()) : 0, 0.0f);
    float *dMeans = call.output(2, {normal, channels}), *dVariances = call.output(3, {normal, channels});
    float* dShift = call.output(4, {channels});
    for (int c = 0; c < channels; c++) {
      dShift[c] = float(sum[c]);
      for (int k = 0; k < terms; k++) {
        const double r = seen.inverse[size_t(k) * channels + c], through = moment[size_t(k) * channels + c];
        const double weight = this->weight(call, k, c, channels);
        const int64_t position = weightAt(k, c, channels);
        if (position >= 0) dWeights[position] += float(r * through);
        if (seen.normal[k] < 0) continue;
        const size_t of = size_t(seen.normal[k]) * channels + c;
        dMeans[of] = float(-weight * r * sum[c]);
        dVariances[of] = float(variance(1, unbiased, double(seen.rows)) * -0.5 * weight * r * r * r * through);
      }
    }
  }
};

// A weighted sum some terms of which are chains of convolutions of `sources`, in eval mode.
struct Node : Terms {
  static constexpr const char* NAME = "PlateauNode";
  static constexpr int FIELDS = 4;  // of a chain in `chains`: source, stages, stride, dilation
  int sources, kernelCount;
  std::vector<int> chains;

  static void define(TF_OpDefinitionBuilder* op) {
    Terms::define(op);
    inputs(op, {"sources: source_count * float", "kernels: kernel_count * float"});
    attributes(op, {"source_count: int >= 1", "kernel_count: int >= 2", "chains: list(int)"});
    outputs(op, {"y: float"});
  }
  explicit Node(const Attributes& a)
      : Terms(a), sources(a.number("source_count")), kernelCount(a.number("kernel_count")), chains(a.numbers("chains")) {
    first = 0;
  }

  void operator()(Call& call) const {
    const int firstSource = shift() + shifted, firstKernel = firstSource + sources;
    const Shape of = call.shape(firstSource + chains.at(0));
    if (of.size() != 4) throw Failure{"images have 4 axes"};
    const Shape image = {of.at(0), (of[1] + chains[2] - 1) / chains[2], (of[2] + chains[2] - 1) / chains[2], of[3]};
    const SumCall plain(call, *this, image);
    std::vector<Source> given;
    for (int s = 0; s < sources; s++) {
      const Shape shape = call.shape(firstSource + s);
      if (shape.size() != 4 || shape[0] != image[0] || shape[3] != plain.channels)
        throw Failure{"sources differ in images or channels"};
      given.push_back({call.input(firstSource + s), int(shape[1]), int(shape[2])});
    }
    // Kernels and normalisations stand in the order of the stages.
    int kernel = firstKernel, normal = int(normalised.size());
    std::vector<std::vector<float>> numbers;  // scales and matrices
    const std::vector<float> zeros(plain.channels);
    std::vector<Chain> made;
    for (size_t i = 0; i * FIELDS < chains.size(); i++) {
      const int* field = &chains[i * FIELDS];
      Chain chain{field[0], field[1], int(call.shape(kernel).at(0)), field[2], field[3], {}, {}, {}};
      if (chain.stages < 1 || chain.stages > 2) throw Failure{"a chain has 1 or 2 stages"};
      const Source& from = given.at(chain.source);
      if (chain.size == 1 && (from.height != 2 * image[1] || from.width != 2 * image[2]))
        throw Failure{"a factorized reduction halves its image"};
      for (int stage = 0; stage < chain.stages; stage++, normal++, kernel += 2) {
        kernelsOf(call, kernel, plain.channels, chain, stage, numbers);
        const bool last = stage == chain.stages - 1;
        std::vector<float>& scale = numbers.emplace_back(plain.channels);
        for (int c = 0; c < plain.channels; c++)
          scale[c] = float(inverseDeviation(call.input(varianceOf(normal))[c], unbiased, double(plain.rows)) *
                           (last ? weight(call, terms + int(i), c, plain.channels) : 1));
        chain.normal[stage] = {call.input(meanOf(normal)), scale.data(), zeros.data()};
      }
      made.push_back(chain);
    }
    float* y = call.output(0, image);
    const SumArguments sum = {plain.rows,        plain.channels,     terms,   plain.x.data(),
                              plain.mean.data(), plain.scale.data(), nullptr, y};
    kernels().node({int(image[0]), int(image[1]), int(image[2]), plain.channels, sum, given.data(), sources,
                    made.data(), int(made.size()), y});
  }

 private:
  // A stage's two kernels: depthwise and pointwise or, 1×1 both, those of a factorized reduction as one matrix.
  static void kernelsOf(const Call& call, int kernel, int channels, Chain& chain, int stage,
                        std::vector<std::vector<float>>& numbers) {
    const Shape first = call.shape(kernel), second = call.shape(kernel + 1);
    if (chain.size == 1) {
      const Shape half = {1, 1, channels, channels / 2};
      const bool fits = first == half && second == half && chain.stages == 1 && chain.stride == 2;
      if (!fits) throw Failure{"kernels of a factorized reduction have half of the channels"};
      std::vector<float>& matrix = numbers.emplace_back(2L * channels * channels);
      for (int row = 0; row < 2 * channels; row++) {
        const int tap = row / channels, own = channels / 2;
        std::copy_n(call.input(kernel + tap) + long(row % channels) * own, own,
                    matrix.data() + long(row) * channels + tap * own);
      }
      chain.pointwise[0] = matrix.data();
      return;
    }
    if (chain.size != 3 && chain.size != 5 && chain.size != 7) throw Failure{"kernels must be 1, 3, 5 or 7 wide"};
    if (first != Shape{chain.size, chain.size, channels, 1} || second != Shape{1, 1, channels, channels})
      throw Failure{"kernels and images differ in channels"};
    chain.depthwise[stage] = call.input(kernel);
    chain.pointwise[stage] = call.input(kernel + 1);
  }
};

}  // namespace plateau
