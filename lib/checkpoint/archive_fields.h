#pragma once

#include <ATen/core/ivalue.h>

#include <filesystem>
#include <string>

#include "checkpoint/checkpoint.h"

namespace largestep {

/// A dict of an archive, read field by field. What is missing or of another type is an Error{kData} that names the file
/// and the place in it.
class ArchiveFields {
 public:
  /// @param prefix  of the names in errors: "" for the outermost dict, else its key and a dot.
  /// @param path  of the file, for errors; must outlive this.
  ArchiveFields(c10::impl::GenericDict dict, std::string prefix, const std::filesystem::path& path);

  bool has(const char* key) const { return dict_.contains(key); }
  c10::IValue value(const char* key) const { return at(key); }
  std::string text(const char* key) const;

  /// An integer that counts something.
  std::int64_t count(const char* key) const;

  /// The same, where files from before the key have `otherwise`.
  std::int64_t count_or(const char* key, std::int64_t otherwise) const { return has(key) ? count(key) : otherwise; }

  /// A 0-d float64 tensor with a number above 0, or `otherwise` where the key is missing.
  double positive_or(const char* key, double otherwise) const;

  ArchiveFields fields(const char* key) const;

  /// The random state: undefined for None.
  at::Tensor random_state(const char* key) const;

  /// All of this dict as names and tensors.
  StateDict tensors() const;

 private:
  c10::IValue at(const char* key) const;
  std::string place() const;
  [[noreturn]] void fail_type(const std::string& key, const char* expected) const;
  at::Tensor weights(const std::string& name, const at::Tensor& tensor) const;
  at::Tensor bounded(const std::string& name, const at::Tensor& tensor) const;

  c10::impl::GenericDict dict_;
  std::string prefix_;
  const std::filesystem::path& path_;
};

}  // namespace largestep
