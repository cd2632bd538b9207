#include "features/npy_header.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/error.h"

namespace largestep {
namespace {

constexpr std::size_t kMostDimensions = 32;  // as in NumPy 1

[[noreturn]] void fail_header() { fail(ErrorKind::kData, "its header is not one that numpy.save writes"); }

/// Reads a Python literal from front to back.
class Literal {
 public:
  explicit Literal(std::string_view text) : rest_(text) {}

  /// Whether the next character but spaces is this one, which is then taken.
  bool takes(char letter) {
    skip_spaces();
    if (rest_.empty() || rest_.front() != letter) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void expect(char letter) {
    if (!takes(letter)) fail_header();
  }

  std::string_view text() {
    skip_spaces();
    if (rest_.empty() || (rest_.front() != '\'' && rest_.front() != '"')) fail_header();
    const auto end = rest_.find(rest_.front(), 1);
    if (end == std::string_view::npos) fail_header();
    const auto text = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    return text;
  }

  bool boolean() {
    skip_spaces();
    for (const auto& [word, value] : {std::pair<std::string_view, bool>("True", true), {"False", false}}) {
      if (!rest_.starts_with(word)) continue;
      rest_.remove_prefix(word.size());
      return value;
    }
    fail_header();
  }

  std::int64_t count() {
    skip_spaces();
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
    if (error != std::errc() || number < 0) fail_header();
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    takes('L');  // as Python 2 wrote long integers
    return number;
  }

  bool is_done() {
    skip_spaces();
    return rest_.empty();
  }

 private:
  void skip_spaces() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size())); }

  std::string_view rest_;
};

std::vector<std::int64_t> read_shape(Literal& literal) {
  std::vector<std::int64_t> shape;
  literal.expect('(');
  while (!literal.takes(')')) {
    shape.push_back(literal.count());
    if (shape.size() > kMostDimensions) fail_header();
    if (literal.takes(')')) break;
    literal.expect(',');
  }
  return shape;
}

/// "<f4"
void read_type(Literal& literal, NpyHeader& header) {
  if (literal.takes('[')) fail(ErrorKind::kData, "its array has named fields; save one of them");
  const auto text = literal.text();
  const auto* end = text.data() + text.size();
  const bool has_order = !text.empty() && std::string_view("<>|=").find(text.front()) != std::string_view::npos;
  if (text == "|O") fail(ErrorKind::kData, "its array is of Python objects; save numbers");
  if (text.size() < 3 || !has_order) fail_header();
  header.order = text[0] == '=' ? '<' : text[0];
  header.kind = text[1];
  const auto [stop, error] = std::from_chars(text.data() + 2, end, header.item_size);
  if (error != std::errc() || stop != end)
    fail(ErrorKind::kData, "its array has elements of type {}, not numbers", text);
}

}  // namespace

NpyHeader parse_npy_header(std::string_view text) {
  Literal literal(text);
  NpyHeader header;
  bool has_type = false, has_order = false, has_shape = false;
  literal.expect('{');
  while (!literal.takes('}')) {
    const auto key = literal.text();
    literal.expect(':');
    if (key == "descr") {
      read_type(literal, header);
      has_type = true;
    } else if (key == "fortran_order") {
      header.by_columns = literal.boolean();
      has_order = true;
    } else if (key == "shape") {
      header.shape = read_shape(literal);
      has_shape = true;
    } else {
      fail_header();
    }
    if (literal.takes('}')) break;
    literal.expect(',');
  }
  if (!has_type || !has_order || !has_shape || !literal.is_done()) fail_header();
  return header;
}

}  // namespace largestep
