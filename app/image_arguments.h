#pragma once

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/argument_checks.h"
#include "data/image_side.h"
#include "loading/image_inputs.h"

namespace largestep {

/// The flags that say what images a network is given and how they are normalised.
inline void add_image_flags(CLI::App& command, ImageInputs& inputs) {
  command.add_option("--dataset", inputs.dataset, "its images (see `largestep datasets`; else those of the run)")
      ->check(a_name());
  command.add_option("--data", inputs.data, "directory of the data set's files")->check(a_name());
  command.add_option("--size", inputs.size, "dataset folder: pixels of a side to which pictures are resized")
      ->check(CLI::Range(kSmallestImageSide, kLargestImageSide));
  command
      .add_option("--mean", inputs.mean,
                  "what inputs are normalised with: three numbers, one, or a data set's name (else as the run was)")
      ->check(a_name());
  command.add_option("--std", inputs.std, "likewise: inputs are (pixel / 255 - mean) / std")->check(a_name());
}

/// {"mean": [...], "std": [...]}, or null where inputs are in [0, 1].
inline nlohmann::ordered_json normalisation_json(const TappedNetwork& network) {
  const auto& normalisation = network.normalisation();
  if (!normalisation) return nullptr;
  return {{"mean", normalisation->mean}, {"std", normalisation->deviation}};
}

}  // namespace largestep
