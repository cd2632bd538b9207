#include <ATen/ATen.h>
#include <zlib.h>

#include <string>

#include "checkpoint/archive_reader.h"
#include "fuzz/expect.h"
#include "fuzz/scratch_directory.h"
#include "fuzz/targets.h"
#include "loading/load_weights.h"

namespace largestep {
namespace {

void append_number(std::string& bytes, std::uint64_t value, int size) {
  for (int i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i));
}

/// A zip file as torch.save writes it, without the alignment.
class ZipWriter {
 public:
  void add(const std::string& name, std::string_view bytes) {
    const auto offset = file_.size();
    std::string sizes;
    append_number(sizes, crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()), 4);
    append_number(sizes, bytes.size(), 4);
    append_number(sizes, bytes.size(), 4);
    append_number(sizes, name.size(), 2);
    append_number(sizes, 0, 2);  // extra field
    const std::string versions_to_date(10, '\0');
    file_.append("PK\x03\x04").append(versions_to_date).append(sizes).append(name).append(bytes);
    directory_.append("PK\x01\x02").append(2, '\0').append(versions_to_date).append(sizes).append(10, '\0');
    append_number(directory_, offset, 4);
    directory_.append(name);
    ++entries_;
  }

  std::string finished() const {
    std::string file = file_ + directory_ + std::string("PK\x05\x06\0\0\0\0", 8);
    append_number(file, entries_, 2);
    append_number(file, entries_, 2);
    append_number(file, directory_.size(), 4);
    append_number(file, file_.size(), 4);
    append_number(file, 0, 2);  // comment
    return file;
  }

 private:
  std::string file_, directory_;
  std::uint64_t entries_ = 0;
};

std::string zip_around(std::string_view pickle) {
  ZipWriter zip;
  zip.add("archive/data.pkl", pickle);
  zip.add("archive/data/0", std::string(24, '\1'));
  zip.add("archive/data/1", std::string(16, '\2'));
  zip.add("archive/data/2", "");
  return zip.finished();
}

void check_memory(const at::Tensor& tensor) {
  const auto elements =
      static_cast<std::int64_t>(tensor.storage().nbytes()) / static_cast<std::int64_t>(tensor.element_size());
  std::int64_t last = tensor.storage_offset();
  for (std::int64_t i = 0; i < tensor.dim(); ++i) last += (tensor.size(i) - 1) * tensor.stride(i);
  promise(tensor.numel() == 0 || (tensor.storage_offset() >= 0 && last < elements),
          "tensors keep within their storage");
  promise(tensor.nbytes() <= tensor.storage().nbytes(), "tensors are no larger than their storage");
}

}  // namespace

void fuzz_checkpoint(std::string_view input) {
  if (input.empty()) return;
  const bool is_pickle = static_cast<unsigned char>(input.front()) % 2 == 1;
  const auto path = write_scratch("input.pt", is_pickle ? zip_around(input.substr(1)) : std::string(input.substr(1)));
  allow({ErrorKind::kData}, [&] {
    const auto weights = load_weights(path, {.momentum = true});
    for (const auto* tensors : {&weights.checkpoint.model, &weights.checkpoint.momentum, &weights.checkpoint.average}) {
      for (const auto& [name, tensor] : *tensors) check_memory(tensor);
    }
    if (weights.checkpoint.rng.defined()) check_memory(weights.checkpoint.rng);
  });
  // All that a pickle says, whether it is asked for or not.
  allow({ErrorKind::kData}, [&] { read_python_archive(path); });
}

}  // namespace largestep
