#include "tensorboard/masked_crc32c.h"

#include <gtest/gtest.h>

#include <string>

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

}  // namespace
}  // namespace largestep
