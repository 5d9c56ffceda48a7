// Plateau's own operations, as TensorFlow knows them: its C interface registers them when this module is loaded.
// Leaves out what only device plugins need.
#define IS_SLIM_BUILD
#include <tensorflow/c/kernels.h>
#include <tensorflow/c/ops.h>
#include <tensorflow/c/tf_status.h>
#include <tensorflow/c/tf_tensor.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "kernels.h"
#include "register.h"

namespace plateau {
namespace {

constexpr double EPSILON = 1e-5;  // of batch norm, PyTorch's default

struct Status {
  TF_Status* status = TF_NewStatus();
  ~Status() { TF_DeleteStatus(status); }
  operator TF_Status*() const { return status; }
  bool ok() const { return TF_GetCode(status) == TF_OK; }
};

struct Failure {
  std::string message;
};

using Shape = std::vector<int64_t>;

// The inputs and outputs of one call.
class Call {
 public:
  explicit Call(TF_OpKernelContext* context) : context_(context) {}
  void open() {
    for (int i = 0; i < TF_NumInputs(context_); i++) {
      TF_Tensor* tensor = nullptr;
      TF_GetInput(context_, i, &tensor, status_);
      check();
      tensors_.emplace_back(tensor, TF_DeleteTensor);
    }
  }
  const float* input(int index) const { return static_cast<const float*>(TF_TensorData(tensors_.at(index).get())); }
  Shape shape(int index) const {
    const TF_Tensor* tensor = tensors_.at(index).get();
    Shape shape(TF_NumDims(tensor));
    for (size_t axis = 0; axis < shape.size(); axis++) shape[axis] = TF_Dim(tensor, int(axis));
    return shape;
  }
  int64_t size(int index) const { return TF_TensorElementCount(tensors_.at(index).get()); }
  // Inputs from…from + count − 1 hold so many numbers each.
  void expect(int from, int count, int64_t size, const char* what) const {
    for (int i = from; i < from + count; i++)
      if (this->size(i) != size) throw Failure{std::string(what) + ": " + std::to_string(this->size(i)) +
                                               " numbers in place of " + std::to_string(size)};
  }
  float* output(int index, const Shape& shape) {
    size_t bytes = sizeof(float);
    for (int64_t side : shape) bytes *= size_t(side);
    TF_Tensor* tensor = TF_AllocateOutput(context_, index, TF_FLOAT, shape.data(), int(shape.size()), bytes, status_);
    check();
    tensors_.emplace_back(tensor, TF_DeleteTensor);
    return static_cast<float*>(TF_TensorData(tensor));
  }
  void fail(const std::string& message) {
    TF_SetStatus(status_, TF_INVALID_ARGUMENT, message.c_str());
    TF_OpKernelContext_Failure(context_, status_);
  }

 private:
  void check() const {
    if (!status_.ok()) throw Failure{TF_Message(status_)};
  }
  TF_OpKernelContext* context_;
  Status status_;
  std::vector<std::unique_ptr<TF_Tensor, void (*)(TF_Tensor*)>> tensors_;
};

// The attributes of one node.
struct Attributes {
  TF_OpKernelConstruction* construction;
  int number(const char* name) const {
    Status status;
    int32_t value = 0;
    TF_OpKernelConstruction_GetAttrInt32(construction, name, &value, status);
    return value;
  }
  bool flag(const char* name) const {
    Status status;
    unsigned char value = 0;
    TF_OpKernelConstruction_GetAttrBool(construction, name, &value, status);
    return value;
  }
  std::vector<int> numbers(const char* name) const {
    Status status;
    int32_t length = 0, total = 0;
    TF_OpKernelConstruction_GetAttrSize(construction, name, &length, &total, status);
    std::vector<int> values(length > 0 ? length : 0);
    if (length > 0) TF_OpKernelConstruction_GetAttrInt32List(construction, name, values.data(), length, status);
    return values;
  }
};

// σ² from what is given: the variance itself, or the unbiased one of `count` numbers.
double variance(float given, bool unbiased, double count) { return unbiased ? given * (count - 1) / count : given; }

double inverseDeviation(float given, bool unbiased, double count) {
  return 1 / std::sqrt(variance(given, unbiased, count) + EPSILON);
}

// What stands between the input of an operation and its ReLU: nothing, or a batch norm (mean, variance, γ, β).
struct Before {
  std::vector<float> scale, shift;
  std::vector<double> inverse;
  Affine affine;

  Before(const Call& call, int first, int count, int channels, double pixels, bool unbiased) {
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

Geometry geometryOf(const Call& call, int stride, int dilation) {
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
    for (const char* input : {"x: float", "depthwise: float", "pointwise: float", "before: before_count * float"})
      TF_OpDefinitionBuilderAddInput(op, input);
    for (const char* output : {"y: float", "mean: float", "variance: float"})
      TF_OpDefinitionBuilderAddOutput(op, output);
    for (const char* attribute :
         {"before_count: int >= 0", "stride: int", "dilation: int", "unbiased: bool", "statistics: bool"})
      TF_OpDefinitionBuilderAddAttr(op, attribute);
  }
  explicit Separable(const Attributes& a)
      : before(a.number("before_count")),
        stride(a.number("stride")),
        dilation(a.number("dilation")),
        unbiased(a.flag("unbiased")),
        statistics(a.flag("statistics")) {}

  void operator()(Call& call) const {
    const Geometry g = geometryOf(call, stride, dilation);
    const Before normal(call, 3, before, g.channels, double(g.batch) * g.height * g.width, unbiased);
    const Shape seen = {statistics ? g.filters : 0};
    float* y = call.output(0, {g.batch, g.outHeight, g.outWidth, g.filters});
    float *mean = call.output(1, seen), *deviation = call.output(2, seen);
    kernels().forward({g, call.input(0), normal.affine, call.input(1), call.input(2), y, statistics ? mean : nullptr,
                       deviation});
  }
};

// From the gradients of y (times `scale` where it is given), of its mean and of its variance (`moved`).
struct SeparableGradient {
  static constexpr const char* NAME = "PlateauSeparableGrad";
  int before, stride, dilation, scaled, moved;
  bool unbiased, weights;

  static void define(TF_OpDefinitionBuilder* op) {
    for (const char* input : {"x: float", "depthwise: float", "pointwise: float", "before: before_count * float",
                              "y: float", "mean: float", "gradient: float", "scale: scale_count * float",
                              "moved: moved_count * float"})
      TF_OpDefinitionBuilderAddInput(op, input);
    for (const char* output : {"x_gradient: float", "depthwise_gradient: float", "pointwise_gradient: float",
                               "mean_gradient: float", "variance_gradient: float", "gamma_gradient: float",
                               "beta_gradient: float"})
      TF_OpDefinitionBuilderAddOutput(op, output);
    for (const char* attribute : {"before_count: int >= 0", "scale_count: int >= 0", "moved_count: int >= 0",
                                  "stride: int", "dilation: int", "unbiased: bool", "weights: bool"})
      TF_OpDefinitionBuilderAddAttr(op, attribute);
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
    const double pixels = double(g.batch) * g.height * g.width, count = double(g.batch) * g.pixels();
    const Before normal(call, 3, before, g.channels, pixels, unbiased);
    const int y = 3 + before, mean = y + 1, gradient = y + 2, scale = y + 3, shift = scale + scaled;
    call.expect(gradient, 1, int64_t(count) * g.filters, "gradient");
    call.expect(scale, scaled, g.filters, "factors of the gradient");
    call.expect(shift, moved, g.filters, "gradients of mean and variance");
    if (moved) call.expect(mean, 1, g.filters, "mean");
    // d/dy of mean and of unbiased variance: 1/n and 2 (y − mean)/(n − 1).
    std::vector<float> slope(moved ? g.filters : 0), constant(slope.size());
    for (size_t d = 0; d < slope.size(); d++) {
      constant[d] = float(call.input(shift)[d] / count);
      slope[d] = float(2.0 * call.input(shift + 1)[d] / std::max(1.0, count - 1));
    }
    float* dx = call.output(0, call.shape(0));
    float* dDepthwise = call.output(1, weights ? call.shape(1) : Shape{0});
    float* dPointwise = call.output(2, weights ? call.shape(2) : Shape{0});
    std::vector<double> sum(g.channels), moment(g.channels);
    kernels().backward({g, call.input(0), normal.affine, call.input(1), call.input(2), call.input(y),
                        call.input(gradient), scaled ? call.input(scale) : nullptr, moved ? slope.data() : nullptr,
                        constant.data(), call.input(mean), dx, sum.data(), moment.data(),
                        weights ? dDepthwise : nullptr, weights ? dPointwise : nullptr});
    ofBefore(call, normal, pixels, sum, moment);
  }

 private:
  // x̂ = (x − μ) r, seen = γ x̂ + β, r = (σ² + ε)^−½
  void ofBefore(Call& call, const Before& normal, double pixels, const std::vector<double>& sum,
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

// What both directions of a weighted sum know of its terms.
struct Terms {
  int terms, normal, weighted, shifted;
  bool unbiased, perChannel;
  std::vector<int> normalised, at;

  static void define(TF_OpDefinitionBuilder* op) {
    for (const char* input : {"x: terms * float", "means: normalised_count * float",
                              "variances: normalised_count * float", "weights: weights_count * float",
                              "shift: shift_count * float"})
      TF_OpDefinitionBuilderAddInput(op, input);
    for (const char* attribute :
         {"terms: int >= 0", "normalised_count: int >= 0", "weights_count: int >= 0", "shift_count: int >= 0",
          "normalised: list(int)", "at: list(int)", "unbiased: bool", "per_channel: bool"})
      TF_OpDefinitionBuilderAddAttr(op, attribute);
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
    TF_OpDefinitionBuilderAddOutput(op, "y: float");
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
    TF_OpDefinitionBuilderAddInput(op, "gradient: float");
    Terms::define(op);
    for (const char* output : {"scales: float", "weights_gradient: float", "means_gradient: float",
                               "variances_gradient: float", "shift_gradient: float"})
      TF_OpDefinitionBuilderAddOutput(op, output);
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
    for (const char* input : {"sources: source_count * float", "kernels: kernel_count * float"})
      TF_OpDefinitionBuilderAddInput(op, input);
    for (const char* attribute : {"source_count: int >= 1", "kernel_count: int >= 2", "chains: list(int)"})
      TF_OpDefinitionBuilderAddAttr(op, attribute);
    TF_OpDefinitionBuilderAddOutput(op, "y: float");
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
    std::vector<std::vector<float>> scales;
    scales.reserve(kernelCount);
    const std::vector<float> zeros(plain.channels);
    std::vector<Chain> made;
    for (size_t i = 0; i * FIELDS < chains.size(); i++) {
      const int* field = &chains[i * FIELDS];
      Chain chain{field[0], field[1], int(call.shape(kernel).at(0)), field[2], field[3], {}, {}, {}};
      if (chain.stages < 1 || chain.stages > 2) throw Failure{"a chain has 1 or 2 stages"};
      for (int stage = 0; stage < chain.stages; stage++, normal++) {
        const Shape depthwise = call.shape(kernel), pointwise = call.shape(kernel + 1);
        const Shape taps = {chain.size, chain.size, plain.channels, 1}, matrix = {1, 1, plain.channels, plain.channels};
        if (depthwise != taps || pointwise != matrix) throw Failure{"kernels and images differ in channels"};
        if (chain.size != 3 && chain.size != 5 && chain.size != 7) throw Failure{"kernels must be 3, 5 or 7 wide"};
        chain.depthwise[stage] = call.input(kernel++);
        chain.pointwise[stage] = call.input(kernel++);
        const bool last = stage == chain.stages - 1;
        std::vector<float>& scale = scales.emplace_back(plain.channels);
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
};

void shapesUnknown(TF_ShapeInferenceContext* context, TF_Status* status) {
  TF_ShapeInferenceContextSetUnknownShape(context, status);
}

template <typename Operation>
std::string registered() {
  Status status;
  TF_OpDefinitionBuilder* op = TF_NewOpDefinitionBuilder(Operation::NAME);
  Operation::define(op);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(op, shapesUnknown);
  TF_RegisterOpDefinition(op, status);
  if (!status.ok()) return TF_Message(status);
  const auto create = [](TF_OpKernelConstruction* construction) -> void* {
    return new Operation(Attributes{construction});
  };
  const auto compute = [](void* self, TF_OpKernelContext* context) {
    Call call(context);
    // Nothing may be thrown into TensorFlow: it would end the process.
    try {
      call.open();
      (*static_cast<const Operation*>(self))(call);
    } catch (const Failure& failure) {
      call.fail(std::string(Operation::NAME) + ": " + failure.message);
    } catch (const std::exception& defect) {
      call.fail(std::string(Operation::NAME) + ": " + defect.what());
    }
  };
  const auto remove = [](void* self) { delete static_cast<Operation*>(self); };
  TF_KernelBuilder* kernel = TF_NewKernelBuilder(Operation::NAME, "CPU", create, compute, remove);
  TF_RegisterKernelBuilder(Operation::NAME, kernel, status);
  return status.ok() ? "" : TF_Message(status);
}

}  // namespace

std::string registerOperations() {
  for (const auto& step : {registered<Separable>, registered<SeparableGradient>, registered<WeightedSum>,
                           registered<WeightedSumGradient>, registered<Node>}) {
    const std::string problem = step();
    if (!problem.empty()) return problem;
  }
  return "";
}

}  // namespace plateau
