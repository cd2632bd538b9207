#include "checkpoint/value_builder.h"

#include <algorithm>

#include "core/error.h"

namespace largestep {
namespace {

// Values are destroyed, and often walked, recursively.
constexpr int kDeepestNesting = 64;

[[noreturn]] void fail_too_deep() {
  fail(ErrorKind::kData, "its values are nested more than {} deep", kDeepestNesting);
}

[[noreturn]] void fail_unknown(const std::string& name) {
  fail(ErrorKind::kData,
       "it holds a Python object ({}) other than dicts, lists, numbers, text and dense tensors; "
       "save model.state_dict() instead",
       name);
}

}  // namespace

const ValueBuilder::Built& ValueBuilder::build(pickle::NodeId id, int depth) {
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

c10::IValue ValueBuilder::build_item(pickle::NodeId id, int depth, int& height) {
  const auto& item = build(id, depth + 1);
  height = std::max(height, item.height + 1);
  return item.value;
}

ValueBuilder::Built ValueBuilder::build_node(const pickle::Tuple& tuple, int depth) {
  Built built;
  std::vector<c10::IValue> items;
  for (const auto id : tuple.items) items.push_back(build_item(id, depth, built.height));
  built.value = c10::ivalue::Tuple::create(std::move(items));
  return built;
}

ValueBuilder::Built ValueBuilder::build_node(const pickle::List& list, int depth) {
  Built built;
  c10::impl::GenericList items(c10::AnyType::get());
  for (const auto id : list.items) items.push_back(build_item(id, depth, built.height));
  built.value = std::move(items);
  return built;
}

ValueBuilder::Built ValueBuilder::build_node(const pickle::Dict& dict, int depth) {
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

ValueBuilder::Built ValueBuilder::build_node(const pickle::Global& global, int) { fail_unknown(global.name); }

ValueBuilder::Built ValueBuilder::build_node(const pickle::Opaque& value, int) { fail_unknown(value.kind); }

ValueBuilder::Built ValueBuilder::build_node(const pickle::Persistent&, int) {
  fail(ErrorKind::kData, "it holds a bare storage; save tensors instead");
}

ValueBuilder::Built ValueBuilder::build_node(const pickle::Call& call, int depth) {
  const auto function = pickle::name_of(document_, call);
  const auto& arguments = std::get<pickle::Tuple>(document_.nodes[call.arguments]).items;
  if (function == "torch._utils._rebuild_tensor_v2" || function == "torch._utils._rebuild_tensor")
    return {tensors_.rebuild(arguments)};
  if (function == "torch._utils._rebuild_tensor_v3") {
    fail(ErrorKind::kData, "it holds a tensor of a type new in PyTorch 2 (float8, uint16 and such); save float32");
  }
  const bool is_parameter =
      function == "torch._utils._rebuild_parameter" || function == "torch._utils._rebuild_parameter_with_state";
  if (is_parameter && !arguments.empty()) return build(arguments[0], depth + 1);
  fail_unknown(function);
}

}  // namespace largestep
