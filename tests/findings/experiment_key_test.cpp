#include "findings/experiment_key.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <set>

#include "files/atomic_file.h"
#include "settings/setting_specs.h"

namespace largestep {
namespace {

/// Whether runs that differ in the setting are different experiments.
bool tells_apart(const std::string& setting) {
  RunData run;
  run.config = {{"problem", "svm"}};
  run.run = nlohmann::ordered_json::object();
  auto other = run;
  other.config[setting] = "other";
  return experiment_key(run, KeyOf::kSetting) != experiment_key(other, KeyOf::kSetting);
}

/// The list of the Python package.
std::set<std::string> immaterial_in_python() {
  const auto file = std::filesystem::path(LARGESTEP_TESTS_DIR).parent_path() / "python/largestep/comparison.py";
  const auto text = read_file(file);
  std::smatch list;
  if (!std::regex_search(text, list, std::regex("_IMMATERIAL = \\(([^)]*)\\)"))) return {};
  const auto names = list[1].str();
  const std::regex name("\"([^\"]+)\"");
  std::set<std::string> found;
  for (std::sregex_iterator at(names.begin(), names.end(), name), end; at != end; ++at) found.insert((*at)[1]);
  return found;
}

TEST(ExperimentKey, LeavesOutWhatThePythonPackageCallsImmaterialAndTheSeed) {
  std::set<std::string> left_out;
  for (const auto& spec : setting_specs()) {
    if (!tells_apart(spec.name) && spec.name != "seed") left_out.insert(spec.name);
  }
  EXPECT_EQ(immaterial_in_python(), left_out);
  EXPECT_FALSE(tells_apart("seed"));
}

}  // namespace
}  // namespace largestep
