#pragma once

#include <string>
#include <vector>

#include "datasets/image_source.h"
#include "loading/load_network.h"

namespace largestep {

/// What the command line says of the images for a loaded network; "" or 0: what the network's run was trained with,
/// and for weights of no run CIFAR-10 and inputs in [0, 1].
struct ImageInputs {
  std::string dataset = {};
  std::string data = {};
  std::int64_t size = 0;
  std::string mean = {};
  std::string std = {};
};

/// Where the images are. @throws Error{kData} if they are of another number of classes than the network tells apart.
ImageSource find_images(const LoadedNetwork& loaded, const ImageInputs& inputs);

/// Has the network normalise its inputs. @throws Error{kInvalidArgument} for what is no mean or std.
void normalise_inputs(LoadedNetwork& loaded, const ImageInputs& inputs);

/// Names of the network's classes: those of its data set where that can be found, else "class 0" and so on.
std::vector<std::string> class_names(const LoadedNetwork& loaded, const ImageInputs& inputs);

/// Side of the images that the network was trained on, in pixels.
std::int64_t image_side(const LoadedNetwork& loaded, const ImageInputs& inputs);

/// How inputs are normalised, in a sentence, and what to do if that may not be what the weights were trained with.
std::string describe_inputs(const LoadedNetwork& loaded);

}  // namespace largestep
