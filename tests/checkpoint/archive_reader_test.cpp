#include "checkpoint/archive_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "archive_builder.h"
#include "expect_error.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using testing::HasSubstr;
constexpr std::int64_t kHuge = 1'000'000'000'000'000;

class ReadPythonArchive : public testing::Test {
 protected:
  /// The reason for refusing the file, after checking that it is an Error{kData} that names it.
  std::string why_refused(const std::filesystem::path& path) {
    return expect_error(ErrorKind::kData, {path.string()}, [&] { read_python_archive(path); });
  }

  std::string why_refused_archive(const std::string& pickle, const Records& records = {}, bool compressed = false) {
    build_archive(path_, pickle, records, compressed);
    return why_refused(path_);
  }

  std::string why_refused_tensor(const TensorClaim& claim) {
    return why_refused_archive(pickled_tensor(claim) + ".", {{"data/0", std::string(24, '\1')}});
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_.path() / "file.pt";
};

TEST_F(ReadPythonArchive, RefusesWhatIsNoArchive) {
  EXPECT_THAT(why_refused(directory_.path() / "missing"), HasSubstr("No such file"));
  EXPECT_THAT(why_refused(directory_.path()), HasSubstr("directory"));
  write_file_atomically(path_, "");
  EXPECT_THAT(why_refused(path_), HasSubstr("empty"));
  for (const std::string text : {"x", "just some text\n", "PK\3\4"}) {
    write_file_atomically(path_, text);
    EXPECT_THAT(why_refused(path_), HasSubstr("zip")) << text;
  }
  write_file_atomically(path_, std::string("PK\x03\x04PK\x05\x06") + std::string(18, '\xff'));
  EXPECT_THAT(why_refused(path_), HasSubstr("ends too early"));
}

TEST_F(ReadPythonArchive, ReadsATensorThatKeepsWithinItsData) {
  build_archive(path_, pickled_tensor({}) + ".", {{"data/0", std::string(24, '\0')}});
  EXPECT_TRUE(torch::equal(read_python_archive(path_).toTensor(), torch::zeros({2, 3})));
}

TEST_F(ReadPythonArchive, RefusesATensorThatReachesBeyondItsData) {
  EXPECT_THAT(why_refused_tensor({.offset = 1}), HasSubstr("beyond its data"));
  EXPECT_THAT(why_refused_tensor({.sizes = {3, 3}}), HasSubstr("beyond its data"));
  EXPECT_THAT(why_refused_tensor({.strides = {4, 1}}), HasSubstr("beyond its data"));
  EXPECT_THAT(why_refused_tensor({.offset = 7, .sizes = {0, 3}}), HasSubstr("beyond its data"));
}

TEST_F(ReadPythonArchive, RefusesATensorOfImpossibleSizes) {
  EXPECT_THAT(why_refused_tensor({.storage_elements = kHuge}), HasSubstr("24 bytes where"));
  EXPECT_THAT(why_refused_tensor({.storage_elements = INT64_MAX}), HasSubstr("larger than any memory"));
  EXPECT_THAT(why_refused_tensor({.storage_elements = -6}), HasSubstr("negative"));
  EXPECT_THAT(why_refused_tensor({.storage_elements = 5}), HasSubstr("24 bytes where"));
  EXPECT_THAT(why_refused_tensor({.sizes = {kHuge, 3}}), HasSubstr("beyond its data"));
  EXPECT_THAT(why_refused_tensor({.sizes = {kHuge, kHuge}, .strides = {0, 0}}), HasSubstr("larger than any memory"));
  EXPECT_THAT(why_refused_tensor({.sizes = {INT64_MAX, 1}, .strides = {0, 0}}), HasSubstr("larger than any memory"));
  EXPECT_THAT(why_refused_tensor({.strides = {INT64_MAX, INT64_MAX}}), HasSubstr("larger than any memory"));
  EXPECT_THAT(why_refused_tensor({.sizes = {-2, 3}}), HasSubstr("negative"));
  EXPECT_THAT(why_refused_tensor({.offset = 5, .strides = {-3, 1}}), HasSubstr("negative"));
  EXPECT_THAT(why_refused_tensor({.offset = -1}), HasSubstr("do not match"));
  EXPECT_THAT(why_refused_tensor({.sizes = {6}}), HasSubstr("do not match"));
  EXPECT_THAT(why_refused_tensor({.sizes = std::vector<std::int64_t>(65, 1), .strides = std::vector<std::int64_t>(65)}),
              HasSubstr("too many dimensions"));
}

TEST_F(ReadPythonArchive, RefusesStoragesItDoesNotKnow) {
  EXPECT_THAT(why_refused_tensor({.storage_type = "QInt8Storage", .storage_elements = 24}), HasSubstr("QInt8Storage"));
  EXPECT_THAT(why_refused_tensor({.key = "1"}), HasSubstr("no record data/1"));
  EXPECT_THAT(why_refused_tensor({.key = "../data.pkl"}), HasSubstr("no record"));
  const auto as_float = pickled_tensor({});
  const auto as_int = pickled_tensor({.storage_type = "IntStorage"});
  EXPECT_THAT(why_refused_archive("(" + as_float + as_int + "t.", {{"data/0", std::string(24, '\0')}}),
              HasSubstr("another dtype"));
}

TEST_F(ReadPythonArchive, ExecutesNothing) {
  const auto marker = (directory_.path() / "executed").string();
  EXPECT_THAT(why_refused_archive("cposix\nsystem\n(" + pickled_text("touch " + marker) + "tR."),
              HasSubstr("posix.system"));
  EXPECT_THAT(why_refused_archive("c__builtin__\neval\n."), HasSubstr("__builtin__.eval"));
  EXPECT_FALSE(std::filesystem::exists(marker));
}

TEST_F(ReadPythonArchive, RefusesNestingThatWouldExhaustTheStack) {
  EXPECT_THAT(why_refused_archive(std::string(1'000'000, ']') + std::string(999'999, 'a') + "."),
              HasSubstr("nested more than"));
  std::string tuples = ")";
  for (int i = 0; i < 1'000'000; ++i) tuples += '\x85';
  EXPECT_THAT(why_refused_archive(tuples + "."), HasSubstr("nested more than"));
  EXPECT_THAT(why_refused_archive("]q\x01h\x01"
                                  "a."),
              HasSubstr("nested more than"));
  // A tower of lists, each level of which is stored before the next refers to it: (l0, [l0], [[l0]], ...).
  std::string tower = "(]q\x01";
  for (int i = 0; i < 1000; ++i)
    tower +=
        "]h\x01"
        "aq\x01";
  EXPECT_THAT(why_refused_archive(tower + "t."), HasSubstr("nested more than"));
}

TEST_F(ReadPythonArchive, RefusesCompressedRecordsAndRecordsOfAnotherProgram) {
  EXPECT_THAT(why_refused_archive(std::string(100'000, 'N') + ".", {}, /*compressed=*/true), HasSubstr("compressed"));
  EXPECT_THAT(why_refused_archive("}.", {{"constants.pkl", ")."}}), HasSubstr("TorchScript"));
  EXPECT_THAT(why_refused_archive("}.", {{"byteorder", "big"}}), HasSubstr("big-endian"));
}

TEST_F(ReadPythonArchive, RefusesWhatOnlyPyTorch2Saves) {
  EXPECT_THAT(why_refused_archive("ctorch._utils\n_rebuild_tensor_v3\n)R."), HasSubstr("new in PyTorch 2"));
  const auto tensor = pickled_tensor({});
  const auto with_metadata = [&](const std::string& metadata) {
    return tensor.substr(0, tensor.size() - 2) + metadata + tensor.substr(tensor.size() - 2) + ".";
  };
  const Records records{{"data/0", std::string(24, '\1')}};
  EXPECT_THAT(why_refused_archive(with_metadata("}" + pickled_text("neg") + "\x88s"), records), HasSubstr("negated"));
  build_archive(path_, with_metadata("}"), records);
  EXPECT_NO_THROW(read_python_archive(path_));
}

TEST_F(ReadPythonArchive, MakesBoolsOutOfAnyBytes) {
  const TensorClaim bools{.storage_type = "BoolStorage", .storage_elements = 3, .sizes = {3}, .strides = {1}};
  build_archive(path_, pickled_tensor(bools) + ".", {{"data/0", std::string("\x00\x01\xfe", 3)}});
  const auto tensor = read_python_archive(path_).toTensor();
  EXPECT_TRUE(torch::equal(tensor, torch::tensor({false, true, true})));
}

}  // namespace
}  // namespace largestep
