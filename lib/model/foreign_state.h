#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/network_catalog.h"

namespace largestep {

/// A network of the catalogue, found among tensors that something else saved.
struct FoundNetwork {
  std::string prefix;  ///< what stood before its names: "module.", "model.net.", mostly ""
  KnownNetwork network;
  NamedTensors state;               ///< its parameters and buffers by the names it has here
  std::vector<std::string> others;  ///< names of tensors of no network, scalars left out
};

/// Networks among named tensors: behind a prefix, as wrappers of modules put it there ("module." of DataParallel and
/// AveragedModel, "_orig_mod." of torch.compile, the name of a LightningModule's member); with other names of the same
/// layers, such as torchvision's (downsample, fc) or those of sequences (conv2_x, residual_function); BatchNorm's
/// num_batches_tracked, which PyTorch 0.4 did not have, is 0 where it is missing, as PyTorch takes it. Scalars beside
/// them that no module has (n_averaged, epoch) are left out. Outer ones come first; a network within a network is not
/// looked for.
std::vector<FoundNetwork> find_networks(const NamedTensors& tensors);

}  // namespace largestep
