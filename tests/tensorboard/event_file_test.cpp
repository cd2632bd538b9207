#include "tensorboard/event_file.h"

#include <gtest/gtest.h>

#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

std::string only_file(const std::filesystem::path& directory) {
  std::string bytes;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) bytes += read_file(entry.path());
  return bytes;
}

TEST(EventFile, BeginsWithTheVersionThatTensorBoardAsksFor) {
  const TemporaryDirectory directory;
  { const EventFile file(directory.path() / "events", 1); }
  const auto bytes = only_file(directory.path() / "events");
  // 9 bytes of time (field 1, a double), then field 3 with 13 characters: 24 in all.
  EXPECT_EQ(bytes.substr(0, 8), std::string("\x18\0\0\0\0\0\0\0", 8));
  EXPECT_EQ(bytes.substr(12 + 9, 15),
            "\x1a\x0d"
            "brain.Event:2");
}

TEST(EventFile, GrowsByWholeRecords) {
  const TemporaryDirectory directory;
  EventFile file(directory.path(), 1);
  const auto before = only_file(directory.path());
  file.append(3, {.scalars = {{"loss", 0.5}}, .histograms = {{"channels", {0.0, 0.5, 1.0}}}});
  const auto after = only_file(directory.path());
  EXPECT_TRUE(after.starts_with(before));
  EXPECT_GT(after.size(), before.size() + 320);  // 2 x 20 doubles
}

}  // namespace
}  // namespace largestep
