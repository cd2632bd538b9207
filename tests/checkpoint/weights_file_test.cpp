// Weights as Python saves them: found wherever they stand, whatever stands beside them.
#include "checkpoint/weights_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "expect_error.h"
#include "python_reference.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// checkpoint_save_models.py writes its files once for all tests.
class WeightsFromPython : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    directory_ = new TemporaryDirectory;
    const auto values = python_reference("checkpoint_save_models.py", {}, directory_->path() / "values.pt");
    for (const auto& value : values.toListRef()) tensors_.push_back(value.toTensor());
  }
  static void TearDownTestSuite() {
    delete directory_;
    tensors_.clear();
  }

  static std::filesystem::path path(const std::string& name) { return directory_->path() / name; }

  static std::string why_refused(const std::string& name) {
    return expect_error(ErrorKind::kData, {path(name).string()}, [&] { WeightsFile(path(name)); });
  }

  static std::string contents(const std::string& name) { return WeightsFile(path(name)).contents(); }

  static void expect_weights(const TensorGroup& group, const std::string& prefix) {
    ASSERT_EQ(group.tensors.size(), tensors_.size());
    for (std::size_t i = 0; i < tensors_.size(); ++i) {
      EXPECT_EQ(group.tensors[i].first, prefix + kNames[i]);
      EXPECT_TRUE(torch::equal(group.tensors[i].second, tensors_[i])) << kNames[i];
    }
  }

  static constexpr const char* kNames[] = {"conv1.weight",     "bn1.weight",      "bn1.bias",
                                           "bn1.running_mean", "bn1.running_var", "bn1.num_batches_tracked"};
  static TemporaryDirectory* directory_;
  static std::vector<at::Tensor> tensors_;
};

TemporaryDirectory* WeightsFromPython::directory_ = nullptr;
std::vector<at::Tensor> WeightsFromPython::tensors_;

TEST_F(WeightsFromPython, AreFoundUnderAnyKey) {
  expect_weights(WeightsFile(path("bare.pt")).groups().at(0), "");
  const auto parallel = WeightsFile(path("parallel.pt")).groups();
  ASSERT_EQ(parallel.size(), 1U);
  EXPECT_EQ(parallel[0].key, "state_dict");
  expect_weights(parallel[0], "module.");
  const auto nested = WeightsFile(path("nested.pt")).groups();
  ASSERT_EQ(nested.size(), 2U);
  EXPECT_EQ(nested[0].key, "networks.student");
  EXPECT_EQ(nested[1].key, "networks.teacher");
  expect_weights(nested[1], "");
}

TEST_F(WeightsFromPython, AreReadInEveryProtocolOfPickle) {
  for (int protocol = 2; protocol <= 5; ++protocol) {
    SCOPED_TRACE(protocol);
    WeightsFile file(path("protocol" + std::to_string(protocol) + ".pt"));
    const auto groups = file.groups();
    ASSERT_EQ(groups.size(), 1U);
    expect_weights(groups[0], "");
    EXPECT_TRUE(file.has_optimizer());
    EXPECT_EQ(file.momentum(groups[0].tensors).size(), 3U);
  }
}

TEST_F(WeightsFromPython, AreReadWhateverStandsBesideThem) {
  WeightsFile file(path("beside_objects.pt"));
  const auto groups = file.groups();
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].key, "model");
  expect_weights(groups[0], "");
  expect_error(ErrorKind::kData, {"Python object"}, [&] { file.whole(); });
}

TEST_F(WeightsFromPython, SayWhyATensorAmongThemCanNotBeUsed) {
  const auto groups = WeightsFile(path("beside_odd_tensors.pt")).groups();
  ASSERT_EQ(groups.size(), 1U);
  expect_weights(groups[0], "");
  EXPECT_THAT(groups[0].obstacle, HasSubstr("mask can't be used: it has dtype Bool"));
  EXPECT_THAT(contents("expanded.pt"), HasSubstr("a can't be used: it repeats its elements"));
}

TEST_F(WeightsFromPython, AreNotWhatHasNone) {
  EXPECT_THAT(why_refused("whole_module.pt"), AllOf(HasSubstr("__main__.Net"), HasSubstr("state_dict")));
  EXPECT_THAT(why_refused("legacy.pt"), HasSubstr("before version 1.6"));
  EXPECT_THAT(why_refused("torchscript.pt"), HasSubstr("TorchScript"));
  EXPECT_THAT(why_refused("list.pt"), HasSubstr("dict of tensors"));
  EXPECT_THAT(why_refused("deep.pt"), HasSubstr("nested more than"));
  EXPECT_THAT(why_refused("cycle.pt"), HasSubstr("nested more than"));
}

TEST_F(WeightsFromPython, AreNamedWhereThereAreOtherThingsOnly) {
  EXPECT_EQ(contents("no_tensors.pt"), "it holds no tensors, but a");
  EXPECT_EQ(contents("module_in_dict.pt"), "it holds no tensors, but epoch, net (a Python object, __main__.Net)");
  EXPECT_EQ(contents("attack.pt"), "it holds no tensors, but conv1.weight (a Python object, posix.system)");
  EXPECT_FALSE(std::filesystem::exists(path("executed")));
}

}  // namespace
}  // namespace largestep
