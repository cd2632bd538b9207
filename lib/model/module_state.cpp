#include "model/module_state.h"

namespace largestep {

NamedTensors module_state(const torch::nn::Module& root) {
  NamedTensors state;
  for (const auto& module : root.named_modules("", /*include_self=*/false)) {
    const auto add = [&](const auto& items) {
      for (const auto& item : items) state.emplace_back(module.key() + "." + item.key(), item.value().detach());
    };
    add(module.value()->named_parameters(/*recurse=*/false));
    add(module.value()->named_buffers(/*recurse=*/false));
  }
  return state;
}

}  // namespace largestep
