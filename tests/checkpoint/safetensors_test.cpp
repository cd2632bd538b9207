#include "checkpoint/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <map>

#include "expect_error.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

class Safetensors : public testing::Test {
 protected:
  TensorGroup read(const std::string& bytes) const {
    write_file_atomically(path_, bytes);
    return read_safetensors(InputFile(path_));
  }

  static std::string file(const std::string& header, std::size_t bytes = 24) {
    std::string length(8, '\0');
    length[0] = static_cast<char>(header.size());
    return length + header + std::string(bytes, '\0');
  }

  void expect_refused(const std::string& bytes, const std::string& says) const {
    SCOPED_TRACE(bytes);
    expect_error(ErrorKind::kData, {says}, [&] { read(bytes); });
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_.path() / "file.safetensors";
};

TEST_F(Safetensors, ComeBackAsTheyWereWhateverTheirStridesAndTypes) {
  const auto weight = torch::arange(120.0).reshape({2, 3, 4, 5});
  const StateDict saved{{"channels last", weight.contiguous(torch::MemoryFormat::ChannelsLast)},
                        {"transposed \"ä\"", torch::arange(6).to(torch::kBFloat16).reshape({2, 3}).t()},
                        {"half", torch::tensor({0.5, -2.0}, torch::kHalf)},
                        {"count", torch::tensor(std::int64_t{1} << 40)},
                        {"double", torch::tensor({0.1}, torch::kDouble)},
                        {"empty", torch::zeros({0, 3})}};
  const auto group = read(to_safetensors(saved));
  ASSERT_EQ(group.tensors.size(), saved.size());
  const std::map<std::string, at::Tensor> originals(saved.begin(), saved.end());
  for (const auto& [name, tensor] : group.tensors) {
    ASSERT_TRUE(originals.contains(name)) << name;
    EXPECT_EQ(tensor.scalar_type(), originals.at(name).scalar_type()) << name;
    EXPECT_TRUE(torch::equal(tensor, originals.at(name))) << name;
  }
}

TEST_F(Safetensors, HaveNoByteThatBelongsToNoTensorOrToTwo) {
  const auto entry = [](const std::string& name, const std::string& shape, const std::string& offsets) {
    return "\"" + name + R"(":{"dtype":"F32","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}";
  };
  EXPECT_EQ(read(file("{" + entry("a", "[2,3]", "[0,24]") + "}")).tensors.size(), 1U);
  expect_refused(file("{" + entry("a", "[5]", "[4,24]") + "}"), "places a wrongly");
  expect_refused(file("{" + entry("a", "[2,3]", "[0,24]") + "," + entry("b", "[1]", "[20,24]") + "}"),
                 "places b wrongly");
  expect_refused(file("{" + entry("a", "[2]", "[0,8]") + "}"),
                 "24 bytes of tensors where its safetensors header announces 8");
  expect_refused(file("{" + entry("a", "[2,3]", "[0,24]") + "," + entry("a", "[2]", "[0,8]") + "}"), "announces 8");
  expect_refused(file("{" + entry("a", "[7]", "[0,24]") + "}"), "gives a a shape that does not fit its 24 bytes");
  expect_refused(file("{" + entry("a", "[4611686018427387904,4,0]", "[0,24]") + "}"), "does not fit");
  expect_refused(file("{" + entry("a", "[2,3.5]", "[0,24]") + "}"), "lacks the dtype, shape or data_offsets of a");
  expect_refused(file("{" + entry("a", "[24]", "[24,0]") + "}"), "places a wrongly");
  expect_refused(file("[1]"), "is not a JSON object");
}

TEST_F(Safetensors, OfTypesThatWeightsDoNotHaveAreLeftOutByName) {
  const auto group = read(file(R"({"a":{"dtype":"BOOL","shape":[24],"data_offsets":[0,24]}})"));
  EXPECT_TRUE(group.tensors.empty());
  EXPECT_EQ(group.obstacle, "a can't be used: it has dtype Bool, neither floating-point nor int64");
}

TEST_F(Safetensors, AreToldFromOtherFiles) {
  const auto is = [&](const std::string& bytes) {
    write_file_atomically(path_, bytes);
    return is_safetensors(InputFile(path_));
  };
  EXPECT_TRUE(is(to_safetensors({{"a", torch::zeros(2)}})));
  EXPECT_TRUE(is(file("{}")));
  for (const std::string bytes : {"", "{", "PK\3\4\0\0\0\0{", "\x80\x02}q\0.\0\0{", "12345678{"})
    EXPECT_FALSE(is(bytes)) << bytes;
}

}  // namespace
}  // namespace largestep
