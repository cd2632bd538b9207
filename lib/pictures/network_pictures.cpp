#include "pictures/network_pictures.h"

#include <fmt/format.h>

#include <optional>

#include "core/error.h"
#include "files/atomic_file.h"
#include "pictures/active_map.h"
#include "pictures/exciting_images.h"
#include "pictures/mistakes.h"
#include "pictures/picture_sheet.h"

namespace largestep {
namespace {

constexpr std::int64_t kOverlaid = 6;  // images of the test set, unless pictures are given

const std::string& class_name(const NetworkPictureOptions& options, std::int64_t index) {
  return options.class_names.at(static_cast<std::size_t>(index));
}

std::vector<SheetRow> in_rows_of(std::size_t columns, std::vector<SheetTile> tiles) {
  std::vector<SheetRow> rows;
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    if (i % columns == 0) rows.emplace_back();
    rows.back().tiles.push_back(std::move(tiles[i]));
  }
  return rows;
}

PictureSheet filter_sheet(const TappedNetwork& network) {
  const auto images = filter_images(network);
  std::vector<SheetTile> tiles;
  for (std::int64_t i = 0; i < images.size(0); ++i) tiles.push_back({images[i]});
  return {.title = "Filters of the first layer",
          .text = fmt::format("{} filters of {}x{} pixels; grey is zero, each scaled to its largest weight",
                              tiles.size(), images.size(2), images.size(3)),
          .tile_side = 72,
          .sharp_pixels = true,
          .rows = in_rows_of(8, std::move(tiles))};
}

PictureSheet channel_sheet(const ChannelExcitement& excitement, const ImageSet& test_set,
                           const NetworkPictureOptions& options) {
  PictureSheet sheet{.title = fmt::format("What excites channels of {}", options.layer),
                     .text = "The test images with the largest mean activation of a channel, the strongest first",
                     .rows = {}};
  for (std::size_t i = 0; i < options.channels.size(); ++i) {
    SheetRow row{.label = fmt::format("channel {}", options.channels[i]), .tiles = {}};
    for (const auto index : excitement.strongest(i, options.images_per_channel)) {
      row.tiles.push_back({test_set.images[index], class_name(options, test_set.labels[index].item<std::int64_t>())});
    }
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

PictureSheet mistake_sheet(const torch::Tensor& logits, const ImageSet& test_set,
                           const NetworkPictureOptions& options) {
  std::vector<SheetTile> tiles;
  for (const auto& mistake : surest_mistakes(logits, test_set.labels, options.mistakes)) {
    tiles.push_back({test_set.images[mistake.index],
                     fmt::format("{}\nnot {}\n{:.0f} %", class_name(options, mistake.truth),
                                 class_name(options, mistake.predicted), 100 * mistake.probability)});
  }
  const auto wrong = (logits.argmax(1) != test_set.labels).sum().item<std::int64_t>();
  return {
      .title = "Test images classified wrongly",
      .text = fmt::format("The {} it was surest of, of {} wrong ones in {}: true class, predicted class, probability",
                          tiles.size(), wrong, test_set.labels.numel()),
      .tile_side = 128,
      .rows = in_rows_of(6, std::move(tiles))};
}

/// [h, w] enlarged to the side of an image by repeating.
torch::Tensor enlarged(const torch::Tensor& map, std::int64_t side) {
  const auto at = (torch::arange(side) * map.size(0)).div(side, "floor");
  return map.index_select(0, at).index_select(1, at);
}

/// What overlay() makes of every share, over a grey image.
SheetScale activity_scale() {
  constexpr std::int64_t kHeight = 4, kWidth = 256, kMiddleGrey = 128;
  const auto grey = torch::full({3, kHeight, kWidth}, kMiddleGrey, torch::kUInt8);
  return {overlay(grey, torch::linspace(0, 1, kWidth).expand({kHeight, kWidth})), "0 %", "100 %"};
}

PictureSheet active_sheet(TappedNetwork& network, const ImageSet& test_set, const NetworkPictureOptions& options,
                          const InferenceOptions& inference) {
  std::vector<torch::Tensor> images;
  std::vector<std::string> names;
  for (const auto& picture : options.pictures) {
    images.push_back(picture.image);
    names.push_back(picture.path.filename().string());
  }
  for (std::int64_t i = 0; options.pictures.empty() && i < std::min(kOverlaid, test_set.labels.numel()); ++i) {
    images.push_back(test_set.images[i]);
    names.push_back(class_name(options, test_set.labels[i].item<std::int64_t>()));
  }
  const auto maps = active_maps(network, torch::stack(images), inference);
  PictureSheet sheet{.title = "Where the layers are active",
                     .text = "Share of a layer's channels that are above zero at a place",
                     .tile_side = 128,
                     .sharp_pixels = true,
                     .scale = activity_scale(),
                     .rows = {}};
  for (std::size_t i = 0; i < images.size(); ++i) {
    SheetRow row{.label = names[i], .tiles = {{images[i], "image"}}};
    for (const auto& map : maps) {
      const auto share = map.share[static_cast<std::int64_t>(i)];
      row.tiles.push_back({overlay(images[i], enlarged(share, images[i].size(1))),
                           fmt::format("{}\n{:.0f} % active", map.layer, 100 * share.mean().item<double>())});
    }
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

}  // namespace

torch::Tensor filter_images(const TappedNetwork& network) {
  const auto weights = network.first_filters().detach().to(torch::kCPU, torch::kFloat);
  const auto largest = weights.abs().flatten(1).amax(1).clamp_min(1e-12).view({-1, 1, 1, 1});
  return (127.5 + 127.5 * weights / largest).round().to(torch::kUInt8).contiguous();
}

std::vector<NetworkPicture> write_network_pictures(TappedNetwork& network, const ImageSet& test_set,
                                                   const NetworkPictureOptions& asked,
                                                   const InferenceOptions& inference,
                                                   const std::filesystem::path& directory, const std::string& prefix) {
  auto options = asked;
  const auto blocks = network.blocks();
  if (options.layer.empty()) options.layer = blocks.at(blocks.size() - 2).tap;
  std::optional<ChannelExcitement> excitement(std::in_place, network, options.layer, options.channels);
  std::vector<torch::Tensor> logits;
  auto pass = inference;
  pass.on_logits = [&](const torch::Tensor& batch) { logits.push_back(batch.to(torch::kCPU, torch::kFloat)); };
  score_images(network, test_set, pass);

  largestep::create_directories(directory);
  std::vector<NetworkPicture> pictures;
  const auto write = [&](const char* name, const PictureSheet& sheet) {
    pictures.push_back({directory / (prefix + name), sheet.title, sheet.text + "."});
    write_sheet(sheet, pictures.back().path);
  };
  write("filters.png", filter_sheet(network));
  write("channels.png", channel_sheet(*excitement, test_set, options));
  excitement.reset();  // it would listen to what follows, too
  write("mistakes.png", mistake_sheet(torch::cat(logits), test_set, options));
  write("active.png", active_sheet(network, test_set, options, inference));
  return pictures;
}

}  // namespace largestep
