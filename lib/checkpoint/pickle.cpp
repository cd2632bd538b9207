#include "checkpoint/pickle.h"

#include <array>
#include <bit>
#include <limits>
#include <unordered_map>

#include "checkpoint/byte_cursor.h"
#include "core/error.h"

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
    on['N'] = [](Parser& p) { p.push(None{}); };
    on[0x88] = [](Parser& p) { p.push(true); };
    on[0x89] = [](Parser& p) { p.push(false); };
    on['K'] = [](Parser& p) { p.push(std::int64_t{p.read<std::uint8_t>()}); };
    on['M'] = [](Parser& p) { p.push(std::int64_t{p.read<std::uint16_t>()}); };
    on['J'] = [](Parser& p) { p.push(std::int64_t{static_cast<std::int32_t>(p.read<std::uint32_t>())}); };
    on[0x8a] = [](Parser& p) { p.push(p.read_long()); };
    on['G'] = [](Parser& p) { p.push(p.read_float()); };
    on['X'] = [](Parser& p) { p.push(std::string(p.bytes_.take(p.read<std::uint32_t>()))); };  // BINUNICODE
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
    on['q'] = [](Parser& p) { p.memo_[p.read<std::uint8_t>()] = p.top(); };
    on['r'] = [](Parser& p) { p.memo_[p.read<std::uint32_t>()] = p.top(); };
    on['h'] = [](Parser& p) { p.recall(p.read<std::uint8_t>()); };
    on['j'] = [](Parser& p) { p.recall(p.read<std::uint32_t>()); };
    on['c'] = [](Parser& p) { p.read_global(); };
    on['R'] = [](Parser& p) { p.call(); };
    on[0x81] = [](Parser& p) { p.call(); };                    // NEWOBJ: the function is a class
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

  void append(const std::vector<NodeId>& items) {
    auto& list = as<List>(top(), "appends to something other than a list").items;
    list.insert(list.end(), items.begin(), items.end());
  }

  void set_items(const std::vector<NodeId>& keys_and_values) {
    if (keys_and_values.size() % 2 != 0) fail(ErrorKind::kData, "its pickle has a key without a value");
    auto& dict = as<Dict>(top(), "sets items of something other than a dict").items;
    for (std::size_t i = 0; i < keys_and_values.size(); i += 2) {
      dict.emplace_back(keys_and_values[i], keys_and_values[i + 1]);
    }
  }

  void set_attributes() {
    pop();
    const auto& object = document_.nodes[top()];
    if (!std::holds_alternative<Dict>(object) && !std::holds_alternative<Call>(object)) {
      fail(ErrorKind::kData, "its pickle sets attributes of a plain value");
    }
  }

  void recall(std::uint32_t index) {
    const auto found = memo_.find(index);
    if (found == memo_.end()) fail(ErrorKind::kData, "its pickle refers to an object that it did not store");
    stack_.push_back(found->second);
  }

  std::int64_t read_long() {
    const auto digits = bytes_.take(read<std::uint8_t>());
    if (digits.size() > sizeof(std::int64_t)) fail(ErrorKind::kData, "it holds an integer beyond 64 bits");
    if (digits.empty()) return 0;
    // Two's complement, least significant byte first, sign-extended from the last byte.
    auto value = (digits.back() & 0x80) != 0 ? ~std::uint64_t{0} : std::uint64_t{0};
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
      value = value << 8 | static_cast<unsigned char>(*digit);
    }
    return static_cast<std::int64_t>(value);
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

  void call() {
    const auto arguments = pop();
    const auto function = pop();
    const auto& name = as<Global>(function, "calls something that is not a function").name;
    const auto& items = as<Tuple>(arguments, "calls a function with something other than a tuple").items;
    if (name == "collections.OrderedDict" && items.empty()) {
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

Document parse(std::string_view bytes) { return Parser(bytes).parse(); }

}  // namespace largestep::pickle
