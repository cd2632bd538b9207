#include "page/curve_list.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "figures/chart_axis.h"

namespace largestep {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

Json short_number(double value) {
  if (!is_drawable(value, AxisKind::kLinear)) return nullptr;
  const auto text = fmt::format("{:.5g}", value);
  double rounded = value;
  std::from_chars(text.data(), text.data() + text.size(), rounded);
  if (rounded == std::trunc(rounded) && std::abs(rounded) < 1e9) return static_cast<std::int64_t>(rounded);
  return rounded;
}

Json short_numbers(const std::vector<double>& values) {
  auto json = Json::array();
  for (const double value : values) json.push_back(short_number(value));
  return json;
}

std::size_t Grids::index_of(const std::vector<double>& x) {
  const auto [place, is_new] = places_.emplace(x, list_.size());
  if (is_new) list_.push_back(short_numbers(x));
  return place->second;
}

void CurveList::add_whole(const std::string& name, const Curve& curve) {
  if (!curve.x.empty()) curves_[name] = {grids_.index_of(curve.x), short_numbers(curve.y)};
}

}  // namespace largestep
