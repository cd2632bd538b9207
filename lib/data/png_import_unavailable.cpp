#include "core/error.h"
#include "data/png_import.h"

namespace largestep {

void import_png(const std::filesystem::path&, const std::filesystem::path&) {
  fail(ErrorKind::kInvalidArgument,
       "this build cannot read PNG files because it has no OpenCV: configure it with -DLARGESTEP_WITH_OPENCV=ON");
}

}  // namespace largestep
