#include "data/fingerprint.h"

#include <fmt/format.h>
#include <zlib.h>

namespace largestep {
namespace {

unsigned long checksum(const at::Tensor& tensor) {
  const auto whole = tensor.contiguous();
  return crc32_z(0, static_cast<const Bytef*>(whole.data_ptr()), whole.nbytes());
}

}  // namespace

std::string fingerprint(const std::string& name, const at::Tensor& inputs, const at::Tensor& targets) {
  if (!targets.defined()) return fmt::format("{} = none\n", name);
  return fmt::format("{} = {} with checksum {:08x}{:08x}\n", name, targets.size(0), checksum(inputs),
                     checksum(targets));
}

std::string fingerprint(const LabelledImages& images) {
  return fingerprint("training images", images.train.images, images.train.labels) +
         fingerprint("test images", images.test.images, images.test.labels);
}

}  // namespace largestep
