#include "loading/load_weights.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "core/error.h"
#include "loading/network_choice.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

/// The tensors of a problem that is no network: those under a usual key, or the only ones.
StateDict plain_state(const std::vector<TensorGroup>& groups, const fs::path& path, const std::string& contents) {
  const TensorGroup* chosen = groups.size() == 1 ? &groups.front() : nullptr;
  for (const auto& group : groups) {
    const bool is_main = std::find(kMainKeys.begin(), kMainKeys.end(), group.key) != kMainKeys.end();
    if (chosen == nullptr && (is_main || group.key.empty())) chosen = &group;
  }
  if (chosen == nullptr || chosen->tensors.empty()) {
    fail(ErrorKind::kData, "{} is not a usable checkpoint: {}", path.string(), contents);
  }
  constexpr std::string_view kParallel = "module.";
  auto state = chosen->tensors;
  const bool all =
      std::all_of(state.begin(), state.end(), [&](const auto& t) { return t.first.starts_with(kParallel); });
  for (auto& item : state) item.first.erase(0, all ? kParallel.size() : 0);
  return state;
}

void read_momentum(WeightsFile& file, LoadedWeights& weights) {
  try {
    weights.checkpoint.momentum = file.momentum(weights.checkpoint.model);
  } catch (const Error& error) {
    weights.why_no_momentum = error.what();
  }
}

LoadedWeights read_foreign(WeightsFile& file, const WeightsOptions& options) {
  LoadedWeights weights{.checkpoint = {}, .network = std::nullopt};
  weights.contents = file.contents();
  const auto groups = file.groups();
  if (auto choice = choose_network(groups, options.key, file.path())) {
    weights.checkpoint.model = std::move(choice->trained.found.state);
    weights.network = choice->trained.found.network;
    weights.place = choice->trained.place;
    weights.obstacle = choice->trained.obstacle;
    weights.note = choice->note;
    if (choice->average) weights.checkpoint.average = std::move(choice->average->found.state);
  } else {
    weights.checkpoint.model = plain_state(groups, file.path(), weights.contents);
  }
  if (options.momentum && file.has_optimizer()) read_momentum(file, weights);
  return weights;
}

}  // namespace

LoadedWeights load_weights(const fs::path& path, const WeightsOptions& options) {
  WeightsFile file(path);
  if (!is_checkpoint(file)) return read_foreign(file, options);
  LoadedWeights weights{.checkpoint = load_checkpoint(file), .network = std::nullopt};
  weights.network = recognise_network(weights.checkpoint.model);
  return weights;
}

void fail_no_network(const fs::path& path, const LoadedWeights& weights) {
  std::vector<std::string> kinds, firsts;
  for (const auto& spec : network_catalog()) {
    kinds.push_back("a " + spec.kind);
    if (std::find(firsts.begin(), firsts.end(), spec.first_tensor) == firsts.end()) firsts.push_back(spec.first_tensor);
  }
  fail(ErrorKind::kData, "{} holds no weights of {}{}", path.string(), fmt::join(kinds, " or "),
       weights.contents.empty()
           ? ""
           : fmt::format(", whose first tensor is {}: {}", fmt::join(firsts, " or "), weights.contents));
}

}  // namespace largestep
