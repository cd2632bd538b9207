#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

namespace largestep {

/// run.json: what ran where, from the start to the end, over all the times it was resumed.
class RunFile {
 public:
  /// @param path      empty: nothing is written
  /// @param previous  of the run that is resumed: its start, counts and restarts are kept. null for a new run.
  RunFile(std::filesystem::path path, nlohmann::ordered_json content, const nlohmann::ordered_json& previous);

  void set(const char* key, const nlohmann::ordered_json& value) { content_[key] = value; }
  /// Appends to the list `restarts`, which then has `count` entries: later ones are of a past that was lost.
  void add_restart(const nlohmann::ordered_json& restart, std::int64_t count);
  /// Drops entries of `restarts` beyond `count`.
  void keep_restarts(std::int64_t count);
  /// Writes the file with a status: "running", "finished", "stopped", "diverged" or "failed". @throws Error{kWrite}
  void write(const std::string& status);

 private:
  std::filesystem::path path_;
  nlohmann::ordered_json content_;
};

/// The run.json of a run that is resumed; null if it is missing or damaged, which no run should be lost for.
nlohmann::ordered_json read_run_file(const std::filesystem::path& path);

}  // namespace largestep
