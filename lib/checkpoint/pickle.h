#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// The subset of Python's pickle format (protocol 2) that torch.save writes for dictionaries of tensors, read into a
/// flat table of nodes. Reading executes nothing: a call is a node that names a function and its arguments.
namespace largestep::pickle {

/// Index of a node in Document::nodes. Nodes may be shared and, in a hostile file, form cycles.
using NodeId = std::uint32_t;

struct None {};
/// A name that Python would import: "torch.FloatStorage".
struct Global {
  std::string name;
};
struct Tuple {
  std::vector<NodeId> items;
};
struct List {
  std::vector<NodeId> items;
};
/// A dict or OrderedDict in order of insertion; a key may occur twice, the later value counts.
struct Dict {
  std::vector<std::pair<NodeId, NodeId>> items;
};
/// function(*arguments), where function is a Global and arguments a Tuple.
struct Call {
  NodeId function;
  NodeId arguments;
};
/// An object stored outside the pickle (a storage), described by the node `id`.
struct Persistent {
  NodeId id;
};

using Node = std::variant<None, bool, std::int64_t, double, std::string, Global, Tuple, List, Dict, Call, Persistent>;

struct Document {
  std::vector<Node> nodes;
  NodeId root = 0;
};

/// Reads one pickle. Needs memory in proportion to its size, and no recursion.
/// `collections.OrderedDict()` becomes a Dict; attributes set on an object (state_dict()'s `_metadata`) are dropped.
/// @throws Error{kData} with a reason that does not name the file: for an opcode outside the subset, an integer beyond
///         64 bits, or bytes that are no pickle.
/// Source of the opcodes: Python's pickletools.
Document parse(std::string_view bytes);

}  // namespace largestep::pickle
