#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <string>
#include <vector>

namespace largestep {

/// Channels, rows and columns of an image.
struct ImageShape {
  std::int64_t channels;
  std::int64_t height;
  std::int64_t width;
};

/// A place whose features are followed.
struct NetworkBlock {
  std::string name;  ///< "block1", in forward order
  std::string tap;   ///< name of its tap
};

/// A classifier of images whose activations can be watched at taps (activation_tap.h): all that measures, pictures and
/// the problem of image classification know of a network.
class TappedNetwork : public torch::nn::Module {
 public:
  /// @param images  [N, C, H, W], values in [0, 1]
  /// @return logits [N, classes]
  torch::Tensor forward(const torch::Tensor& images) { return classify(images); }

  virtual std::int64_t classes() const = 0;
  /// Of the images it is made for; others may fit, too.
  virtual ImageShape input_shape() const = 0;
  /// The size it was made with.
  virtual std::int64_t width() const = 0;
  /// "ResNet-18"
  virtual std::string kind() const = 0;
  /// Blocks in forward order, the last of them the features that the classes are read off.
  virtual std::vector<NetworkBlock> blocks() const = 0;
  /// Weights of the first convolution, [out, C, h, w].
  virtual torch::Tensor first_filters() const = 0;

 protected:
  /// @param inputs  [N, C, H, W]
  /// @return logits [N, classes]
  virtual torch::Tensor classify(const torch::Tensor& inputs) = 0;
};

/// Number of trainable scalars.
std::int64_t count_parameters(const torch::nn::Module& network);

}  // namespace largestep
