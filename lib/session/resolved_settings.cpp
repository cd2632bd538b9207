#include "session/resolved_settings.h"

#include <algorithm>
#include <filesystem>

#include "catalog/problem_catalog.h"
#include "core/error.h"
#include "datasets/data_directory.h"
#include "datasets/dataset_catalog.h"
#include "device/available_cores.h"
#include "device/device.h"
#include "kernels/own_kernels.h"
#include "session/gpu_of_rank.h"
#include "settings/kept_settings.h"

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

}  // namespace

ResolvedSettings resolve_for_this_machine(Settings settings, const Meeting* meeting) {
  settings = as_kept(std::move(settings));
  const auto device = meeting != nullptr ? device_of_rank(settings.device, *meeting) : parse_device(settings.device);
  settings.device = meeting != nullptr && device.is_cuda() ? "cuda" : device.str();
  settings.precision = name_of(parse_precision(settings.precision, device));
  if (meeting != nullptr) share_machine(settings, *meeting);
  settings.threads = set_threads(static_cast<int>(settings.threads));
  use_own_kernels(settings.kernels != "libtorch");
  const bool direct =
      settings.convolution == "direct" || (settings.convolution == "auto" && settings.precision == "bf16");
  choose_convolutions(direct ? ConvolutionChoice::kDirect : ConvolutionChoice::kWinograd);
  // Problems without images refuse the setting.
  if (find_problem(settings.problem).settings.scopes.contains(SettingScope::kImages)) {
    settings.convolution = direct ? "direct" : "winograd";
  }
  if (needs_images(settings)) {
    settings.data = fs::absolute(find_data_directory(settings.data, find_dataset(settings.dataset))).string();
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
