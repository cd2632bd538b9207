#include "datasets/normalisation_text.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "datasets/dataset_catalog.h"
#include "files/csv_file.h"

namespace largestep {
namespace {

using Colours = std::array<double, 3>;

/// Of the images that torchvision's networks are trained on.
constexpr const char* kImageNet = "imagenet";
constexpr Normalisation kImageNetNormalisation{.mean = {0.485, 0.456, 0.406}, .deviation = {0.229, 0.224, 0.225}};

/// Finite numbers with commas between.
std::optional<std::vector<double>> numbers_in(std::string_view text) {
  std::vector<double> numbers;
  while (true) {
    const auto comma = std::min(text.find(','), text.size());
    const auto number = number_in(without_blanks(text.substr(0, comma)));
    if (!number || !std::isfinite(*number)) return std::nullopt;
    numbers.push_back(*number);
    if (comma == text.size()) return numbers;
    text.remove_prefix(comma + 1);
  }
}

std::optional<Normalisation> named(const std::string& name) {
  if (name == kImageNet) return kImageNetNormalisation;
  for (const auto& dataset : dataset_catalog()) {
    if (dataset.name == name) return dataset.normalisation;
  }
  return std::nullopt;
}

Colours colours_of(const char* setting, const std::string& text, Colours Normalisation::*member) {
  if (const auto known = named(text)) return (*known).*member;
  const auto numbers = numbers_in(text);
  if (numbers && numbers->size() == 1) return {numbers->front(), numbers->front(), numbers->front()};
  if (numbers && numbers->size() == 3) return {(*numbers)[0], (*numbers)[1], (*numbers)[2]};
  std::vector<std::string> names{kImageNet};
  for (const auto& dataset : dataset_catalog()) {
    if (dataset.normalisation) names.push_back(dataset.name);
  }
  fail(ErrorKind::kInvalidArgument,
       "{} is \"{}\", but must be three numbers (red, green and blue, with commas between), one for all, or one of {}",
       setting, text, fmt::join(names, ", "));
}

}  // namespace

std::optional<Normalisation> parse_normalisation(const std::string& mean, const std::string& deviation) {
  if (mean.empty() && deviation.empty()) return std::nullopt;
  if (mean.empty() || deviation.empty()) {
    fail(ErrorKind::kInvalidArgument, "mean and std go together; give {}, too", mean.empty() ? "mean" : "std");
  }
  Normalisation normalisation{.mean = colours_of("mean", mean, &Normalisation::mean),
                              .deviation = colours_of("std", deviation, &Normalisation::deviation)};
  for (const double value : normalisation.deviation) {
    if (!(value > 0)) fail(ErrorKind::kInvalidArgument, "std is \"{}\", but must be above 0", deviation);
  }
  return normalisation;
}

std::string in_words(const std::optional<Normalisation>& normalisation) {
  if (!normalisation) return "in [0, 1], no mean and std";
  return fmt::format("normalised with mean {} and std {}", fmt::join(normalisation->mean, ", "),
                     fmt::join(normalisation->deviation, ", "));
}

}  // namespace largestep
