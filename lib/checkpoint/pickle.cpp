#include "checkpoint/pickle.h"

#include <array>
#include <bit>
#include <limits>
#include <unordered_map>

#include "core/error.h"
#include "files/byte_cursor.h"

namespace largestep::pickle {
namespace {

constexpr std::uint8_t kStop = '.';

class Parser {
 public:
  explicit Parser(std::string_view bytes) : bytes_(bytes) {}

  Document parse() {
    static const auto kHandlers = make_handlers();
    while (true) {
      const auto opcode = bytes_.little_endian<std::uint8_t>();
      if (opcode == kStop) break;
      const auto handler = kHandlers[opcode];
      if (handler == nullptr) {
        fail(ErrorKind::kData, "its pickle uses opcode 0x{:02x}, which dictionaries of tensors do not need", opcode);
      }
      handler(*this);
    }
    document_.root = pop();
    return std::move(document_);
  }

 private:
  using Handler = void (*)(Parser&);

  /// What to do for each opcode; nothing for those outside the subset.
  static std::array<Handler, 256> make_handlers() {
    std::array<Handler, 256> on{};
    on[0x80] = [](Parser& p) { p.bytes_.take(1); };  // PROTO
    on[0x95] = [](Parser& p) { p.bytes_.take(8); };  // FRAME: how much Python may read at once
    on['0'] = [](Parser& p) { p.pop(); };
    on['1'] = [](Parser& p) { p.pop_to_mark(); };
    on['N'] = [](Parser& p) { p.push(None{}); };
    on[0x88] = [](Parser& p) { p.push(true); };
    on[0x89] = [](Parser& p) { p.push(false); };
    on['K'] = [](Parser& p) { p.push(std::int64_t{p.read<std::uint8_t>()}); };
    on['M'] = [](Parser& p) { p.push(std::int64_t{p.read<std::uint16_t>()}); };
    on['J'] = [](Parser& p) { p.push(std::int64_t{static_cast<std::int32_t>(p.read<std::uint32_t>())}); };
    on[0x8a] = [](Parser& p) { p.push_long(p.bytes_.take(p.read<std::uint8_t>())); };
    on[0x8b] = [](Parser& p) { p.push_long(p.bytes_.take(p.read<std::uint32_t>())); };
    on['G'] = [](Parser& p) { p.push(p.read_float()); };
    on['X'] = [](Parser& p) { p.push(std::string(p.bytes_.take(p.read<std::uint32_t>()))); };  // BINUNICODE
    on[0x8c] = [](Parser& p) { p.push(std::string(p.bytes_.take(p.read<std::uint8_t>()))); };
    on[0x8d] = [](Parser& p) { p.push(std::string(p.bytes_.take(p.read<std::uint64_t>()))); };
    on['C'] = [](Parser& p) { p.push_bytes(p.read<std::uint8_t>()); };
    on['B'] = [](Parser& p) { p.push_bytes(p.read<std::uint32_t>()); };
    on[0x8e] = [](Parser& p) { p.push_bytes(p.read<std::uint64_t>()); };
    on[0x96] = [](Parser& p) { p.push_bytes(p.read<std::uint64_t>()); };  // BYTEARRAY8
    on['('] = [](Parser& p) { p.marks_.push_back(p.stack_.size()); };
    on[')'] = [](Parser& p) { p.push(Tuple{}); };
    on['t'] = [](Parser& p) { p.push(Tuple{p.pop_to_mark()}); };
    on[0x85] = [](Parser& p) { p.push(Tuple{p.pop(1)}); };
    on[0x86] = [](Parser& p) { p.push(Tuple{p.pop(2)}); };
    on[0x87] = [](Parser& p) { p.push(Tuple{p.pop(3)}); };
    on[']'] = [](Parser& p) { p.push(List{}); };
    on['a'] = [](Parser& p) { p.append(p.pop(1)); };
    on['e'] = [](Parser& p) { p.append(p.pop_to_mark()); };
    on['}'] = [](Parser& p) { p.push(Dict{}); };
    on['s'] = [](Parser& p) { p.set_items(p.pop(2)); };
    on['u'] = [](Parser& p) { p.set_items(p.pop_to_mark()); };
    on[0x8f] = [](Parser& p) { p.push(Opaque{"a set"}); };
    on[0x90] = [](Parser& p) { p.add_items(p.pop_to_mark()); };
    on[0x91] = [](Parser& p) { p.pop_to_mark(), p.push(Opaque{"a frozenset"}); };
    on['q'] = [](Parser& p) { p.memo_[p.read<std::uint8_t>()] = p.top(); };
    on['r'] = [](Parser& p) { p.memo_[p.read<std::uint32_t>()] = p.top(); };
    on[0x94] = [](Parser& p) { p.memoize(); };
    on['h'] = [](Parser& p) { p.recall(p.read<std::uint8_t>()); };
    on['j'] = [](Parser& p) { p.recall(p.read<std::uint32_t>()); };
    on['c'] = [](Parser& p) { p.read_global(); };
    on[0x93] = [](Parser& p) { p.make_global(p.pop(2)); };
    on['R'] = [](Parser& p) { p.call(); };
    on[0x81] = [](Parser& p) { p.call(); };                    // NEWOBJ: the function is a class
    on[0x92] = [](Parser& p) { p.pop(), p.call(); };           // NEWOBJ_EX: keyword arguments come on top
    on['Q'] = [](Parser& p) { p.push(Persistent{p.pop()}); };  // BINPERSID
    on['b'] = [](Parser& p) { p.set_attributes(); };           // BUILD
    return on;
  }

  template <typename T>
  T read() {
    return bytes_.little_endian<T>();
  }

  void push(Node node) {
    if (document_.nodes.size() == std::numeric_limits<NodeId>::max()) fail(ErrorKind::kData, "its pickle is too long");
    stack_.push_back(static_cast<NodeId>(document_.nodes.size()));
    document_.nodes.push_back(std::move(node));
  }

  /// Position in the stack below which the current mark's items do not reach.
  std::size_t floor() const { return marks_.empty() ? 0 : marks_.back(); }

  NodeId top() const {
    if (stack_.size() <= floor()) fail(ErrorKind::kData, "its pickle takes more from the stack than is there");
    return stack_.back();
  }

  NodeId pop() {
    const auto id = top();
    stack_.pop_back();
    return id;
  }

  std::vector<NodeId> pop(std::size_t count) {
    if (stack_.size() - floor() < count) fail(ErrorKind::kData, "its pickle takes more from the stack than is there");
    const auto first = stack_.end() - static_cast<std::ptrdiff_t>(count);
    std::vector<NodeId> items(first, stack_.end());
    stack_.erase(first, stack_.end());
    return items;
  }

  std::vector<NodeId> pop_to_mark() {
    if (marks_.empty()) fail(ErrorKind::kData, "its pickle ends a group that it did not begin");
    auto items = pop(stack_.size() - marks_.back());
    marks_.pop_back();
    return items;
  }

  template <typename T>
  T& as(NodeId id, const char* otherwise) {
    auto* value = std::get_if<T>(&document_.nodes[id]);
    if (value == nullptr) fail(ErrorKind::kData, "its pickle {}", otherwise);
    return *value;
  }

  /// Whether what is done to the object at the top of the stack does not matter, since the object is not kept.
  bool changes_are_dropped() const {
    const auto& object = document_.nodes[top()];
    return std::holds_alternative<Call>(object) || std::holds_alternative<Opaque>(object);
  }

  void append(const std::vector<NodeId>& items) {
    if (changes_are_dropped()) return;
    auto& list = as<List>(top(), "appends to something other than a list").items;
    list.insert(list.end(), items.begin(), items.end());
  }

  void add_items(const std::vector<NodeId>&) {
    if (!changes_are_dropped()) fail(ErrorKind::kData, "its pickle adds to something other than a set");
  }

  void set_items(const std::vector<NodeId>& keys_and_values) {
    if (keys_and_values.size() % 2 != 0) fail(ErrorKind::kData, "its pickle has a key without a value");
    if (changes_are_dropped()) return;
    auto& dict = as<Dict>(top(), "sets items of something other than a dict").items;
    for (std::size_t i = 0; i < keys_and_values.size(); i += 2) {
      dict.emplace_back(keys_and_values[i], keys_and_values[i + 1]);
    }
  }

  void set_attributes() {
    pop();
    if (!changes_are_dropped()) as<Dict>(top(), "sets attributes of a plain value");
  }

  void memoize() {
    const auto id = top();
    memo_[static_cast<std::uint32_t>(memo_.size())] = id;
  }

  void recall(std::uint32_t index) {
    const auto found = memo_.find(index);
    if (found == memo_.end()) fail(ErrorKind::kData, "its pickle refers to an object that it did not store");
    stack_.push_back(found->second);
  }

  /// Two's complement, least significant byte first, sign-extended from the last byte.
  void push_long(std::string_view digits) {
    if (digits.size() > sizeof(std::int64_t)) return push(Opaque{"an integer beyond 64 bits"});
    auto value = !digits.empty() && (digits.back() & 0x80) != 0 ? ~std::uint64_t{0} : std::uint64_t{0};
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
      value = value << 8 | static_cast<unsigned char>(*digit);
    }
    push(static_cast<std::int64_t>(value));
  }

  void push_bytes(std::uint64_t size) {
    bytes_.take(size);
    push(Opaque{"bytes"});
  }

  double read_float() {
    std::uint64_t bits = 0;
    for (const char byte : bytes_.take(sizeof(bits))) bits = bits << 8 | static_cast<unsigned char>(byte);
    return std::bit_cast<double>(bits);
  }

  void read_global() {
    std::string module(bytes_.take_line());
    push(Global{module + "." + std::string(bytes_.take_line())});
  }

  void make_global(const std::vector<NodeId>& module_and_name) {
    const auto& module = as<std::string>(module_and_name[0], "names a function by something other than text");
    const auto& name = as<std::string>(module_and_name[1], "names a function by something other than text");
    push(Global{module + "." + name});
  }

  void call() {
    const auto arguments = pop();
    const auto function = pop();
    const auto* global = std::get_if<Global>(&document_.nodes[function]);
    if (global == nullptr) as<Call>(function, "calls something that is not a function");
    const auto& items = as<Tuple>(arguments, "calls a function with something other than a tuple").items;
    const bool is_dict = global != nullptr && ((global->name == "collections.OrderedDict" && items.empty()) ||
                                               global->name == "collections.defaultdict");
    if (is_dict) {
      push(Dict{});
    } else {
      push(Call{function, arguments});
    }
  }

  ByteCursor bytes_;
  Document document_;
  std::vector<NodeId> stack_;
  std::vector<std::size_t> marks_;
  std::unordered_map<std::uint32_t, NodeId> memo_;
};

}  // namespace

std::string name_of(const Document& document, const Call& call) {
  // A function is made before it is called, so that this ends.
  auto function = call.function;
  while (const auto* inner = std::get_if<Call>(&document.nodes[function])) function = inner->function;
  return std::get<Global>(document.nodes[function]).name;
}

Document parse(std::string_view bytes) { return Parser(bytes).parse(); }

}  // namespace largestep::pickle
