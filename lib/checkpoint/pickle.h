#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// The subset of Python's pickle format (protocols 2 to 5) that torch.save writes for dictionaries of tensors and for
/// the objects that stand beside them, read into a flat table of nodes. Reading executes nothing: a call is a node that
/// names a function and its arguments.
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
/// A dict, OrderedDict or defaultdict in order of insertion; a key may occur twice, the later value counts.
struct Dict {
  std::vector<std::pair<NodeId, NodeId>> items;
};
/// function(*arguments), where function is a Global or a Call and arguments a Tuple. What was then set on the object
/// (its attributes, the items of a class derived from dict or list) is dropped.
struct Call {
  NodeId function;
  NodeId arguments;
};
/// An object stored outside the pickle (a storage), described by the node `id`.
struct Persistent {
  NodeId id;
};

/// A value of a kind that is not kept.
struct Opaque {
  const char* kind;  ///< "bytes", with static lifetime
};

using Node =
    std::variant<None, bool, std::int64_t, double, std::string, Global, Tuple, List, Dict, Call, Persistent, Opaque>;

struct Document {
  std::vector<Node> nodes;
  NodeId root = 0;
};

/// The name of the function of a call, or of that whose result is called: "torch.FloatStorage".
std::string name_of(const Document& document, const Call& call);

/// Reads one pickle. Needs memory in proportion to its size, and no recursion.
/// `collections.OrderedDict()` becomes a Dict; attributes set on an object (state_dict()'s `_metadata`) are dropped.
/// @throws Error{kData} with a reason that does not name the file: for an opcode outside the subset, or bytes that are
/// no
///         pickle.
/// Source of the opcodes: Python's pickletools.
Document parse(std::string_view bytes);

}  // namespace largestep::pickle
