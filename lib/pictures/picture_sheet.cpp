#include "pictures/picture_sheet.h"

#include <algorithm>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "core/atomic_file.h"
#include "core/error.h"

namespace largestep {
namespace {

constexpr int kMargin = 28, kGap = 10, kHead = 92, kLabelWidth = 150, kCaptionLine = 18;
const cv::Scalar kInk(38, 32, 28), kSoft(112, 100, 91);

/// [3, h, w] red, green, blue as OpenCV has it: h x w, blue, green, red.
cv::Mat to_mat(const torch::Tensor& image) {
  const auto pixels = image.permute({1, 2, 0}).contiguous();
  const cv::Mat view(static_cast<int>(pixels.size(0)), static_cast<int>(pixels.size(1)), CV_8UC3, pixels.data_ptr());
  cv::Mat bgr;
  cv::cvtColor(view, bgr, cv::COLOR_RGB2BGR);
  return bgr;
}

torch::Tensor to_tensor(const cv::Mat& bgr) {
  cv::Mat rgb;
  cv::cvtColor(bgr, rgb, cv::COLOR_BGR2RGB);
  return torch::from_blob(rgb.data, {rgb.rows, rgb.cols, 3}, torch::kUInt8).permute({2, 0, 1}).contiguous().clone();
}

std::string ascii(std::string text) {
  std::replace_if(text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

double text_width(const std::string& text, double size) {
  return cv::getTextSize(ascii(text), cv::FONT_HERSHEY_SIMPLEX, size / 30, 1, nullptr).width;
}

void draw_text(cv::Mat& canvas, const std::string& text, int x, int y, double size, const cv::Scalar& colour,
               int weight = 1) {
  cv::putText(canvas, ascii(text), {x, y}, cv::FONT_HERSHEY_SIMPLEX, size / 30, colour, weight, cv::LINE_AA);
}

/// Text cut to a width, with dots where something is missing.
std::string fitted(std::string text, double size, int width) {
  if (text_width(text, size) <= width) return text;
  while (!text.empty() && text_width(text + "..", size) > width) text.pop_back();
  return text + "..";
}

bool has_captions(const PictureSheet& sheet) {
  return std::any_of(sheet.rows.begin(), sheet.rows.end(), [](const SheetRow& row) {
    return std::any_of(row.tiles.begin(), row.tiles.end(), [](const auto& tile) { return !tile.caption.empty(); });
  });
}

bool has_labels(const PictureSheet& sheet) {
  return std::any_of(sheet.rows.begin(), sheet.rows.end(), [](const auto& row) { return !row.label.empty(); });
}

}  // namespace

void write_sheet(const PictureSheet& sheet, const std::filesystem::path& path) {
  std::size_t columns = 1;
  for (const auto& row : sheet.rows) columns = std::max(columns, row.tiles.size());
  const int left = kMargin + (has_labels(sheet) ? kLabelWidth : 0);
  const int row_height = sheet.tile_side + kGap + (has_captions(sheet) ? kCaptionLine : 0);
  const int grid_width = left + static_cast<int>(columns) * (sheet.tile_side + kGap) - kGap + kMargin;
  const int words = kMargin * 2 + cvCeil(std::max(text_width(sheet.title, 24), text_width(sheet.text, 15)));
  cv::Mat canvas(kHead + static_cast<int>(sheet.rows.size()) * row_height + kMargin - kGap, std::max(grid_width, words),
                 CV_8UC3, cv::Scalar::all(255));
  draw_text(canvas, sheet.title, kMargin, 42, 24, kInk, 2);
  draw_text(canvas, sheet.text, kMargin, 70, 15, kSoft);
  int y = kHead;
  for (const auto& row : sheet.rows) {
    draw_text(canvas, fitted(row.label, 15, kLabelWidth - kGap), kMargin, y + sheet.tile_side / 2 + 5, 15, kInk);
    int x = left;
    for (const auto& [image, caption] : row.tiles) {
      const auto place = canvas(cv::Rect(x, y, sheet.tile_side, sheet.tile_side));
      cv::resize(to_mat(image), place, place.size(), 0, 0, sheet.sharp_pixels ? cv::INTER_NEAREST : cv::INTER_CUBIC);
      draw_text(canvas, fitted(caption, 13, sheet.tile_side), x, y + sheet.tile_side + 14, 13, kSoft);
      x += sheet.tile_side + kGap;
    }
    y += row_height;
  }
  std::vector<unsigned char> png;
  if (!cv::imencode(".png", canvas, png)) fail(ErrorKind::kInternal, "could not encode {}", path.string());
  write_file_atomically(path, std::string_view(reinterpret_cast<const char*>(png.data()), png.size()));
}

torch::Tensor overlay(const torch::Tensor& image, const torch::Tensor& map) {
  const auto scaled = map.clamp(0, 1).mul(255).round().to(torch::kUInt8).contiguous();
  const cv::Mat heat(static_cast<int>(scaled.size(0)), static_cast<int>(scaled.size(1)), CV_8UC1, scaled.data_ptr());
  cv::Mat colours, grey;
  cv::applyColorMap(heat, colours, cv::COLORMAP_INFERNO);
  cv::cvtColor(to_mat(image), grey, cv::COLOR_BGR2GRAY);
  cv::cvtColor(grey, grey, cv::COLOR_GRAY2BGR);
  cv::Mat blended;
  cv::addWeighted(colours, 0.65, grey, 0.35, 0, blended);
  return to_tensor(blended);
}

}  // namespace largestep
