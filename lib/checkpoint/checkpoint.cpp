#include "checkpoint/checkpoint.h"

#include <ATen/ATen.h>

#include "checkpoint/archive_fields.h"
#include "checkpoint/archive_writer.h"
#include "core/error.h"

namespace largestep {
namespace {

using GenericDict = c10::impl::GenericDict;

constexpr const char* kFormat = "largestep-checkpoint";
constexpr std::int64_t kVersion = 1;

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

Checkpoint read_full(const ArchiveFields& root, const std::filesystem::path& path) {
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

bool is_checkpoint(const WeightsFile& file) { return file.text("format") == kFormat; }

Checkpoint load_checkpoint(WeightsFile& file) {
  if (!is_checkpoint(file)) {
    fail(ErrorKind::kData, "{} is no checkpoint of a run: {}", file.path().string(), file.contents());
  }
  return read_full(ArchiveFields(file.whole().toGenericDict(), "", file.path()), file.path());
}

Checkpoint load_checkpoint(const std::filesystem::path& path) {
  WeightsFile file(path);
  return load_checkpoint(file);
}

}  // namespace largestep
