#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "activity/inference.h"
#include "data/image_set.h"
#include "datasets/read_picture.h"

namespace largestep {

struct NetworkPictureOptions {
  std::string layer = {};  ///< tap whose channels are shown; "": that of the last block with positions
  std::vector<std::int64_t> channels = {0, 1, 2, 3, 4, 5, 6, 7};  ///< of that tap
  std::int64_t images_per_channel = 10;
  std::size_t mistakes = 30;
  std::vector<std::string> class_names = {};  ///< in the order of the labels; at least as many
  std::vector<UserPicture> pictures = {};     ///< to lay active maps over; none: the first images of the test set
};

/// A PNG that was written.
struct NetworkPicture {
  std::filesystem::path path;
  std::string title;  ///< "Filters of the first layer"
  std::string text;   ///< what there is to see
};

/// Draws what a network has learnt, into `directory` under names that begin with `prefix`: filters.png, channels.png
/// (the test images that excite channels most), mistakes.png (test images it was surest of, wrongly) and active.png
/// (where the layers are active on images). One pass over the test images.
/// @throws Error{kInvalidArgument} for an unknown layer or channel, or without OpenCV; Error{kWrite}.
std::vector<NetworkPicture> write_network_pictures(TappedNetwork& network, const ImageSet& test_set,
                                                   const NetworkPictureOptions& options,
                                                   const InferenceOptions& inference,
                                                   const std::filesystem::path& directory, const std::string& prefix);

/// Filters of the first convolution as images: grey is 0, and a filter's largest weight in magnitude is black or full
/// colour. @return uint8 [width, 3, h, w]
torch::Tensor filter_images(const TappedNetwork& network);

}  // namespace largestep
