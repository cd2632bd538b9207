#include "device/available_cores.h"

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "core/split.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

constexpr const char* kVersion2 = "cgroup2";

/// A hierarchy of control groups as mountinfo has it, see proc(5).
struct Hierarchy {
  std::string type;   ///< kVersion2, or "cgroup" for version 1
  std::string group;  ///< which group is at the place
  fs::path place;
};

bool lists(const std::string& names, const std::string& name) {
  const auto all = split(names, ',');
  return std::find(all.begin(), all.end(), name) != all.end();
}

/// mountinfo writes spaces, tabs, newlines and backslashes as \ and three octal digits.
std::string unescaped(const std::string& text) {
  const auto is_octal = [](char c) { return c >= '0' && c <= '7'; };
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 3 < text.size() && std::all_of(&text[i + 1], &text[i + 4], is_octal)) {
      plain += static_cast<char>(std::stoi(text.substr(i + 1, 3), nullptr, 8));
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

/// The hierarchies that can hold a quota of processor time.
std::vector<Hierarchy> mounted_hierarchies(const fs::path& root) {
  std::vector<Hierarchy> found;
  std::ifstream in(root / "proc/self/mountinfo");
  for (std::string line; std::getline(in, line);) {
    // 30 23 0:26 /group /sys/fs/cgroup/cpu rw,nosuid shared:9 - cgroup cgroup rw,cpu,cpuacct
    const auto dash = line.find(" - ");
    if (dash == std::string::npos) continue;
    const auto before = split(line.substr(0, dash), ' ');
    const auto after = split(line.substr(dash + 3), ' ');
    if (before.size() < 5 || after.size() < 3) continue;
    if (after[0] != kVersion2 && !(after[0] == "cgroup" && lists(after[2], "cpu"))) continue;
    found.push_back({.type = after[0],
                     .group = unescaped(before[3]),
                     .place = root / fs::path(unescaped(before[4])).relative_path()});
  }
  return found;
}

/// The group of this process in a hierarchy of that type, "" if it is in none.
std::string own_group(const fs::path& root, const std::string& type) {
  std::ifstream in(root / "proc/self/cgroup");
  for (std::string line; std::getline(in, line);) {
    // 0::/path of version 2, 4:cpu,cpuacct:/path of version 1
    const auto first = line.find(':');
    const auto second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const auto controllers = line.substr(first + 1, second - first - 1);
    const bool fits = type == kVersion2 ? controllers.empty() : lists(controllers, "cpu");
    if (fits) return line.substr(second + 1);
  }
  return "";
}

/// Where the group is below the hierarchy's place. In a container the names may be those of outside: then it is there.
fs::path below(const Hierarchy& hierarchy, const std::string& group) {
  const auto relative = fs::path(group).lexically_relative(hierarchy.group);
  return relative.empty() || *relative.begin() == ".." ? fs::path() : relative;
}

std::optional<double> ratio(double quota, double period) {
  return quota > 0.0 && period > 0.0 ? std::optional(quota / period) : std::nullopt;
}

std::optional<double> quota_of(const fs::path& group, bool is_version_2) {
  double quota = 0.0;
  double period = 0.0;
  if (is_version_2) {
    std::ifstream(group / "cpu.max") >> quota >> period;  // "max 100000": not a number, no limit
  } else {
    std::ifstream(group / "cpu.cfs_quota_us") >> quota;  // -1: no limit
    std::ifstream(group / "cpu.cfs_period_us") >> period;
  }
  return ratio(quota, period);
}

}  // namespace

std::optional<double> processor_quota(const fs::path& root) {
  std::optional<double> tightest;
  for (const auto& hierarchy : mounted_hierarchies(root)) {
    const auto group = own_group(root, hierarchy.type);
    if (group.empty()) continue;
    auto place = hierarchy.place;
    const auto consider = [&] {
      const auto quota = quota_of(place, hierarchy.type == kVersion2);
      if (quota && (!tightest || *quota < *tightest)) tightest = quota;
    };
    consider();
    for (const auto& part : below(hierarchy, group)) {
      place /= part;
      consider();
    }
  }
  return tightest;
}

int available_cores(int processes) {
  const auto machine = static_cast<int>(std::thread::hardware_concurrency());
  cpu_set_t allowed;
  int cores = sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : machine;
  if (processes > 1) cores = std::min(cores, machine / processes);
  if (const auto quota = processor_quota()) {
    cores = static_cast<int>(std::min<double>(cores, std::ceil(*quota / processes)));
  }
  return std::max(cores, 1);
}

}  // namespace largestep
