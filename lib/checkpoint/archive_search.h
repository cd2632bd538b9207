#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "checkpoint/archive_reader.h"
#include "checkpoint/tensor_group.h"

namespace largestep {

/// Finds in what Python saved, without making more of it than that, the tensors under their names and the state of an
/// optimizer.
class ArchiveSearch {
 public:
  /// A value of the outermost dict.
  struct Item {
    std::string key;
    pickle::NodeId value;
  };

  /// @param archive  must outlive it
  /// @throws Error{kData} with a reason that does not name the file, if it holds something other than a dict
  explicit ArchiveSearch(PythonArchive& archive);

  /// Those of the outermost dict that text names, in its order.
  const std::vector<Item>& items() const { return items_; }

  /// See WeightsFile::groups.
  std::vector<TensorGroup> groups();

  /// The state of an optimizer among the items, alone or as the only one of a list.
  std::optional<pickle::NodeId> optimizer() const;

  /// "epoch", "net (a Python object, __main__.Net)"
  std::string describe(const Item& item) const;

 private:
  std::vector<Item> named_items(const pickle::Dict& dict) const;
  void collect(const std::string& key, const std::vector<Item>& items, int depth,
               std::unordered_map<pickle::NodeId, int>& seen, std::vector<TensorGroup>& found);
  void add(const Item& item, TensorGroup& group);
  bool is_optimizer(pickle::NodeId id) const;

  PythonArchive& archive_;
  const pickle::Document& document_;
  std::vector<Item> items_;
};

}  // namespace largestep
