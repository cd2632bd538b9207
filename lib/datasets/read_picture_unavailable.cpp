#include "core/error.h"
#include "datasets/read_picture.h"

namespace largestep {

UserPicture read_picture(const std::filesystem::path& /*path*/, int /*side*/) {
  fail(ErrorKind::kInvalidArgument,
       "this build cannot read pictures because it has no OpenCV: configure it with -DLARGESTEP_WITH_OPENCV=ON");
}

std::string describe(const UserPicture& picture) { return picture.path.string(); }

}  // namespace largestep
