#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/tensor_group.h"
#include "model/foreign_state.h"

namespace largestep {

/// Keys under which training scripts leave what was trained: of several that are there, the first counts.
inline constexpr std::array<std::string_view, 4> kMainKeys{"model", "state_dict", "net", "last"};

/// A network in a file from elsewhere.
struct NetworkCandidate {
  std::string place;  ///< "net", "state_dict.model.", "" for names that stand outermost as they are
  std::string key;    ///< the first part of the place
  FoundNetwork found;
  std::string obstacle;     ///< why a tensor beside its own was left out; mostly ""
  bool is_average = false;  ///< its place has the word ema, swa, avg, average or averaged
};

struct NetworkChoice {
  NetworkCandidate trained;
  std::optional<NetworkCandidate> average{};  ///< if there is one; the trained one itself, if it is all there is
  std::string note{};                         ///< what was chosen among, and what is not used; mostly ""
};

/// Which of the networks in a file is meant: the only one, that under `key` (a place or its first part), or that under
/// the first of kMainKeys. The same tensors under two names are one network.
/// @return nothing if there is none of the catalogue and no key was given.
/// @throws Error{kData} naming the places, if several could be meant; Error{kInvalidArgument} if none is under the key.
std::optional<NetworkChoice> choose_network(const std::vector<TensorGroup>& groups, const std::string& key,
                                            const std::filesystem::path& path);

}  // namespace largestep
