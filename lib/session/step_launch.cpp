#include "session/step_launch.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "device/device_graph.h"
#include "device/replayed_work.h"

namespace largestep {
namespace {

/// Why a problem that does not replay its steps does not; "" for one that does.
std::string why_not_captured(const Settings& settings, const c10::Device& device, int processes, bool replays_steps) {
  if (replays_steps) return "";
  if (!has_graphs(device)) return device.is_cuda() ? "this build has no CUDA graphs" : "there are graphs on GPUs only";
  if (settings.cuda_graph != "auto") return "cuda-graph is " + settings.cuda_graph;
  if (processes > 1) return "several processes wait for each other within a step";
  return "steps of this problem are not captured";
}

}  // namespace

StepLaunch step_launch(const Settings& settings, const c10::Device& device, int processes, bool replays_steps) {
  StepLaunch launch{.why_not = why_not_captured(settings, device, processes, replays_steps)};
  const bool captures = launch.why_not.empty();
  auto& step = captures ? launch.captured : launch.one_by_one;
  step = {"gradient", "update"};
  if (settings.average_tau > 0.0) step.emplace_back("weight average");
  if (captures) {
    // The update's gradients lie elsewhere once the gradient is captured, and it is warmed up anew.
    launch.one_by_one.push_back(fmt::format("first {} steps", 2 * ReplayedWork::kWarmUps));
    launch.one_by_one.emplace_back("watched steps");
  }
  launch.one_by_one.emplace_back("evaluations");
  if (settings.measure_every > 0) launch.one_by_one.emplace_back("measures");
  return launch;
}

std::string describe(const StepLaunch& launch) {
  if (launch.captured.empty()) return fmt::format("one by one, since {}", launch.why_not);
  return fmt::format("as CUDA graphs: {}; one by one: {}", fmt::join(launch.captured, ", "),
                     fmt::join(launch.one_by_one, ", "));
}

}  // namespace largestep
