// Plateau's own operations, as TensorFlow knows them: its C interface registers them when this module is loaded.
#include "pointwiseOperations.h"
#include "register.h"
#include "separableOperations.h"
#include "sumOperations.h"

namespace plateau {
namespace {

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
  for (const auto& step : {registered<Separable>, registered<SeparableGradient>, registered<Pointwise>,
                           registered<PointwiseGradient>, registered<WeightedSum>, registered<WeightedSumGradient>,
                           registered<Node>}) {
    const std::string problem = step();
    if (!problem.empty()) return problem;
  }
  return "";
}

}  // namespace plateau
