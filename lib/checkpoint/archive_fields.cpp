#include "checkpoint/archive_fields.h"

#include <ATen/ATen.h>

#include <cmath>

#include "core/error.h"

namespace largestep {

ArchiveFields::ArchiveFields(c10::impl::GenericDict dict, std::string prefix, const std::filesystem::path& path)
    : dict_(std::move(dict)), prefix_(std::move(prefix)), path_(path) {}

std::string ArchiveFields::text(const char* key) const {
  const auto value = at(key);
  if (!value.isString()) fail_type(key, "text");
  return value.toStringRef();
}

std::int64_t ArchiveFields::count(const char* key) const {
  const auto value = at(key);
  if (!value.isInt() || value.toInt() < 0) fail_type(key, "an integer of at least 0");
  return value.toInt();
}

double ArchiveFields::positive_or(const char* key, double otherwise) const {
  if (!has(key)) return otherwise;
  const auto value = at(key);
  const bool is_number =
      value.isTensor() && value.toTensor().dim() == 0 && value.toTensor().scalar_type() == at::kDouble;
  const double number = is_number ? value.toTensor().item<double>() : 0.0;
  if (!(number > 0.0 && std::isfinite(number))) fail_type(key, "a 0-d float64 tensor above 0");
  return number;
}

ArchiveFields ArchiveFields::fields(const char* key) const {
  const auto value = at(key);
  if (!value.isGenericDict()) fail_type(key, "a dict");
  return {value.toGenericDict(), prefix_ + key + ".", path_};
}

at::Tensor ArchiveFields::random_state(const char* key) const {
  const auto value = at(key);
  if (value.isNone()) return {};
  if (!value.isTensor() || value.toTensor().scalar_type() != at::kByte || value.toTensor().dim() != 1) {
    fail_type(key, "a one-dimensional uint8 tensor or None");
  }
  return bounded(key, value.toTensor());
}

StateDict ArchiveFields::tensors() const {
  StateDict tensors;
  for (const auto& item : dict_) {
    if (!item.key().isString())
      fail(ErrorKind::kData, "{}: the key {} in {} is not text", path_.string(), item.key().toInt(), place());
    const auto& name = item.key().toStringRef();
    if (!item.value().isTensor()) fail_type(name, "a tensor");
    tensors.emplace_back(name, weights(name, item.value().toTensor()));
  }
  return tensors;
}

c10::IValue ArchiveFields::at(const char* key) const {
  if (!has(key))
    fail(ErrorKind::kData, "{} is a damaged checkpoint: the key {}{} is missing", path_.string(), prefix_, key);
  return dict_.at(key);
}

std::string ArchiveFields::place() const {
  return prefix_.empty() ? "the state_dict" : prefix_.substr(0, prefix_.size() - 1);
}

void ArchiveFields::fail_type(const std::string& key, const char* expected) const {
  fail(ErrorKind::kData, "{} is not a usable checkpoint: {}{} should be {}", path_.string(), prefix_, key, expected);
}

at::Tensor ArchiveFields::weights(const std::string& name, const at::Tensor& tensor) const {
  if (!tensor.is_floating_point() && tensor.scalar_type() != at::kLong) {
    fail_type(name, "a floating-point or int64 tensor");
  }
  return bounded(name, tensor);
}

/// The tensor itself: copies of a thousand names of one large tensor would need a thousand times the file's memory.
at::Tensor ArchiveFields::bounded(const std::string& name, const at::Tensor& tensor) const {
  // A tensor that repeats elements by zero strides could claim any size.
  if (tensor.nbytes() > tensor.storage().nbytes()) fail_type(name, "a tensor that does not repeat its elements");
  return tensor;
}

}  // namespace largestep
