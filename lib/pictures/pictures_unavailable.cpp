#include "core/error.h"
#include "pictures/picture_sheet.h"

namespace largestep {
namespace {

[[noreturn]] void fail_without_opencv() {
  fail(ErrorKind::kInvalidArgument,
       "this build cannot draw pictures because it has no OpenCV: configure it with "
       "-DLARGESTEP_WITH_OPENCV=ON");
}

}  // namespace

void write_sheet(const PictureSheet&, const std::filesystem::path&) { fail_without_opencv(); }

torch::Tensor overlay(const torch::Tensor&, const torch::Tensor&) { fail_without_opencv(); }

}  // namespace largestep
