#include "core/error.h"
#include "tensorboard/event_file.h"

namespace largestep {

struct EventFile::Impl {};

EventFile::EventFile(const std::filesystem::path&, std::int64_t) {
  fail(ErrorKind::kInvalidArgument,
       "this build cannot write files for TensorBoard because it has no protobuf: configure it with "
       "-DLARGESTEP_WITH_TENSORBOARD=ON");
}

EventFile::~EventFile() = default;

void EventFile::append(std::int64_t, const EventValues&) {}

void EventFile::sync() {}

}  // namespace largestep
