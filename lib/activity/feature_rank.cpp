#include "activity/feature_rank.h"

#include <torch/types.h>

#include "activity/gram.h"
#include "activity/spectrum.h"
#include "core/error.h"

namespace largestep {

FeatureRank feature_rank(const at::Tensor& features) {
  if (features.dim() != 2 || features.size(0) < 2 || features.size(1) < 1 || !features.is_floating_point()) {
    fail(ErrorKind::kInvalidArgument, "the feature rank needs a floating-point matrix [N >= 2, U >= 1]");
  }
  const torch::NoGradGuard no_grad;
  const auto wide = features.to(at::kDouble);
  const auto centred = wide - wide.mean(0, /*keepdim=*/true);
  const bool more_images = centred.size(0) > centred.size(1);
  const auto values = singular_values_of_gram(gram(more_images ? centred : centred.t()));
  return {.components_99 = components_for_variance(values, 0.99), .effective_rank = effective_rank(values)};
}

}  // namespace largestep
