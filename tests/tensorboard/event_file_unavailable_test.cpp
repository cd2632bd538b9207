#include <gmock/gmock.h>

#include "core/error.h"
#include "temporary_directory.h"
#include "tensorboard/event_file.h"

namespace largestep {
namespace {

TEST(EventFile, OfABuildWithoutProtobufSaysSo) {
  const TemporaryDirectory directory;
  try {
    const EventFile file(directory.path(), 1);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInvalidArgument);
    EXPECT_THAT(error.what(), testing::HasSubstr("no protobuf"));
  }
}

}  // namespace
}  // namespace largestep
