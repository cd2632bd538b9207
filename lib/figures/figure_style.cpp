#include "figures/figure_style.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <sstream>

#include "core/error.h"

namespace largestep {

void FigureStyle::validate() const {
  constexpr double kLeast = 72.0, kMost = 3600.0;
  if (!(width >= kLeast && width <= kMost)) {
    fail(ErrorKind::kInvalidArgument, "a figure's width is {:.4g}in, but must be 1in to 50in", width / 72.0);
  }
}

const char* name_of(FigureFormat format) {
  switch (format) {
    case FigureFormat::kSvg:
      return "svg";
    case FigureFormat::kPdf:
      return "pdf";
    case FigureFormat::kPng:
      return "png";
  }
  return "";
}

std::vector<FigureFormat> parse_figure_formats(const std::string& names) {
  std::vector<FigureFormat> formats;
  std::istringstream stream(names + ",");
  for (std::string name; std::getline(stream, name, ',');) {
    std::optional<FigureFormat> found;
    for (const auto format : {FigureFormat::kSvg, FigureFormat::kPdf, FigureFormat::kPng}) {
      if (name == name_of(format)) found = format;
    }
    if (!found) fail(ErrorKind::kInvalidArgument, "\"{}\" is no format of figures: pdf, svg and png are", name);
    if (std::find(formats.begin(), formats.end(), *found) == formats.end()) formats.push_back(*found);
  }
  return formats;
}

double length_in_points(const std::string& text) {
  static const std::map<std::string, double> kUnits{
      {"pt", 1.0}, {"in", 72.0}, {"cm", 72.0 / 2.54}, {"mm", 72.0 / 25.4}};
  double number = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto unit = kUnits.find(std::string(end, text.data() + text.size()));
  if (error != std::errc() || unit == kUnits.end() || !std::isfinite(number)) {
    fail(ErrorKind::kInvalidArgument, "\"{}\" is no length: give a number and in, cm, mm or pt, such as 3.25in", text);
  }
  return number * unit->second;
}

}  // namespace largestep
