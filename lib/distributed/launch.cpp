#include "distributed/launch.h"

#include <array>
#include <charconv>
#include <cstdlib>

#include "core/error.h"

namespace largestep {
namespace {

/// The names under which a launcher passes what it knows.
struct Launcher {
  const char* rank;
  const char* size;
  const char* local_rank;
  const char* local_size;
};

constexpr std::array kLaunchers{
    Launcher{"RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE"},
    // SLURM_NTASKS would not do: a batch script has it, too, though it is one process.
    Launcher{"SLURM_PROCID", "SLURM_STEP_NUM_TASKS", "SLURM_LOCALID", "SLURM_STEP_TASKS_PER_NODE"},
    Launcher{"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK",
             "OMPI_COMM_WORLD_LOCAL_SIZE"},
    Launcher{"PMI_RANK", "PMI_SIZE", "MPI_LOCALRANKID", "MPI_LOCALNRANKS"},
};

std::int64_t number(const EnvironmentReader& environment, const char* name, std::int64_t low, std::int64_t high) {
  const auto text = environment(name);
  if (!text)
    fail(ErrorKind::kInvalidArgument, "the environment variable {} is not set, but others of its launcher are", name);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size() || value < low || value > high) {
    fail(ErrorKind::kInvalidArgument, "the environment variable {} is \"{}\", but must be a number in [{}, {}]", name,
         *text, low, high);
  }
  return value;
}

/// The first of srun's machines: "node7", or "node03" of "node[03-05,9],other".
std::string first_machine(const std::string& list) {
  const auto bracket = list.find('[');
  const auto comma = list.find(',');
  if (bracket == std::string::npos || comma < bracket) return list.substr(0, comma);
  const auto end = list.find_first_of(",-]", bracket);
  return list.substr(0, bracket) + list.substr(bracket + 1, end - bracket - 1);
}

std::string meeting_address(const EnvironmentReader& environment, const Launcher& launcher) {
  if (const auto address = environment("MASTER_ADDR")) return *address;
  if (const auto machines = environment("SLURM_STEP_NODELIST")) return first_machine(*machines);
  const auto here = environment(launcher.local_size);
  if (here && here == environment(launcher.size)) return "127.0.0.1";
  fail(ErrorKind::kInvalidArgument,
       "this is one of several processes ({} is {}), but MASTER_ADDR, the host name of rank 0's machine, is not set",
       launcher.size, environment(launcher.size).value_or(""));
}

}  // namespace

EnvironmentReader process_environment() {
  return [](const char* name) -> std::optional<std::string> {
    const char* text = std::getenv(name);
    return text == nullptr ? std::nullopt : std::optional<std::string>(text);
  };
}

std::optional<Launch> read_launch(const EnvironmentReader& environment) {
  constexpr std::int64_t kMostProcesses = 1 << 20;
  for (const auto& launcher : kLaunchers) {
    if (!environment(launcher.rank) && !environment(launcher.size)) continue;
    if (!environment(launcher.size) && launcher.rank != kLaunchers.front().rank) continue;  // SLURM's batch script
    Launch launch;
    launch.size = static_cast<int>(number(environment, launcher.size, 1, kMostProcesses));
    launch.told_by = launcher.size;
    launch.rank = static_cast<int>(number(environment, launcher.rank, 0, launch.size - 1));
    if (launch.size == 1) return std::nullopt;
    if (environment(launcher.local_rank)) {
      launch.local_rank = static_cast<int>(number(environment, launcher.local_rank, 0, launch.size - 1));
    }
    launch.address = meeting_address(environment, launcher);
    if (environment("MASTER_PORT"))
      launch.port = static_cast<std::uint16_t>(number(environment, "MASTER_PORT", 1, 65'535));
    launch.has_store = environment("TORCHELASTIC_USE_AGENT_STORE") == "True";
    if (environment("TORCHELASTIC_RESTART_COUNT")) {
      launch.restart = number(environment, "TORCHELASTIC_RESTART_COUNT", 0, kMostProcesses);
    }
    return launch;
  }
  return std::nullopt;
}

}  // namespace largestep
