#pragma once

#include <ATen/core/ivalue.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "checkpoint/tensor_group.h"

namespace largestep {

/// A file of weights from anywhere: what save_checkpoint wrote, what Python's torch.save or safetensors did. Nothing of
/// it is executed, and nothing made that is not asked for, so that unknown objects beside the weights do no harm.
class WeightsFile {
 public:
  /// @throws Error{kData} naming the file, for what is no file, is damaged, or holds something other than named values
  explicit WeightsFile(const std::filesystem::path& path);
  ~WeightsFile();

  const std::filesystem::path& path() const;

  /// The text of the outermost dict under a key; "" if there is none.
  std::string text(const std::string& key) const;

  /// Everything, each value of a kind that archive_reader.h lists. @throws Error{kData} naming the file for another
  /// kind
  c10::IValue whole();

  /// Every dict of tensors under text keys, those of outer dicts first. Tensors keep their strides and share memory
  /// where they did in Python, so that reading needs no more memory than a few times the file.
  /// @throws Error{kData} naming the file, if it is damaged.
  std::vector<TensorGroup> groups();

  /// Whether there is the state of an optimizer from Python, alone or as the only one of a list.
  bool has_optimizer() const;
  /// The optimizer's momentum by parameter name, see python_optimizer.h. @throws what that throws
  StateDict momentum(const StateDict& model);

  /// What it holds, for errors: its tensors by name, or its keys where there are none.
  std::string contents();

 private:
  struct Content;
  std::unique_ptr<Content> content_;
};

}  // namespace largestep
