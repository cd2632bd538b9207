#include "checkpoint/archive_search.h"

#include <unordered_map>

namespace largestep {
namespace {

using pickle::NodeId;

// Real files have weights two dicts deep at the most.
constexpr int kDeepestGroup = 4;
// Nor do more keys stand for one dict, as "last" and "swa_last" do before the average begins; nor does a cycle go on.
constexpr int kMostKeysOfADict = 4;
constexpr std::string_view kRebuild = "torch._utils._rebuild_";

/// The name of the function that makes a tensor of any kind; "" for what is none.
std::string_view tensor_function(const pickle::Document& document, NodeId id) {
  const auto* call = std::get_if<pickle::Call>(&document.nodes[id]);
  if (call == nullptr) return "";
  const auto* function = std::get_if<pickle::Global>(&document.nodes[call->function]);
  return function != nullptr && function->name.starts_with(kRebuild) ? std::string_view(function->name) : "";
}

bool is_dense(std::string_view function) {
  const auto kind = function.substr(kRebuild.size());
  return kind == "tensor" || kind == "tensor_v2" || kind.starts_with("parameter");
}

}  // namespace

ArchiveSearch::ArchiveSearch(PythonArchive& archive) : archive_(archive), document_(archive.document()) {
  const auto* dict = std::get_if<pickle::Dict>(&document_.nodes[document_.root]);
  if (dict == nullptr) {
    archive_.build(document_.root);  // an object of an unknown kind is told by its name
    fail(ErrorKind::kData, "it should hold a dict of tensors");
  }
  items_ = named_items(*dict);
}

std::vector<TensorGroup> ArchiveSearch::groups() {
  std::vector<TensorGroup> found;
  std::unordered_map<NodeId, int> seen{{document_.root, kMostKeysOfADict}};
  collect("", items_, 0, seen, found);
  return found;
}

std::optional<NodeId> ArchiveSearch::optimizer() const {
  for (const auto& [key, value] : items_) {
    const auto* list = std::get_if<pickle::List>(&document_.nodes[value]);
    const auto id = list != nullptr && list->items.size() == 1 ? list->items.front() : value;
    if (is_optimizer(id)) return id;
  }
  return std::nullopt;
}

std::string ArchiveSearch::describe(const Item& item) const {
  const auto* call = std::get_if<pickle::Call>(&document_.nodes[item.value]);
  return call == nullptr ? item.key
                         : fmt::format("{} (a Python object, {})", item.key, pickle::name_of(document_, *call));
}

/// Where a key occurs twice, the later value counts, as in Python.
std::vector<ArchiveSearch::Item> ArchiveSearch::named_items(const pickle::Dict& dict) const {
  std::vector<Item> items;
  std::unordered_map<std::string_view, std::size_t> places;
  for (const auto& [key_id, value] : dict.items) {
    const auto* key = std::get_if<std::string>(&document_.nodes[key_id]);
    if (key == nullptr) continue;
    const auto [place, is_new] = places.emplace(*key, items.size());
    if (is_new) {
      items.push_back({*key, value});
    } else {
      items[place->second].value = value;
    }
  }
  return items;
}

void ArchiveSearch::collect(const std::string& key, const std::vector<Item>& items, int depth,
                            std::unordered_map<NodeId, int>& seen, std::vector<TensorGroup>& found) {
  TensorGroup group{.key = key};
  for (const auto& item : items) add(item, group);
  if (!group.tensors.empty() || !group.obstacle.empty()) found.push_back(std::move(group));
  if (depth == kDeepestGroup) return;
  for (const auto& item : items) {
    const auto* dict = std::get_if<pickle::Dict>(&document_.nodes[item.value]);
    if (dict == nullptr || ++seen[item.value] > kMostKeysOfADict) continue;
    collect(key.empty() ? item.key : key + "." + item.key, named_items(*dict), depth + 1, seen, found);
  }
}

/// What is no tensor is passed over, a tensor that weights don't have is left out; a damaged one is an error.
void ArchiveSearch::add(const Item& item, TensorGroup& group) {
  const auto function = tensor_function(document_, item.value);
  if (function.empty()) return;
  if (!is_dense(function)) return group.leave_out(item.key, fmt::format("it is no dense tensor ({})", function));
  const auto value = archive_.build(item.value);
  if (!value.isTensor()) return group.leave_out(item.key, "it is no tensor");
  group.add(item.key, value.toTensor());
}

bool ArchiveSearch::is_optimizer(NodeId id) const {
  const auto* dict = std::get_if<pickle::Dict>(&document_.nodes[id]);
  if (dict == nullptr) return false;
  bool has_state = false, has_groups = false;
  for (const auto& [key_id, value] : dict->items) {
    const auto* key = std::get_if<std::string>(&document_.nodes[key_id]);
    if (key == nullptr) continue;
    has_state = has_state || *key == "state";
    has_groups = has_groups || *key == "param_groups";
  }
  return has_state && has_groups;
}

}  // namespace largestep
