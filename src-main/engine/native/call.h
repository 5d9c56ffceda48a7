// A call of one of our operations: its inputs, outputs and attributes, through TensorFlow's C interface.
#pragma once
// Leaves out what only device plugins need.
#define IS_SLIM_BUILD
#include <tensorflow/c/kernels.h>
#include <tensorflow/c/ops.h>
#include <tensorflow/c/tf_status.h>
#include <tensorflow/c/tf_tensor.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

namespace plateau {

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

using Specs = std::initializer_list<const char*>;

// What an operation takes and gives, as TensorFlow writes it: "x: float", "stride: int".
inline void inputs(TF_OpDefinitionBuilder* op, Specs specs) {
  for (const char* spec : specs) TF_OpDefinitionBuilderAddInput(op, spec);
}
inline void outputs(TF_OpDefinitionBuilder* op, Specs specs) {
  for (const char* spec : specs) TF_OpDefinitionBuilderAddOutput(op, spec);
}
inline void attributes(TF_OpDefinitionBuilder* op, Specs specs) {
  for (const char* spec : specs) TF_OpDefinitionBuilderAddAttr(op, spec);
}

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
inline double variance(float given, bool unbiased, double count) { return unbiased ? given * (count - 1) / count : given; }

inline double inverseDeviation(float given, bool unbiased, double count) {
  return 1 / std::sqrt(variance(given, unbiased, count) + EPSILON);
}

}  // namespace plateau
