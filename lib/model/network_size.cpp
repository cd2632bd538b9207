#include "model/network_size.h"

#include <algorithm>

#include "core/error.h"

namespace largestep {
namespace {

/// Empty if there is no tensor of that name.
std::vector<std::int64_t> shape_of(const NamedTensors& state, const std::string& name) {
  const auto found = std::find_if(state.begin(), state.end(), [&](const auto& item) { return item.first == name; });
  return found == state.end() ? std::vector<std::int64_t>{} : found->second.sizes().vec();
}

bool is_in(std::int64_t value, std::int64_t low, std::int64_t high) { return value >= low && value <= high; }

}  // namespace

void NetworkSize::validate() const {
  if (!is_in(width, 1, kWidestNetwork)) {
    fail(ErrorKind::kInvalidArgument, "width is {}, but must be in [1, {}]", width, kWidestNetwork);
  }
  if (!is_in(classes, 2, kMostClasses)) {
    fail(ErrorKind::kInvalidArgument, "classes is {}, but must be in [2, {}]", classes, kMostClasses);
  }
}

std::int64_t first_dimension(const NamedTensors& state, const std::string& name) {
  const auto shape = shape_of(state, name);
  return shape.empty() ? 0 : shape.front();
}

std::optional<NetworkSize> size_if(const NamedTensors& state, const NetworkSize& size,
                                   const std::vector<NetworkMark>& marks) {
  const bool fits = is_in(size.width, 1, kWidestNetwork) && is_in(size.classes, 2, kMostClasses) &&
                    std::all_of(marks.begin(), marks.end(),
                                [&](const auto& mark) { return shape_of(state, mark.name) == mark.shape; });
  return fits ? std::optional(size) : std::nullopt;
}

}  // namespace largestep
