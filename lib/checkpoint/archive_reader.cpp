#include "checkpoint/archive_reader.h"

#include <algorithm>
#include <new>
#include <optional>

#include "checkpoint/pickle.h"
#include "checkpoint/tensor_reader.h"
#include "checkpoint/zip_reader.h"
#include "core/error.h"
#include "files/input_file.h"

namespace largestep {
namespace {

// A pickle needs tens of bytes in memory for each of its own; real ones have tens of kilobytes.
constexpr std::uint64_t kLargestPickle = std::uint64_t{16} << 20;
// Values are destroyed, and often walked, recursively.
constexpr int kDeepestNesting = 64;

/// Turns the nodes of a pickle into values, reading the storages it refers to.
class ValueBuilder {
 public:
  ValueBuilder(const pickle::Document& document, ZipReader& zip)
      : document_(document), tensors_(document, zip), built_(document.nodes.size()) {}

  c10::IValue build() { return build(document_.root, 0).value; }

 private:
  /// A value and how deeply it is nested (0: holds no other).
  struct Built {
    c10::IValue value;
    int height = 0;
  };

  const Built& build(pickle::NodeId id, int depth) {
    // A list that holds itself never gets built: it ends here.
    if (depth > kDeepestNesting) fail_too_deep();
    auto& built = built_[id];
    if (!built) {
      auto fresh = std::visit([&](const auto& node) { return build_node(node, depth); }, document_.nodes[id]);
      // Without this, shared values could be stacked to any height.
      if (fresh.height > kDeepestNesting) fail_too_deep();
      built = std::move(fresh);
    }
    return *built;
  }

  [[noreturn]] static void fail_too_deep() {
    fail(ErrorKind::kData, "its values are nested more than {} deep", kDeepestNesting);
  }

  c10::IValue build_item(pickle::NodeId id, int depth, int& height) {
    const auto& item = build(id, depth + 1);
    height = std::max(height, item.height + 1);
    return item.value;
  }

  Built build_node(const pickle::None&, int) { return {}; }
  Built build_node(const std::string& text, int) { return {text}; }
  template <typename Scalar>
  Built build_node(const Scalar& scalar, int) {
    return {c10::IValue(scalar)};
  }

  Built build_node(const pickle::Tuple& tuple, int depth) {
    Built built;
    std::vector<c10::IValue> items;
    for (const auto id : tuple.items) items.push_back(build_item(id, depth, built.height));
    built.value = c10::ivalue::Tuple::create(std::move(items));
    return built;
  }

  Built build_node(const pickle::List& list, int depth) {
    Built built;
    c10::impl::GenericList items(c10::AnyType::get());
    for (const auto id : list.items) items.push_back(build_item(id, depth, built.height));
    built.value = std::move(items);
    return built;
  }

  Built build_node(const pickle::Dict& dict, int depth) {
    Built built;
    c10::impl::GenericDict items(c10::AnyType::get(), c10::AnyType::get());
    for (const auto& [key_id, value_id] : dict.items) {
      const auto key = build_item(key_id, depth, built.height);
      if (!key.isString() && !key.isInt()) fail(ErrorKind::kData, "it has a dict key that is neither str nor int");
      items.insert_or_assign(key, build_item(value_id, depth, built.height));
    }
    built.value = std::move(items);
    return built;
  }

  Built build_node(const pickle::Global& global, int) { fail_unknown(global.name); }

  Built build_node(const pickle::Persistent&, int) {
    fail(ErrorKind::kData, "it holds a bare storage; save tensors instead");
  }

  Built build_node(const pickle::Call& call, int depth) {
    const auto& function = std::get<pickle::Global>(document_.nodes[call.function]).name;
    const auto& arguments = std::get<pickle::Tuple>(document_.nodes[call.arguments]).items;
    if (function == "torch._utils._rebuild_tensor_v2") return {tensors_.rebuild(arguments)};
    if (function == "torch._utils._rebuild_tensor_v3") {
      fail(ErrorKind::kData, "it holds a tensor of a type new in PyTorch 2 (float8, uint16 and such); save float32");
    }
    if (function == "torch._utils._rebuild_parameter" && !arguments.empty()) return build(arguments[0], depth + 1);
    fail_unknown(function);
  }

  [[noreturn]] static void fail_unknown(const std::string& name) {
    fail(ErrorKind::kData,
         "it holds a Python object ({}) other than dicts, lists, numbers, text and dense tensors; "
         "save model.state_dict() instead",
         name);
  }

  const pickle::Document& document_;
  TensorReader tensors_;
  std::vector<std::optional<Built>> built_;
};

c10::IValue read(const InputFile& file) {
  ZipReader zip(file);
  if (zip.has("constants.pkl")) {
    fail(ErrorKind::kData, "it is a TorchScript archive; save model.state_dict() with torch.save instead");
  }
  if (zip.has("byteorder") && zip.size("byteorder") == 3 && zip.read("byteorder") == "big") {
    fail(ErrorKind::kData, "it was saved on a big-endian machine");
  }
  if (!zip.has("data.pkl")) fail(ErrorKind::kData, "it is a zip archive, but not one that torch.save wrote");
  if (zip.size("data.pkl") > kLargestPickle) fail(ErrorKind::kData, "its pickle is too long");
  const auto document = pickle::parse(zip.read("data.pkl"));
  return ValueBuilder(document, zip).build();
}

}  // namespace

c10::IValue read_python_archive(const std::filesystem::path& path) {
  const InputFile file(path);
  try {
    return read(file);
  } catch (const Error& error) {
    fail(ErrorKind::kData, "{} is not a checkpoint: {}", path.string(), error.what());
  } catch (const c10::Error& error) {
    fail(ErrorKind::kData, "{} is not a checkpoint: {}", path.string(), error.what_without_backtrace());
  } catch (const std::bad_alloc&) {
    fail(ErrorKind::kData, "{} is not a checkpoint: it needs more memory than there is", path.string());
  }
}

}  // namespace largestep
