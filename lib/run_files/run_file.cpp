#include "run_files/run_file.h"

#include "core/clock.h"
#include "files/atomic_file.h"
#include "files/json_text.h"
#include "files/parse_json.h"
#include "run_files/schema.h"

namespace largestep {

RunFile::RunFile(std::filesystem::path path, nlohmann::ordered_json content, const nlohmann::ordered_json& previous)
    : path_(std::move(path)), content_(std::move(content)) {
  content_["started"] = utc_now();
  content_["resumed"] = 0;
  content_["restarts"] = nlohmann::ordered_json::array();
  if (!previous.is_object()) return;
  for (const char* key : {"started", "restarts", "images_per_second", "peak_memory_bytes"}) {
    if (previous.contains(key)) content_[key] = previous[key];
  }
  if (!content_["restarts"].is_array()) content_["restarts"] = nlohmann::ordered_json::array();
  const auto resumed = previous.find("resumed");
  const bool counted = resumed != previous.end() && resumed->is_number_integer();
  content_["resumed"] = (counted ? resumed->get<std::int64_t>() : 0) + 1;
}

void RunFile::keep_restarts(std::int64_t count) {
  auto& restarts = content_["restarts"];
  while (static_cast<std::int64_t>(restarts.size()) > count) restarts.erase(restarts.size() - 1);
}

void RunFile::add_restart(const nlohmann::ordered_json& restart, std::int64_t count) {
  keep_restarts(count - 1);
  content_["restarts"].push_back(restart);
}

void RunFile::write(const std::string& status) {
  content_["finished"] = nullptr;
  if (status != "running") content_["finished"] = utc_now();
  content_["status"] = status;
  if (!path_.empty()) write_file_atomically(path_, json_text(content_, 2) + "\n");
}

nlohmann::ordered_json read_run_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error) || std::filesystem::file_size(path, error) > kLargestDescription)
    return {};
  auto run = parse_json<nlohmann::ordered_json>(read_file(path, kLargestDescription));
  return run.is_object() ? run : nlohmann::ordered_json();
}

}  // namespace largestep
