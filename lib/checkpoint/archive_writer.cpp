#include "checkpoint/archive_writer.h"

#include <ATen/ATen.h>
#include <caffe2/serialize/inline_container.h>
#include <torch/csrc/jit/serialization/pickler.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>
#include <unordered_map>

#include "core/error.h"
#include "files/atomic_file.h"

namespace largestep {
namespace {

/// Makes a value fit for the pickler: containers become generic, tensors plain.
class Preparer {
 public:
  /// @throws Error{kInternal} for a value of a type that Python could not open.
  c10::IValue prepare(const c10::IValue& value) {
    if (value.isNone() || value.isBool() || value.isInt() || value.isString()) return value;
    if (value.isTensor()) return value.toTensor().defined() ? c10::IValue(prepare(value.toTensor())) : c10::IValue();
    if (value.isList()) {
      c10::impl::GenericList items(c10::AnyType::get());
      for (const auto& item : value.toListRef()) items.push_back(prepare(item));
      return items;
    }
    if (value.isGenericDict()) {
      c10::impl::GenericDict items(c10::AnyType::get(), c10::AnyType::get());
      for (const auto& item : value.toGenericDict()) {
        if (!item.key().isString() && !item.key().isInt()) {
          fail(ErrorKind::kInternal, "a checkpoint's dict keys are str or int, got {}", item.key().tagKind());
        }
        items.insert(item.key(), prepare(item.value()));
      }
      return items;
    }
    fail(ErrorKind::kInternal, "a checkpoint can't hold a {}", value.tagKind());
  }

 private:
  /// The tensor in CPU memory that it fills. The pickler stores whole storages, views included, and each storage once
  /// with one dtype; a tensor that does not go with that gets memory of its own.
  at::Tensor prepare(const at::Tensor& tensor) {
    if (tensor.layout() != at::kStrided || tensor.is_quantized()) {
      fail(ErrorKind::kInternal, "a checkpoint holds dense tensors only, got {}", tensor.toString());
    }
    auto plain = tensor.detach().cpu().resolve_conj().resolve_neg();
    const bool fills_storage = plain.is_non_overlapping_and_dense() && plain.storage().nbytes() == plain.nbytes();
    const auto* storage = plain.storage().unsafeGetStorageImpl();
    const bool fits =
        fills_storage && dtypes_.emplace(storage, plain.scalar_type()).first->second == plain.scalar_type();
    return fits ? plain : plain.clone(at::MemoryFormat::Preserve);
  }

  std::unordered_map<const void*, at::ScalarType> dtypes_;
};

/// A file that swallows bytes after its first failure and reports it at the end: LibTorch's writer finishes the archive
/// in its destructor, where an exception would end the program.
class Sink {
 public:
  explicit Sink(const std::filesystem::path& path) : file_(path, std::ios::binary | std::ios::trunc) { note_failure(); }

  std::size_t write(const void* bytes, std::size_t size) {
    if (error_ == 0) {
      file_.write(static_cast<const char*>(bytes), static_cast<std::streamsize>(size));
      note_failure();
    }
    return size;
  }

  /// 0, or the errno of the first failure.
  int close() {
    if (error_ == 0) {
      file_.close();
      note_failure();
    }
    return error_;
  }

 private:
  void note_failure() {
    if (file_.fail()) error_ = errno != 0 ? errno : EIO;
  }

  std::ofstream file_;
  int error_ = 0;
};

using Write = std::function<std::size_t(const void*, std::size_t)>;

void write_records(const c10::IValue& value, const Write& write) {
  std::string pickle;
  std::vector<at::Tensor> tensors;
  {
    // Without a function for their ids, storages are numbered as tensorData() lists them.
    torch::jit::Pickler pickler([&](const char* bytes, std::size_t size) { pickle.append(bytes, size); }, nullptr,
                                nullptr, nullptr, nullptr, /*tag_aggregates=*/false);
    pickler.protocol();
    pickler.pushIValue(value);
    pickler.stop();
    tensors = pickler.tensorData();
  }
  caffe2::serialize::PyTorchStreamWriter writer(write);
  writer.writeRecord("data.pkl", pickle.data(), pickle.size());
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const auto data = torch::jit::getWriteableTensorData(tensors[i]);
    writer.writeRecord("data/" + std::to_string(i), data.data(), data.sizeInBytes());
  }
  writer.writeEndOfFile();
}

}  // namespace

std::string to_python_archive(const c10::IValue& value) {
  std::string file;
  write_records(Preparer().prepare(value), [&](const void* bytes, std::size_t size) {
    file.append(static_cast<const char*>(bytes), size);
    return size;
  });
  return file;
}

void write_python_archive(const std::filesystem::path& path, const c10::IValue& value) {
  const auto plain = Preparer().prepare(value);
  write_file_atomically(path, [&](const std::filesystem::path& temporary) {
    errno = 0;
    Sink sink(temporary);
    try {
      write_records(plain, [&](const void* bytes, std::size_t size) { return sink.write(bytes, size); });
    } catch (const c10::Error& error) {
      fail(ErrorKind::kInternal, "could not encode the checkpoint {}: {}", path.string(),
           error.what_without_backtrace());
    }
    if (const int error = sink.close(); error != 0) {
      fail(ErrorKind::kWrite, "could not write {}: {}", path.string(), std::strerror(error));
    }
  });
}

}  // namespace largestep
