#include "checkpoint/tensor_reader.h"

#include <ATen/ATen.h>

#include <optional>
#include <string_view>

#include "core/error.h"

namespace largestep {
namespace {

constexpr std::size_t kMostDimensions = 64;

/// Element type of a Python storage class ("torch.FloatStorage" -> float32); nothing for a name that is none.
std::optional<c10::ScalarType> storage_dtype(std::string_view name) {
  struct StorageType {
    std::string_view name;
    c10::ScalarType dtype;
  };
  static constexpr StorageType kStorageTypes[] = {
      {"torch.FloatStorage", c10::ScalarType::Float},
      {"torch.DoubleStorage", c10::ScalarType::Double},
      {"torch.HalfStorage", c10::ScalarType::Half},
      {"torch.BFloat16Storage", c10::ScalarType::BFloat16},
      {"torch.LongStorage", c10::ScalarType::Long},
      {"torch.IntStorage", c10::ScalarType::Int},
      {"torch.ShortStorage", c10::ScalarType::Short},
      {"torch.CharStorage", c10::ScalarType::Char},
      {"torch.ByteStorage", c10::ScalarType::Byte},
      {"torch.BoolStorage", c10::ScalarType::Bool},
      {"torch.ComplexFloatStorage", c10::ScalarType::ComplexFloat},
      {"torch.ComplexDoubleStorage", c10::ScalarType::ComplexDouble},
      {"torch.storage.UntypedStorage", c10::ScalarType::Byte},
      {"torch.UntypedStorage", c10::ScalarType::Byte},
  };
  for (const auto& type : kStorageTypes) {
    if (type.name == name) return type.dtype;
  }
  return std::nullopt;
}

[[noreturn]] void fail_malformed_tensor(const char* why) { fail(ErrorKind::kData, "it describes a tensor {}", why); }

/// a * b + c of numbers that are not negative.
std::int64_t multiply_add(std::int64_t a, std::int64_t b, std::int64_t c) {
  std::int64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result) || __builtin_add_overflow(result, c, &result)) {
    fail_malformed_tensor("larger than any memory");
  }
  return result;
}

}  // namespace

template <typename T>
const T& TensorReader::get(pickle::NodeId id) const {
  const auto* value = std::get_if<T>(&document_.nodes[id]);
  if (value == nullptr) fail_malformed_tensor("in a way PyTorch does not");
  return *value;
}

std::vector<std::int64_t> TensorReader::get_extents(pickle::NodeId id) const {
  const auto& items = get<pickle::Tuple>(id).items;
  if (items.size() > kMostDimensions) fail_malformed_tensor("with too many dimensions");
  std::vector<std::int64_t> extents;
  for (const auto item : items) extents.push_back(get<std::int64_t>(item));
  return extents;
}

at::Tensor TensorReader::rebuild(const std::vector<pickle::NodeId>& arguments) {
  if (arguments.size() < 4) fail_malformed_tensor("in a way PyTorch does not");
  // PyTorch 2 notes there that the numbers are to be negated or conjugated; model weights never are.
  if (arguments.size() > 6 && !get<pickle::Dict>(arguments[6]).items.empty()) {
    fail_malformed_tensor("that is a negated or conjugated view; save its .clone()");
  }
  const auto storage = read_storage(get<pickle::Persistent>(arguments[0]).id);
  const auto offset = get<std::int64_t>(arguments[1]);
  const auto sizes = get_extents(arguments[2]);
  const auto strides = get_extents(arguments[3]);
  if (sizes.size() != strides.size() || offset < 0) fail_malformed_tensor("whose sizes and strides do not match");
  std::int64_t elements = 1;
  std::int64_t last = offset;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i] < 0 || strides[i] < 0) fail_malformed_tensor("with a negative size or stride");
    elements = multiply_add(elements, sizes[i], 0);
    if (sizes[i] > 0) last = multiply_add(sizes[i] - 1, strides[i], last);
  }
  multiply_add(elements, static_cast<std::int64_t>(storage.element_size()), 0);
  // PyTorch allows an offset at the end for a tensor without elements.
  if (elements == 0 ? offset > storage.numel() : last >= storage.numel()) {
    fail_malformed_tensor("that reaches beyond its data");
  }
  return storage.as_strided(sizes, strides, offset);
}

/// ("storage", storage type, key, device, number of elements): all elements of the storage, 1-d.
at::Tensor TensorReader::read_storage(pickle::NodeId id) {
  const auto& fields = get<pickle::Tuple>(id).items;
  if (fields.size() != 5 || get<std::string>(fields[0]) != "storage")
    fail_malformed_tensor("in a way PyTorch does not");
  const auto& type_name = get<pickle::Global>(fields[1]).name;
  const auto dtype = storage_dtype(type_name);
  if (!dtype) fail(ErrorKind::kData, "it holds a tensor of unknown type ({})", type_name);
  const auto& key = get<std::string>(fields[2]);
  const auto elements = get<std::int64_t>(fields[4]);
  if (elements < 0) fail_malformed_tensor("with a negative size");
  const auto bytes = multiply_add(elements, static_cast<std::int64_t>(c10::elementSize(*dtype)), 0);
  const auto record = "data/" + key;
  if (zip_.size(record) != static_cast<std::uint64_t>(bytes)) {
    fail(ErrorKind::kData, "its record {} has {} bytes where {} were announced", record, zip_.size(record), bytes);
  }
  auto& storage = storages_[key];
  if (!storage.defined()) storage = read_elements(record, elements, *dtype);
  if (storage.scalar_type() != *dtype) fail_malformed_tensor("that shares data with one of another dtype");
  return storage;
}

at::Tensor TensorReader::read_elements(const std::string& record, std::int64_t elements, at::ScalarType dtype) {
  // A bool other than 0 and 1 is undefined behaviour in C++, so bools come in as bytes.
  auto storage = at::empty({elements}, dtype == at::kBool ? at::kByte : dtype);
  zip_.read(record, storage.data_ptr());
  return dtype == at::kBool ? storage.ne(0) : storage;
}

}  // namespace largestep
