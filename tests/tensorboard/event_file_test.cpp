#include "tensorboard/event_file.h"

#include <gmock/gmock.h>

#include "core/atomic_file.h"
#include "core/error.h"
#include "temporary_directory.h"
#include "tensorboard/masked_crc32c.h"

namespace largestep {
namespace {

std::uint32_t unmasked(std::uint32_t masked) {
  const std::uint32_t rotated = masked - 0xA282EAD8U;
  return (rotated >> 17) | (rotated << 15);
}

TEST(MaskedCrc32c, GivesThePublishedChecksums) {
  // RFC 3720, appendix B.4, and the check value of the polynomial.
  EXPECT_EQ(unmasked(masked_crc32c("123456789")), 0xE3069283U);
  EXPECT_EQ(unmasked(masked_crc32c(std::string(32, '\0'))), 0x8A9136AAU);
  EXPECT_EQ(unmasked(masked_crc32c(std::string(32, '\xff'))), 0x62A8AB43U);
}

std::string only_file(const std::filesystem::path& directory) {
  std::string bytes;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) bytes += read_file(entry.path());
  return bytes;
}

TEST(EventFile, BeginsWithTheVersionThatTensorBoardAsksFor) {
  const TemporaryDirectory directory;
  try {
    const EventFile file(directory.path() / "events", 1);
  } catch (const Error& error) {
    GTEST_SKIP() << error.what();
  }
  const auto bytes = only_file(directory.path() / "events");
  // 9 bytes of time (field 1, a double), then field 3 with 13 characters: 24 in all.
  EXPECT_EQ(bytes.substr(0, 8), std::string("\x18\0\0\0\0\0\0\0", 8));
  EXPECT_EQ(bytes.substr(12 + 9, 15),
            "\x1a\x0d"
            "brain.Event:2");
}

TEST(EventFile, GrowsByWholeRecords) {
  const TemporaryDirectory directory;
  try {
    EventFile file(directory.path(), 1);
    const auto before = only_file(directory.path());
    file.append(3, {.scalars = {{"loss", 0.5}}, .histograms = {{"channels", {0.0, 0.5, 1.0}}}});
    const auto after = only_file(directory.path());
    EXPECT_TRUE(after.starts_with(before));
    EXPECT_GT(after.size(), before.size() + 320);  // 2 x 20 doubles
  } catch (const Error& error) {
    GTEST_SKIP() << error.what();
  }
}

}  // namespace
}  // namespace largestep
