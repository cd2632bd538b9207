#pragma once

#include <torch/torch.h>

#include "model/networks/resnet18.h"
#include "problems/image_classification.h"

namespace largestep {

/// A ResNet-18 of one channel on 12 random images in batches of 4: three steps an epoch.
inline ImageClassification three_step_problem() {
  torch::manual_seed(1);
  ImageSet images{.images = torch::randint(0, 256, {12, 3, 32, 32}, torch::kUInt8),
                  .labels = torch::randint(0, 10, {12}, torch::kInt64)};
  return ImageClassification(ResNet18(ResNet18Options{.width = 1}).ptr(), {.train = std::move(images)},
                             {.sampling = {.batch_size = 4, .seed = 3}, .augment = true});
}

}  // namespace largestep
