#include "pictures/picture_sheet.h"

#include <algorithm>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <sstream>

#include "core/error.h"
#include "files/atomic_file.h"

namespace largestep {
namespace {

constexpr int kMargin = 28, kGap = 10, kHead = 92, kWidestLabel = 200, kCaptionLine = 17, kScaleHeight = 28;
constexpr double kTitleSize = 24, kTextSize = 15, kCaptionSize = 13;
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
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
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

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// Most lines of a caption.
int caption_lines(const PictureSheet& sheet) {
  std::size_t most = 0;
  for (const auto& row : sheet.rows) {
    for (const auto& tile : row.tiles) most = std::max(most, lines_of(tile.caption).size());
  }
  return static_cast<int>(most);
}

/// What the labels take beside the rows.
int label_width(const PictureSheet& sheet) {
  double widest = 0;
  for (const auto& row : sheet.rows) widest = std::max(widest, text_width(row.label, kTextSize));
  return widest > 0 ? std::min(kWidestLabel, cvCeil(widest) + 2 * kGap) : 0;
}

void draw_scale(cv::Mat& canvas, const SheetScale& scale, int y) {
  constexpr int kBarWidth = 240, kBarHeight = 14;
  const int left = kMargin + cvCeil(text_width(scale.low, kTextSize)) + kGap;
  const auto place = canvas(cv::Rect(left, y, kBarWidth, kBarHeight));
  cv::resize(to_mat(scale.bar), place, place.size(), 0, 0, cv::INTER_LINEAR);
  draw_text(canvas, scale.low, kMargin, y + kBarHeight - 2, kTextSize, kSoft);
  draw_text(canvas, scale.high, left + kBarWidth + kGap, y + kBarHeight - 2, kTextSize, kSoft);
}

}  // namespace

void write_sheet(const PictureSheet& sheet, const std::filesystem::path& path) {
  std::size_t columns = 1;
  for (const auto& row : sheet.rows) columns = std::max(columns, row.tiles.size());
  const int labels = label_width(sheet);
  const int left = kMargin + labels;
  const int row_height = sheet.tile_side + kGap + caption_lines(sheet) * kCaptionLine;
  const int grid_width = left + static_cast<int>(columns) * (sheet.tile_side + kGap) - kGap + kMargin;
  const int words =
      kMargin * 2 + cvCeil(std::max({text_width(sheet.title, kTitleSize), text_width(sheet.text, kTextSize), 360.0}));
  const int head = kHead + (sheet.scale ? kScaleHeight : 0);
  cv::Mat canvas(head + static_cast<int>(sheet.rows.size()) * row_height + kMargin - kGap, std::max(grid_width, words),
                 CV_8UC3, cv::Scalar::all(255));
  draw_text(canvas, sheet.title, kMargin, 42, kTitleSize, kInk, 2);
  draw_text(canvas, sheet.text, kMargin, 70, kTextSize, kSoft);
  if (sheet.scale) draw_scale(canvas, *sheet.scale, kHead - 6);
  int y = head;
  for (const auto& row : sheet.rows) {
    draw_text(canvas, fitted(row.label, kTextSize, labels - kGap), kMargin, y + sheet.tile_side / 2 + 5, kTextSize,
              kInk);
    int x = left;
    for (const auto& [image, caption] : row.tiles) {
      const auto place = canvas(cv::Rect(x, y, sheet.tile_side, sheet.tile_side));
      cv::resize(to_mat(image), place, place.size(), 0, 0, sheet.sharp_pixels ? cv::INTER_NEAREST : cv::INTER_CUBIC);
      int baseline = y + sheet.tile_side + 14;
      for (const auto& line : lines_of(caption)) {
        draw_text(canvas, fitted(line, kCaptionSize, sheet.tile_side), x, baseline, kCaptionSize, kSoft);
        baseline += kCaptionLine;
      }
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
