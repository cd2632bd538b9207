#pragma once

#include <ATen/core/ivalue.h>

#include "checkpoint/checkpoint.h"

namespace largestep {

/// The momentum buffers in what Python's `torch.optim.SGD(model.parameters(), ...).state_dict()` returns, by parameter
/// name. There they are numbered in the order of model.parameters(), which is that of the state_dict without buffers.
/// @param model  state_dict of the model, parameters and buffers in its order
/// @return empty if the optimizer has none (no momentum, or no step taken yet).
/// @throws Error{kData} with a reason that does not name the file: for another optimizer's state, several parameter
///         groups, or buffers that do not fit the parameters.
StateDict momentum_of_python_optimizer(const c10::IValue& optimizer, const StateDict& model);

}  // namespace largestep
