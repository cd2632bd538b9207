#include <gmock/gmock.h>

#include "expect_error.h"
#include "temporary_directory.h"
#include "tensorboard/event_file.h"

namespace largestep {
namespace {

TEST(EventFile, OfABuildWithoutProtobufSaysSo) {
  const TemporaryDirectory directory;
  expect_error(ErrorKind::kInvalidArgument, {"no protobuf"}, [&] { const EventFile file(directory.path(), 1); });
}

}  // namespace
}  // namespace largestep
