#pragma once

#include <torch/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace largestep {

struct SheetTile {
  torch::Tensor image;       ///< uint8 [3, h, w]
  std::string caption = {};  ///< lines under it, separated by '\n'
};

struct SheetRow {
  std::string label = {};
  std::vector<SheetTile> tiles;
};

/// What the colours of the images stand for.
struct SheetScale {
  torch::Tensor bar;  ///< uint8 [3, h, w], from left to right
  std::string low, high;
};

/// Small images in rows under a title. Text is ASCII; other characters show as '?'.
struct PictureSheet {
  std::string title;
  std::string text = {};                 ///< a line under the title
  int tile_side = 96;                    ///< pixels; images are enlarged to it
  bool sharp_pixels = false;             ///< enlarge by repeating pixels instead of smoothly
  std::optional<SheetScale> scale = {};  ///< stands under the text
  std::vector<SheetRow> rows;
};

/// Draws the sheet as PNG. @throws Error{kWrite}; Error{kInvalidArgument} if the program was built without OpenCV.
void write_sheet(const PictureSheet& sheet, const std::filesystem::path& path);

/// An image with a map laid over it: where the map is 0 the image is dark and grey, where it is 1 bright and warm.
/// @param image  uint8 [3, h, w]
/// @param map    float [h, w], in [0, 1]
/// @return uint8 [3, h, w]
torch::Tensor overlay(const torch::Tensor& image, const torch::Tensor& map);

}  // namespace largestep
