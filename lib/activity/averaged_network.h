#pragma once

#include "activity/inference.h"
#include "model/named_tensors.h"

namespace largestep {

/// Sets the running mean and variance of every BatchNorm to the mean of its batch statistics over the images, as for
/// weights that were not trained themselves but averaged (torch.optim.swa_utils.update_bn). Images pass unaugmented, in
/// batches of options.batch_size in order, with the last partial batch left out unless it is the only one. With ranks,
/// each passes some of the batches, and the means are those over all.
void estimate_batch_norm_statistics(TappedNetwork& network, const at::Tensor& images, const InferenceOptions& options);

/// Makes `network` the averaged one: its parameters become `average` (by parameter name, in module order), its
/// BatchNorm statistics are estimated on the images.
/// @param images  uint8 [N, 3, side, side]
/// @throws Error{kData} if names or shapes of the average are not the network's parameters'.
void load_average(TappedNetwork& network, const NamedTensors& average, const at::Tensor& images,
                  const InferenceOptions& options);

}  // namespace largestep
