#include "small_problems/examples.h"

#include <torch/types.h>

#include "core/error.h"

namespace largestep {

std::int64_t rows_of(const Examples& examples) {
  return examples.inputs.defined() && examples.inputs.dim() == 2 ? examples.inputs.size(0) : 0;
}

ExampleSets both_checked(ExampleSets sets) {
  for (auto* examples : {&sets.train, &sets.test}) {
    auto& [inputs, targets] = *examples;
    const bool fits = rows_of(*examples) > 0 && targets.defined() && targets.dim() == 1 &&
                      targets.size(0) == inputs.size(0) && inputs.scalar_type() == at::kDouble &&
                      targets.scalar_type() == at::kDouble;
    if (!fits) {
      fail(ErrorKind::kInvalidArgument, "{} examples must be inputs [n, d] and targets [n], both float64",
           examples == &sets.train ? "training" : "test");
    }
    inputs = inputs.contiguous();
    targets = targets.contiguous();
  }
  return sets;
}

}  // namespace largestep
