#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/named_tensors.h"

namespace largestep {

inline constexpr std::int64_t kWidestNetwork = 1024;
inline constexpr std::int64_t kMostClasses = 100'000;

/// What tells networks of one kind apart.
struct NetworkSize {
  std::int64_t width = 64;    ///< 64: as published, [1, 1024]; the channels of all layers are in proportion to it
  std::int64_t classes = 10;  ///< number of outputs, [2, 100000]
  /// @throws Error{kInvalidArgument} naming field, value and range.
  void validate() const;
};

/// A tensor by which a network is known. Without a shape: one that the network has not.
struct NetworkMark {
  std::string name;
  std::vector<std::int64_t> shape;
};

/// The first dimension of a tensor of that name; 0 if there is none.
std::int64_t first_dimension(const NamedTensors& state, const std::string& name);

/// The size, if it is one that networks can have and the state has all of the marks.
std::optional<NetworkSize> size_if(const NamedTensors& state, const NetworkSize& size,
                                   const std::vector<NetworkMark>& marks);

}  // namespace largestep
