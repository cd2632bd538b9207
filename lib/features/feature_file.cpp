#include "features/feature_file.h"

#include <ATen/ATen.h>
#include <fmt/ranges.h>

#include <optional>

#include "checkpoint/archive_reader.h"
#include "checkpoint/safetensors.h"
#include "checkpoint/weights_file.h"
#include "core/error.h"
#include "features/npy_file.h"

namespace largestep {
namespace {

constexpr std::size_t kMostListed = 6;

/// What torch.save(tensor, path) wrote; nothing if it saved something else.
std::optional<at::Tensor> lone_tensor(const InputFile& file) {
  if (is_safetensors(file)) return std::nullopt;
  PythonArchive archive(file);
  const auto root = archive.document().root;
  if (!std::holds_alternative<pickle::Call>(archive.document().nodes[root])) return std::nullopt;
  const auto value = archive.build(root);
  if (!value.isTensor()) return std::nullopt;
  if (value.toTensor().nbytes() > value.toTensor().storage().nbytes()) {
    fail(ErrorKind::kData, "its tensor repeats its elements");
  }
  return value.toTensor();
}

at::Tensor chosen_tensor(const std::filesystem::path& path, const std::string& key) {
  WeightsFile file(path);
  StateDict all;
  for (const auto& group : file.groups()) {
    for (const auto& [name, tensor] : group.tensors) {
      all.emplace_back(group.key.empty() ? name : group.key + "." + name, tensor);
    }
  }
  if (key.empty() && all.size() == 1) return all.front().second;
  std::vector<std::string> names;
  for (const auto& [name, tensor] : all) {
    if (name == key) return tensor;
    if (names.size() < kMostListed) names.push_back(name);
  }
  if (!key.empty()) {
    fail(ErrorKind::kInvalidArgument, "{} holds no tensor {}, but {}", path.string(), key, fmt::join(names, ", "));
  }
  if (all.empty()) fail(ErrorKind::kData, "{} is no file of features: {}", path.string(), file.contents());
  fail(ErrorKind::kData, "{} holds {} tensors ({}{}): say with --key which are the features", path.string(), all.size(),
       fmt::join(names, ", "), all.size() > names.size() ? ", ..." : "");
}

at::Tensor read_array(const std::filesystem::path& path, const std::string& key) {
  const InputFile file(path);
  try {
    if (is_npy(file)) return read_npy(file);
    if (path.extension() == ".npz") fail(ErrorKind::kData, "it is an archive of arrays; save one with numpy.save");
    if (const auto tensor = lone_tensor(file)) return *tensor;
  } catch (const Error& error) {
    fail(error.kind(), "{} is no file of features: {}", path.string(), error.what());
  } catch (const c10::Error& error) {
    fail(ErrorKind::kData, "{} is no file of features: {}", path.string(), error.what_without_backtrace());
  }
  return chosen_tensor(path, key);
}

}  // namespace

at::Tensor read_features(const std::filesystem::path& path, const std::string& key) {
  const auto array = read_array(path, key);
  const auto shape = fmt::format("[{}]", fmt::join(array.sizes(), ", "));
  if (array.dim() < 2 || array.size(0) < 2 || array.numel() == 0) {
    fail(ErrorKind::kData,
         "{} has an array of shape {}, but features are [images, units], at least 2 images and a unit", path.string(),
         shape);
  }
  if (array.is_complex()) fail(ErrorKind::kData, "{} has complex numbers", path.string());
  const bool is_wide = array.scalar_type() == at::kDouble || array.scalar_type() == at::kLong;
  const auto features = array.flatten(1).to(is_wide ? at::kDouble : at::kFloat).contiguous();
  const auto finite = features.isfinite();
  if (!finite.all().item<bool>()) {
    const auto place = finite.flatten().logical_not().nonzero()[0].item<std::int64_t>();
    fail(ErrorKind::kData, "{} has a value that is NaN or infinite at image {}, unit {} (counted from 0)",
         path.string(), place / features.size(1), place % features.size(1));
  }
  return features;
}

}  // namespace largestep
