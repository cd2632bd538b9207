#include "checkpoint/python_optimizer.h"

#include <ATen/ATen.h>

#include "core/error.h"

namespace largestep {
namespace {

/// Whether a name of a state_dict is a buffer of BatchNorm, not a parameter.
bool is_buffer(const std::string& name) {
  for (const char* buffer : {".running_mean", ".running_var", ".num_batches_tracked"}) {
    if (name.ends_with(buffer)) return true;
  }
  return false;
}

c10::IValue entry(const c10::IValue& dict, const char* key) {
  if (!dict.isGenericDict() || !dict.toGenericDict().contains(key)) {
    fail(ErrorKind::kData, "its optimizer state has no {}, so it is not that of torch.optim.SGD", key);
  }
  return dict.toGenericDict().at(key);
}

/// Whether a buffer is real numbers in the shape of its parameter, none of them repeated by strides of zero.
bool fits(const at::Tensor& buffer, const at::Tensor& parameter) {
  return buffer.is_floating_point() && buffer.sizes() == parameter.sizes() &&
         buffer.nbytes() <= buffer.storage().nbytes();
}

}  // namespace

StateDict momentum_of_python_optimizer(const c10::IValue& optimizer, const StateDict& model) {
  const auto groups = entry(optimizer, "param_groups");
  if (!groups.isList() || groups.toListRef().size() != 1) {
    fail(ErrorKind::kData, "its optimizer state has several parameter groups, so its numbers name no parameters");
  }
  const auto state = entry(optimizer, "state");
  if (!state.isGenericDict()) fail(ErrorKind::kData, "its optimizer state is not a dict");
  StateDict momentum;
  std::int64_t number = 0;
  for (const auto& [name, tensor] : model) {
    if (is_buffer(name)) continue;
    const auto found = state.toGenericDict().find(number++);
    if (found == state.toGenericDict().end()) continue;
    const auto buffer = entry(found->value(), "momentum_buffer");
    if (buffer.isNone()) continue;
    if (!buffer.isTensor() || !fits(buffer.toTensor(), tensor)) {
      fail(ErrorKind::kData, "its momentum buffer {} does not fit {}", number - 1, name);
    }
    momentum.emplace_back(name, buffer.toTensor());
  }
  const auto parameters = static_cast<std::size_t>(number);
  if (state.toGenericDict().size() > parameters || (!momentum.empty() && momentum.size() != parameters)) {
    fail(ErrorKind::kData, "its optimizer state has {} momentum buffers, but the model has {} parameters",
         state.toGenericDict().size(), parameters);
  }
  return momentum;
}

}  // namespace largestep
