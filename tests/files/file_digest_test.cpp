#include "files/file_digest.h"

#include <gtest/gtest.h>

#include "expect_error.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

// FIPS 180-2, appendix B.
constexpr std::string_view kOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr std::string_view kOfAMillionAs = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

TEST(Sha256, GivesThePublishedDigestOfAbc) { EXPECT_EQ(sha256_of("abc"), kOfAbc); }

TEST(Sha256, HashesAFileOfOneMillionLetters) {
  const TemporaryDirectory directory;
  write_file_atomically(directory.path() / "a", std::string(1'000'000, 'a'));
  EXPECT_EQ(sha256_of_file(directory.path() / "a"), kOfAMillionAs);
}

TEST(Sha256, OfAFileOfSeveralPiecesIsThatOfItsBytes) {
  const TemporaryDirectory directory;
  const std::string bytes(3'000'001, 'b');
  write_file_atomically(directory.path() / "b", bytes);
  EXPECT_EQ(sha256_of_file(directory.path() / "b"), sha256_of(bytes));
}

TEST(Sha256, NamesAFileThatIsNotThere) {
  expect_error(ErrorKind::kData, {"/no/such/file"}, [] { sha256_of_file("/no/such/file"); });
}

}  // namespace
}  // namespace largestep
