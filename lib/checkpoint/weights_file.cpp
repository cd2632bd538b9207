#include "checkpoint/weights_file.h"

#include <ATen/ATen.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "checkpoint/archive_search.h"
#include "checkpoint/naming_the_file.h"
#include "checkpoint/python_optimizer.h"
#include "checkpoint/safetensors.h"

namespace largestep {
namespace {

constexpr std::size_t kMostListed = 6;

/// Names separated by commas, the first few of them.
std::string listed(const std::vector<std::string>& names) {
  const auto shown = std::min(names.size(), kMostListed);
  auto text = fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  if (names.size() > shown) text += fmt::format(" and {} more", names.size() - shown);
  return text;
}

}  // namespace

struct WeightsFile::Content {
  explicit Content(const std::filesystem::path& path) : file(path) {
    naming_the_file(path, [&] {
      if (is_safetensors(file)) {
        safetensors = read_safetensors(file);
      } else {
        archive.emplace(file);
        search.emplace(*archive);
      }
    });
  }

  InputFile file;
  std::optional<PythonArchive> archive;
  std::optional<ArchiveSearch> search;  ///< of the archive; neither for safetensors
  TensorGroup safetensors;
};

WeightsFile::WeightsFile(const std::filesystem::path& path) : content_(std::make_unique<Content>(path)) {}
WeightsFile::~WeightsFile() = default;

const std::filesystem::path& WeightsFile::path() const { return content_->file.path(); }

std::string WeightsFile::text(const std::string& key) const {
  if (!content_->search) return "";
  for (const auto& item : content_->search->items()) {
    const auto* text = std::get_if<std::string>(&content_->archive->document().nodes[item.value]);
    if (item.key == key && text != nullptr) return *text;
  }
  return "";
}

c10::IValue WeightsFile::whole() {
  if (!content_->archive) fail(ErrorKind::kInternal, "safetensors hold no values other than tensors");
  return naming_the_file(path(), [&] { return content_->archive->build(content_->archive->document().root); });
}

std::vector<TensorGroup> WeightsFile::groups() {
  if (!content_->search) return {content_->safetensors};
  return naming_the_file(path(), [&] { return content_->search->groups(); });
}

bool WeightsFile::has_optimizer() const { return content_->search && content_->search->optimizer(); }

StateDict WeightsFile::momentum(const StateDict& model) {
  return momentum_of_python_optimizer(content_->archive->build(*content_->search->optimizer()), model);
}

std::string WeightsFile::contents() {
  std::vector<std::string> names;
  std::string obstacle;
  for (const auto& group : groups()) {
    for (const auto& [name, tensor] : group.tensors) {
      names.push_back(group.key.empty() ? name : group.key + "." + name);
    }
    if (obstacle.empty()) obstacle = group.obstacle;
  }
  if (!names.empty()) return "it holds the tensors " + listed(names) + (obstacle.empty() ? "" : "; " + obstacle);
  if (!obstacle.empty()) return obstacle;
  if (content_->search) {
    for (const auto& item : content_->search->items()) {
      // Names are found by walking, which a file could make long: no more of them than are listed.
      names.push_back(names.size() < kMostListed ? content_->search->describe(item) : item.key);
    }
  }
  return names.empty() ? "it is empty" : "it holds no tensors, but " + listed(names);
}

}  // namespace largestep
