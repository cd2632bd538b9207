#pragma once

#include "model/networks/resnet.h"

namespace largestep {

using ResNet18Options = NetworkSize;

/// The residual network of the paper, for 32x32 images.
class ResNet18Impl final : public ResNetImpl {
 public:
  explicit ResNet18Impl(const ResNet18Options& options = {}) : ResNetImpl(ResNetKind{}, options) {}
};
TORCH_MODULE(ResNet18);

}  // namespace largestep
