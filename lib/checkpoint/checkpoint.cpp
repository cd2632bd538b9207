#include "checkpoint/checkpoint.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "checkpoint/archive_reader.h"
#include "checkpoint/archive_writer.h"
#include "checkpoint/python_optimizer.h"
#include "core/error.h"

namespace largestep {
namespace {

using GenericDict = c10::impl::GenericDict;

constexpr const char* kFormat = "largestep-checkpoint";
constexpr std::int64_t kVersion = 1;
constexpr const char* kDataParallelPrefix = "module.";

GenericDict empty_dict() { return GenericDict(c10::AnyType::get(), c10::AnyType::get()); }

c10::IValue to_value(const StateDict& tensors) {
  auto dict = empty_dict();
  for (const auto& [name, tensor] : tensors) dict.insert(name, tensor);
  return dict;
}

c10::IValue to_value(const Progress& progress) {
  auto dict = empty_dict();
  dict.insert("epoch", progress.epoch);
  dict.insert("step_in_epoch", progress.step_in_epoch);
  dict.insert("step", progress.step);
  return dict;
}

/// A dict of the archive; knows what to call itself and the file in an error.
class Fields {
 public:
  Fields(GenericDict dict, std::string prefix, const std::filesystem::path& path)
      : dict_(std::move(dict)), prefix_(std::move(prefix)), path_(path) {}

  bool has(const char* key) const { return dict_.contains(key); }
  c10::IValue value(const char* key) const { return at(key); }

  std::string text(const char* key) const {
    const auto value = at(key);
    if (!value.isString()) fail_type(key, "text");
    return value.toStringRef();
  }

  /// An integer that counts something.
  std::int64_t count(const char* key) const {
    const auto value = at(key);
    if (!value.isInt() || value.toInt() < 0) fail_type(key, "an integer of at least 0");
    return value.toInt();
  }

  /// The same, where files from before the key have `otherwise`.
  std::int64_t count_or(const char* key, std::int64_t otherwise) const { return has(key) ? count(key) : otherwise; }

  /// A 0-d float64 tensor with a number above 0, or `otherwise` where the key is missing.
  double positive_or(const char* key, double otherwise) const {
    if (!has(key)) return otherwise;
    const auto value = at(key);
    const bool is_number =
        value.isTensor() && value.toTensor().dim() == 0 && value.toTensor().scalar_type() == at::kDouble;
    const double number = is_number ? value.toTensor().item<double>() : 0.0;
    if (!(number > 0.0 && std::isfinite(number))) fail_type(key, "a 0-d float64 tensor above 0");
    return number;
  }

  Fields fields(const char* key) const {
    const auto value = at(key);
    if (!value.isGenericDict()) fail_type(key, "a dict");
    return {value.toGenericDict(), prefix_ + key + ".", path_};
  }

  /// The random state: undefined for None.
  at::Tensor random_state(const char* key) const {
    const auto value = at(key);
    if (value.isNone()) return {};
    if (!value.isTensor() || value.toTensor().scalar_type() != at::kByte || value.toTensor().dim() != 1) {
      fail_type(key, "a one-dimensional uint8 tensor or None");
    }
    return bounded(key, value.toTensor());
  }

  /// All of this dict as names and tensors.
  StateDict tensors() const {
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

 private:
  c10::IValue at(const char* key) const {
    if (!has(key))
      fail(ErrorKind::kData, "{} is a damaged checkpoint: the key {}{} is missing", path_.string(), prefix_, key);
    return dict_.at(key);
  }

  std::string place() const { return prefix_.empty() ? "the state_dict" : prefix_.substr(0, prefix_.size() - 1); }

  [[noreturn]] void fail_type(const std::string& key, const char* expected) const {
    fail(ErrorKind::kData, "{} is not a usable checkpoint: {}{} should be {}", path_.string(), prefix_, key, expected);
  }

  at::Tensor weights(const std::string& name, const at::Tensor& tensor) const {
    if (!tensor.is_floating_point() && tensor.scalar_type() != at::kLong) {
      fail_type(name, "a floating-point or int64 tensor");
    }
    return bounded(name, tensor);
  }

  /// The tensor itself: copies of a thousand names of one large tensor would need a thousand times the file's memory.
  at::Tensor bounded(const std::string& name, const at::Tensor& tensor) const {
    // A tensor that repeats elements by zero strides could claim any size.
    if (tensor.nbytes() > tensor.storage().nbytes()) fail_type(name, "a tensor that does not repeat its elements");
    return tensor;
  }

  GenericDict dict_;
  std::string prefix_;
  const std::filesystem::path& path_;
};

Checkpoint read_full(const Fields& root, const std::filesystem::path& path) {
  const auto version = root.count("version");
  if (version > kVersion) {
    fail(ErrorKind::kData,
         "{} was written by a newer largestep (format version {}, this one reads up to {}); update "
         "largestep to read it",
         path.string(), version, kVersion);
  }
  const auto progress = root.fields("progress");
  return {.problem = root.text("problem"),
          .width = root.count("width"),
          .progress = {.epoch = progress.count("epoch"),
                       .step_in_epoch = progress.count("step_in_epoch"),
                       .step = progress.count("step")},
          .model = root.fields("model").tensors(),
          .momentum = root.fields("momentum").tensors(),
          .average = root.fields("average").tensors(),
          .config = root.text("config"),
          .step_size_scale = root.positive_or("step_size_scale", 1.0),
          .restarts = root.count_or("restarts", 0),
          .rng = root.random_state("rng"),
          .full = true};
}

void strip_data_parallel_prefix(StateDict& tensors) {
  const auto has_prefix = [](const auto& item) { return item.first.starts_with(kDataParallelPrefix); };
  if (!std::all_of(tensors.begin(), tensors.end(), has_prefix)) return;
  for (auto& item : tensors) item.first.erase(0, std::string_view(kDataParallelPrefix).size());
}

std::int64_t width_of(const StateDict& tensors) {
  for (const auto& [name, tensor] : tensors) {
    const bool is_first_convolution = name == "conv1.weight" && tensor.dim() == 4 && tensor.size(1) == 3 &&
                                      tensor.size(2) == 3 && tensor.size(3) == 3;
    if (is_first_convolution) return tensor.size(0);
  }
  return 0;
}

Checkpoint read_bare(const Fields& root, const std::filesystem::path& path) {
  Checkpoint checkpoint;
  checkpoint.model = root.has("model")        ? root.fields("model").tensors()
                     : root.has("state_dict") ? root.fields("state_dict").tensors()
                                              : root.tensors();
  if (checkpoint.model.empty())
    fail(ErrorKind::kData, "{} is not a usable checkpoint: it holds no tensors", path.string());
  strip_data_parallel_prefix(checkpoint.model);
  checkpoint.width = width_of(checkpoint.model);
  if (root.has("optimizer")) {
    try {
      checkpoint.momentum = momentum_of_python_optimizer(root.value("optimizer"), checkpoint.model);
    } catch (const Error& error) {
      fail(error.kind(), "{} is not a usable checkpoint: {}", path.string(), error.what());
    }
  }
  return checkpoint;
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint) {
  auto root = empty_dict();
  root.insert("format", kFormat);
  root.insert("version", kVersion);
  root.insert("problem", checkpoint.problem);
  root.insert("width", checkpoint.width);
  root.insert("progress", to_value(checkpoint.progress));
  root.insert("model", to_value(checkpoint.model));
  root.insert("momentum", to_value(checkpoint.momentum));
  root.insert("average", to_value(checkpoint.average));
  root.insert("config", checkpoint.config);
  root.insert("step_size_scale", at::scalar_tensor(checkpoint.step_size_scale, at::kDouble));
  root.insert("restarts", checkpoint.restarts);
  root.insert("rng", checkpoint.rng.defined() ? c10::IValue(checkpoint.rng) : c10::IValue());
  write_python_archive(path, root);
}

Checkpoint load_checkpoint(const std::filesystem::path& path) {
  const auto value = read_python_archive(path);
  if (!value.isGenericDict()) {
    fail(ErrorKind::kData, "{} is not a usable checkpoint: it should hold a dict of tensors", path.string());
  }
  const Fields root(value.toGenericDict(), "", path);
  const bool is_ours = root.has("format") && root.has("version");
  return is_ours && root.text("format") == kFormat ? read_full(root, path) : read_bare(root, path);
}

}  // namespace largestep
