#include "checkpoint/safetensors.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>

#include "files/array_bytes.h"
#include "files/byte_cursor.h"
#include "files/json_text.h"
#include "files/parse_json.h"

namespace largestep {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kLengthSize = 8;
// JSON needs tens of bytes in memory for each of its own; real headers have a hundred bytes a tensor.
constexpr std::uint64_t kLongestHeader = std::uint64_t{16} << 20;
constexpr std::size_t kMostExtents = 64;
constexpr const char* kMetadata = "__metadata__";

struct DtypeName {
  std::string_view name;
  at::ScalarType dtype;
};
constexpr DtypeName kDtypeNames[] = {
    {"F64", at::kDouble}, {"F32", at::kFloat}, {"F16", at::kHalf}, {"BF16", at::kBFloat16}, {"I64", at::kLong},
    {"I32", at::kInt},    {"I16", at::kShort}, {"I8", at::kChar},  {"U8", at::kByte},       {"BOOL", at::kBool}};

[[noreturn]] void fail_header(const std::string& why) { fail(ErrorKind::kData, "its safetensors header {}", why); }

std::uint64_t header_length(const InputFile& file) {
  const auto bytes = file.bytes_at(0, kLengthSize);
  return ByteCursor(bytes).little_endian<std::uint64_t>();
}

/// What the header says of a tensor.
struct Entry {
  std::string name;
  std::string dtype;
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// A list of whole numbers that are not negative.
std::optional<std::vector<std::int64_t>> counts(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_array()) return std::nullopt;
  std::vector<std::int64_t> numbers;
  for (const auto& item : *found) {
    if (!item.is_number_unsigned() || item.get<std::uint64_t>() > INT64_MAX) return std::nullopt;
    numbers.push_back(item.get<std::int64_t>());
  }
  return numbers;
}

std::vector<Entry> parse_header(const std::string& text) {
  const auto json = parse_json<Json>(text);
  if (!json.is_object()) fail_header("is not a JSON object");
  std::vector<Entry> entries;
  for (const auto& [name, value] : json.items()) {
    if (name == kMetadata) continue;
    const auto dtype = value.is_object() ? value.find("dtype") : value.end();
    const auto shape = value.is_object() ? counts(value, "shape") : std::nullopt;
    const auto place = value.is_object() ? counts(value, "data_offsets") : std::nullopt;
    if (!shape || !place || place->size() != 2 || dtype == value.end() || !dtype->is_string()) {
      fail_header("lacks the dtype, shape or data_offsets of " + name);
    }
    entries.push_back({name, dtype->get<std::string>(), *shape, static_cast<std::uint64_t>(place->front()),
                       static_cast<std::uint64_t>(place->back())});
  }
  return entries;
}

/// Every byte behind the header belongs to one tensor, so that no file claims more than it has.
void require_no_gaps(std::vector<Entry> entries, std::uint64_t size) {
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return std::pair(a.begin, a.end) < std::pair(b.begin, b.end); });
  std::uint64_t at = 0;
  for (const auto& entry : entries) {
    if (entry.begin != at || entry.end < entry.begin) fail_header("places " + entry.name + " wrongly");
    at = entry.end;
  }
  if (at != size) {
    fail(ErrorKind::kData, "it has {} bytes of tensors where its safetensors header announces {} (truncated?)", size,
         at);
  }
}

std::optional<at::ScalarType> dtype_of(const std::string& name) {
  for (const auto& known : kDtypeNames) {
    if (known.name == name) return known.dtype;
  }
  return std::nullopt;
}

at::Tensor read_tensor(const InputFile& file, const Entry& entry, at::ScalarType dtype, std::uint64_t data) {
  const auto bytes = array_bytes(entry.shape, static_cast<std::int64_t>(c10::elementSize(dtype)));
  if (entry.shape.size() > kMostExtents || !bytes || static_cast<std::uint64_t>(*bytes) != entry.end - entry.begin) {
    fail_header(fmt::format("gives {} a shape that does not fit its {} bytes", entry.name, entry.end - entry.begin));
  }
  // A bool other than 0 and 1 is undefined behaviour in C++, so bools come in as bytes.
  auto tensor = at::empty(entry.shape, dtype == at::kBool ? at::kByte : dtype);
  const auto size = static_cast<std::size_t>(*bytes);
  if (file.read_at(data + entry.begin, tensor.data_ptr(), size) != size) {
    fail(ErrorKind::kData, "it was cut off while it was read");
  }
  return dtype == at::kBool ? tensor.ne(0) : tensor;
}

std::string dtype_name(at::ScalarType dtype) {
  for (const auto& known : kDtypeNames) {
    if (known.dtype == dtype) return std::string(known.name);
  }
  fail(ErrorKind::kInternal, "safetensors have no dtype {}", c10::toString(dtype));
}

}  // namespace

bool is_safetensors(const InputFile& file) {
  if (file.size() <= kLengthSize) return false;
  const auto start = file.bytes_at(0, kLengthSize + 1);
  // A zip file or a pickle would be a header of petabytes.
  return start.back() == '{' && header_length(file) < (std::uint64_t{1} << 40);
}

TensorGroup read_safetensors(const InputFile& file) {
  const auto length = header_length(file);
  if (length > kLongestHeader) fail_header("is too long");
  if (length > file.size() - kLengthSize) fail(ErrorKind::kData, "it ends within its safetensors header (truncated?)");
  const auto entries = parse_header(file.bytes_at(kLengthSize, static_cast<std::size_t>(length)));
  const auto data = kLengthSize + length;
  require_no_gaps(entries, file.size() - data);
  TensorGroup group;
  for (const auto& entry : entries) {
    const auto dtype = dtype_of(entry.dtype);
    if (dtype) {
      group.add(entry.name, read_tensor(file, entry, *dtype, data));
    } else {
      group.leave_out(entry.name, "it has the unknown dtype " + entry.dtype);
    }
  }
  return group;
}

std::string to_safetensors(const StateDict& tensors) {
  StateDict ordered;
  for (const auto& [name, tensor] : tensors) ordered.emplace_back(name, tensor.detach().cpu().contiguous());
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const auto& a, const auto& b) { return a.second.element_size() > b.second.element_size(); });
  Json header{{kMetadata, {{"format", "pt"}}}};
  std::uint64_t at = 0;
  for (const auto& [name, tensor] : ordered) {
    const auto end = at + tensor.nbytes();
    header[name] = {
        {"dtype", dtype_name(tensor.scalar_type())}, {"shape", tensor.sizes().vec()}, {"data_offsets", {at, end}}};
    at = end;
  }
  auto text = json_text(header);
  text.resize((text.size() + kLengthSize - 1) / kLengthSize * kLengthSize, ' ');
  std::string bytes;
  for (std::uint64_t i = 0; i < kLengthSize; ++i) bytes += static_cast<char>(text.size() >> (8 * i));
  bytes += text;
  for (const auto& [name, tensor] : ordered) {
    bytes.append(static_cast<const char*>(tensor.data_ptr()), tensor.nbytes());
  }
  return bytes;
}

}  // namespace largestep
