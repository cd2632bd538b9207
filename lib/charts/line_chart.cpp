#include "charts/line_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "charts/palette.h"
#include "core/error.h"
#include "files/atomic_file.h"

namespace largestep {
namespace {

// All lengths below are pixels of the finished picture; the canvas multiplies them.
constexpr int kWidth = 1600;
constexpr int kHeight = 900;
constexpr int kOversampling = 2;
// Fractional bits that OpenCV takes in coordinates: lines through slowly changing values stay smooth.
constexpr int kShift = 4;

const cv::Scalar kPaper(255, 255, 255);
const cv::Scalar kInk(38, 32, 28);
const cv::Scalar kSoft(112, 100, 91);
const cv::Scalar kGrid(234, 229, 225);

cv::Scalar colour_of(std::size_t run) {
  const auto rgb = std::strtol(run_colour(run) + 1, nullptr, 16);
  return cv::Scalar(static_cast<double>(rgb & 255), static_cast<double>(rgb >> 8 & 255),
                    static_cast<double>(rgb >> 16 & 255));
}

/// Drawing in pixels of the finished picture on an image kOversampling times as large.
class Canvas {
 public:
  Canvas() : image_(kHeight * kOversampling, kWidth * kOversampling, CV_8UC3, kPaper) {}

  void line(cv::Point2d from, cv::Point2d to, const cv::Scalar& colour, double width) {
    cv::line(image_, scaled(from), scaled(to), colour, pixels(width), cv::LINE_AA, kShift);
  }
  void path(const std::vector<cv::Point2d>& points, const cv::Scalar& colour, double width) {
    std::vector<cv::Point> vertices;
    for (const auto& point : points) vertices.push_back(scaled(point));
    cv::polylines(image_, vertices, /*isClosed=*/false, colour, pixels(width), cv::LINE_AA, kShift);
  }
  void dot(cv::Point2d at, const cv::Scalar& colour, double radius) {
    cv::circle(image_, scaled(at), pixels(radius * (1 << kShift)), colour, cv::FILLED, cv::LINE_AA, kShift);
  }
  /// Text whose baseline begins (align 0), is centred (0.5) or ends (1) at a point. @return its width.
  double text(const std::string& text, cv::Point2d at, double size, const cv::Scalar& colour, double align = 0,
              bool bold = false) {
    const double scale = size / 21.0 * kOversampling;
    const int thickness = bold ? 4 : 2;
    const auto extent = cv::getTextSize(text, cv::FONT_HERSHEY_DUPLEX, scale, thickness, nullptr);
    const cv::Point origin(pixels(at.x) - cvRound(align * extent.width), pixels(at.y));
    cv::putText(image_, text, origin, cv::FONT_HERSHEY_DUPLEX, scale, colour, thickness, cv::LINE_AA);
    return static_cast<double>(extent.width) / kOversampling;
  }
  cv::Mat finished() const {
    cv::Mat small;
    cv::resize(image_, small, {kWidth, kHeight}, 0, 0, cv::INTER_AREA);
    return small;
  }

 private:
  static int pixels(double length) { return std::max(1, cvRound(length * kOversampling)); }
  static cv::Point scaled(cv::Point2d point) {
    constexpr double kUnit = kOversampling * (1 << kShift);
    // Far outside the picture, but within OpenCV's int.
    constexpr double kFar = 1e6;
    return {cvRound(std::clamp(point.x, -kFar, kFar) * kUnit), cvRound(std::clamp(point.y, -kFar, kFar) * kUnit)};
  }

  cv::Mat image_;
};

/// What a panel's y axis has a place for.
std::vector<double> drawable_values(const ChartPanel& panel) {
  std::vector<double> values;
  for (const auto& line : panel.lines) {
    std::copy_if(line.curve.y.begin(), line.curve.y.end(), std::back_inserter(values),
                 [&](double y) { return is_drawable(y, panel.y_axis); });
  }
  return values;
}

double last_x(const ChartPanel& panel) {
  double last = 0;
  for (const auto& line : panel.lines) {
    if (!line.curve.x.empty()) last = std::max(last, line.curve.x.back());
  }
  return last > 0 ? last : 1;
}

void draw_axes(Canvas& canvas, const ChartPanel& panel, const Axis& x, const Axis& y) {
  for (const double tick : y.ticks()) {
    const double at = y.place(tick);
    canvas.line({x.from, at}, {x.to, at}, kGrid, 1);
    canvas.text(y.name(tick), {x.from - 12, at + 5}, 15, kSoft, 1);
  }
  for (const double tick : x.ticks()) {
    const double at = x.place(tick);
    canvas.line({at, y.from}, {at, y.from + 6}, kSoft, 1);
    canvas.text(x.name(tick), {at, y.from + 28}, 15, kSoft, 0.5);
  }
  canvas.line({x.from, y.from}, {x.to, y.from}, kSoft, 1);
  canvas.text(panel.x_label, {(x.from + x.to) / 2, y.from + 62}, 16, kSoft, 0.5);
}

void draw_line(Canvas& canvas, const ChartLine& line, const Axis& x, const Axis& y) {
  const auto colour = colour_of(line.colour);
  for (const double mark : line.marks) {
    if (!(mark >= x.low && mark <= x.high)) continue;
    for (double at = y.to; at < y.from; at += 9) canvas.line({x.place(mark), at}, {x.place(mark), at + 3}, colour, 1.2);
  }
  std::vector<cv::Point2d> points;
  for (std::size_t i = 0; i < line.curve.x.size(); ++i) {
    if (is_drawable(line.curve.y[i], y.kind)) points.emplace_back(x.place(line.curve.x[i]), y.place(line.curve.y[i]));
  }
  canvas.path(points, colour, 2.4);
  if (points.size() > 40) return;
  for (const auto& point : points) canvas.dot(point, colour, 4);
}

void draw_panel(Canvas& canvas, const ChartPanel& panel, double left, double right) {
  constexpr double kTop = 220, kBottom = kHeight - 110;
  canvas.text(panel.title, {left, kTop - 36}, 19, kInk);
  const auto values = drawable_values(panel);
  if (values.empty()) {
    canvas.text("not measured (yet)", {(left + right) / 2, (kTop + kBottom) / 2}, 16, kSoft, 0.5);
    return;
  }
  const Axis x{AxisKind::kLinear, 0, last_x(panel), left + 82, right};
  const Axis y = value_axis(panel.y_axis, values, kBottom, kTop);
  draw_axes(canvas, panel, x, y);
  for (const auto& line : panel.lines) draw_line(canvas, line, x, y);
}

void draw_legend(Canvas& canvas, const std::vector<std::string>& legend) {
  double x = 64;
  for (std::size_t i = 0; i < legend.size() && x < kWidth - 160; ++i) {
    canvas.line({x, 123}, {x + 28, 123}, colour_of(i), 4);
    x += 40 + canvas.text(legend[i], {x + 40, 129}, 17, kInk) + 36;
  }
}

}  // namespace

void write_picture(const ChartPicture& picture, const std::filesystem::path& path) {
  Canvas canvas;
  canvas.text(picture.title, {64, 78}, 27, kInk, 0, /*bold=*/true);
  draw_legend(canvas, picture.legend);
  const double panel_width = (kWidth - 128.0 + 72.0) / static_cast<double>(picture.panels.size());
  for (std::size_t i = 0; i < picture.panels.size(); ++i) {
    const double left = 64 + panel_width * static_cast<double>(i);
    draw_panel(canvas, picture.panels[i], left, left + panel_width - 72);
  }
  std::vector<unsigned char> png;
  if (!cv::imencode(".png", canvas.finished(), png)) fail(ErrorKind::kInternal, "could not encode {}", path.string());
  write_file_atomically(path, std::string_view(reinterpret_cast<const char*>(png.data()), png.size()));
}

}  // namespace largestep
