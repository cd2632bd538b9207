#include "session/resolved_settings.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "catalog/problem_catalog.h"
#include "core/error.h"
#include "datasets/data_directory.h"
#include "datasets/dataset_catalog.h"
#include "datasets/normalisation_text.h"
#include "device/available_cores.h"
#include "device/device.h"
#include "kernels/own_kernels.h"
#include "run_files/schema.h"
#include "session/gpu_of_rank.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

/// The part of this machine that one of several processes on it takes, unless the settings say.
void share_machine(Settings& settings, const Meeting& meeting) {
  const auto& names = meeting.names();
  const auto here = [&](const RankName& name) {
    return name.host == names[static_cast<std::size_t>(meeting.rank())].host;
  };
  const auto neighbours = std::count_if(names.begin(), names.end(), here);
  if (settings.threads == 0) settings.threads = available_cores(static_cast<int>(neighbours));
}

/// The GPU of one of several processes on a machine, or the CPU.
c10::Device device_of_rank(const std::string& text, const Meeting& meeting) {
  const auto device = parse_device(text);
  if (device.is_cpu() || text.find(':') != std::string::npos) return device;
  const auto& names = meeting.names();
  const auto me = static_cast<std::size_t>(meeting.rank());
  auto local = static_cast<std::int64_t>(meeting.launch().local_rank);
  if (local < 0) {
    local = std::count_if(names.begin(), names.begin() + meeting.rank(),
                          [&](const RankName& name) { return name.host == names[me].host; });
  }
  return parse_device(fmt::format("cuda:{}", gpu_of_rank(local, cuda_devices().count)));
}

void make_absolute(std::string& path) {
  if (!path.empty()) path = fs::absolute(path).string();
}

}  // namespace

ResolvedSettings resolve_for_this_machine(Settings settings, const Meeting* meeting) {
  const auto device = meeting != nullptr ? device_of_rank(settings.device, *meeting) : parse_device(settings.device);
  settings.device = meeting != nullptr && device.is_cuda() ? "cuda" : device.str();
  settings.precision = name_of(parse_precision(settings.precision, device));
  if (meeting != nullptr) share_machine(settings, *meeting);
  settings.threads = set_threads(static_cast<int>(settings.threads));
  use_own_kernels(settings.kernels != "libtorch");
  choose_convolutions(settings.convolution == "direct" ? ConvolutionChoice::kDirect : ConvolutionChoice::kFastest);
  if (needs_images(settings)) {
    settings.data = fs::absolute(find_data_directory(settings.data, find_dataset(settings.dataset))).string();
  }
  if (const auto inputs = parse_normalisation(settings.mean, settings.std)) {
    settings.mean = fmt::format("{}", fmt::join(inputs->mean, ","));
    settings.std = fmt::format("{}", fmt::join(inputs->deviation, ","));
  }
  make_absolute(settings.csv);
  make_absolute(settings.start_from);
  if (std::error_code error; fs::is_directory(settings.start_from, error)) {
    settings.start_from = last_checkpoint_of(settings.start_from).string();
  }
  return {.values = std::move(settings),
          .device = device,
          .processes = meeting != nullptr ? static_cast<int>(meeting->names().size()) : 1};
}

std::unique_ptr<Problem> make_problem(const ResolvedSettings& resolved) {
  auto problem = make_problem(resolved.values, {.device = resolved.device, .processes = resolved.processes});
  if (resolved.processes > 1 && !problem->can_be_shared()) {
    fail(ErrorKind::kInvalidArgument, "problem {} is trained by one process; start it without a launcher",
         resolved.values.problem);
  }
  return problem;
}

}  // namespace largestep
