#include "checkpoint/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "archive_builder.h"
#include "checkpoint/archive_reader.h"
#include "checkpoint/archive_writer.h"
#include "expect_error.h"
#include "python_reference.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using testing::HasSubstr;

Checkpoint example() {
  const auto weight = torch::arange(135.0).reshape({5, 3, 3, 3}).contiguous(torch::MemoryFormat::ChannelsLast);
  return {.problem = "resnet18-cifar10",
          .width = 5,
          .progress = {.epoch = 3, .step_in_epoch = 7, .step = 1000},
          .model = {{"conv1.weight", weight},
                    {"bn1.weight", torch::ones(5)},
                    {"bn1.bias", torch::zeros(5)},
                    {"bn1.running_mean", torch::full({5}, 0.25)},
                    {"bn1.running_var", torch::full({5}, 4.0)},
                    {"bn1.num_batches_tracked", torch::tensor(1000)}},
          .momentum = {{"conv1.weight", weight * 0.5}},
          .average = {{"conv1.weight", weight.to(torch::kDouble)}},
          .config = "seed = 1\nstep-size = 0.5\n",
          .step_size_scale = 0.25,
          .restarts = 2,
          .rng = at::detail::getDefaultCPUGenerator().get_state()};
}

void expect_same(const StateDict& actual, const StateDict& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(actual[i].first, expected[i].first);
    EXPECT_EQ(actual[i].second.scalar_type(), expected[i].second.scalar_type()) << expected[i].first;
    EXPECT_EQ(actual[i].second.strides(), expected[i].second.strides()) << expected[i].first;
    EXPECT_TRUE(torch::equal(actual[i].second, expected[i].second)) << expected[i].first;
  }
}

// A copy for each name would let a file of a megabyte ask for terabytes.
TEST(LoadCheckpoint, ReadsATensorOfManyNamesOnce) {
  const TemporaryDirectory directory;
  auto checkpoint = example();
  for (int i = 0; i < 100; ++i) checkpoint.model.emplace_back(fmt::format("w{}", i), checkpoint.model[0].second);
  save_checkpoint(directory.path() / "file.pt", checkpoint);
  const auto loaded = load_checkpoint(directory.path() / "file.pt");
  EXPECT_EQ(loaded.model.back().second.data_ptr(), loaded.model[0].second.data_ptr());
}

TEST(LoadCheckpoint, RefusesARandomStateThatRepeatsOneByteForTerabytes) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "file.pt";
  const TensorClaim claim{
      .storage_type = "ByteStorage", .storage_elements = 16, .sizes = {1'000'000'000'000'000}, .strides = {0}};
  const auto pair = [](const std::string& key, const std::string& value) { return pickled_text(key) + value; };
  const auto progress = "}(" + pair("epoch", "K\1") + pair("step_in_epoch", "K\1") + pair("step", "K\1") + "u";
  build_archive(path,
                "}(" + pair("format", pickled_text("largestep-checkpoint")) + pair("version", "K\1") +
                    pair("problem", pickled_text("p")) + pair("width", "K\1") + pair("progress", progress) +
                    pair("model", "}") + pair("momentum", "}") + pair("average", "}") +
                    pair("config", pickled_text("")) + pair("rng", pickled_tensor(claim)) + "u.",
                {{"data/0", std::string(16, '\0')}});
  expect_error(ErrorKind::kData, {"rng should be a tensor that does not repeat its elements"},
               [&] { load_checkpoint(path); });
}

std::string why_refused(const std::filesystem::path& path) {
  return expect_error(ErrorKind::kData, {path.string()}, [&] { load_checkpoint(path); });
}

TEST(Checkpoint, ComesBackAsItWasSaved) {
  const TemporaryDirectory directory;
  const auto saved = example();
  save_checkpoint(directory.path() / "last.pt", saved);
  const auto loaded = load_checkpoint(directory.path() / "last.pt");
  EXPECT_TRUE(loaded.full);
  EXPECT_EQ(loaded.problem, saved.problem);
  EXPECT_EQ(loaded.width, 5);
  EXPECT_EQ(loaded.progress.epoch, 3);
  EXPECT_EQ(loaded.progress.step_in_epoch, 7);
  EXPECT_EQ(loaded.progress.step, 1000);
  EXPECT_EQ(loaded.config, saved.config);
  EXPECT_TRUE(torch::equal(loaded.rng, saved.rng));
  expect_same(loaded.model, saved.model);
  expect_same(loaded.momentum, saved.momentum);
  expect_same(loaded.average, saved.average);
}

TEST(Checkpoint, MayLackMomentumAverageAndRandomState) {
  const TemporaryDirectory directory;
  save_checkpoint(directory.path() / "last.pt", {.problem = "svm", .model = {{"w", torch::zeros(3)}}});
  const auto loaded = load_checkpoint(directory.path() / "last.pt");
  EXPECT_TRUE(loaded.full);
  EXPECT_TRUE(loaded.momentum.empty());
  EXPECT_TRUE(loaded.average.empty());
  EXPECT_FALSE(loaded.rng.defined());
}

TEST(Checkpoint, OpensInPythonAndFitsALikeNamedModule) {
  const TemporaryDirectory directory;
  const auto saved = example();
  save_checkpoint(directory.path() / "last.pt", saved);
  const auto seen = python_reference("checkpoint_read_run.py", {(directory.path() / "last.pt").string()},
                                     directory.path() / "seen.pt")
                        .toGenericDict();
  for (const auto& [name, tensor] : saved.model) EXPECT_TRUE(torch::equal(seen.at(name).toTensor(), tensor)) << name;
}

TEST(Checkpoint, NamesTheKeyThatIsMissingOrMistyped) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "last.pt";
  const auto why_refused_with = [&](const char* key, const c10::IValue& value) {
    save_checkpoint(path, example());
    const auto root = read_python_archive(path).toGenericDict();
    root.insert_or_assign(key, value);
    write_python_archive(path, root);
    return why_refused(path);
  };
  c10::impl::GenericDict wrong(c10::AnyType::get(), c10::AnyType::get());
  wrong.insert("conv1.weight", 3);
  EXPECT_THAT(why_refused_with("width", "64"), HasSubstr("width should be an integer"));
  EXPECT_THAT(why_refused_with("width", -1), HasSubstr("width should be an integer of at least 0"));
  EXPECT_THAT(why_refused_with("config", 1), HasSubstr("config should be text"));
  EXPECT_THAT(why_refused_with("model", 1), HasSubstr("model should be a dict"));
  EXPECT_THAT(why_refused_with("momentum", wrong), HasSubstr("momentum.conv1.weight should be a tensor"));
  EXPECT_THAT(why_refused_with("progress", wrong), HasSubstr("progress.epoch is missing"));
  EXPECT_THAT(why_refused_with("rng", torch::zeros(3)), HasSubstr("rng should be"));
  EXPECT_THAT(why_refused_with("version", 2), HasSubstr("newer largestep"));
  wrong.insert_or_assign("conv1.weight", torch::zeros(3, torch::kBool));
  EXPECT_THAT(why_refused_with("model", wrong), HasSubstr("model.conv1.weight should be a floating-point or int64"));
}

c10::IValue example_from_elsewhere() {
  c10::impl::GenericDict root(c10::AnyType::get(), c10::AnyType::get());
  c10::impl::GenericDict net(c10::AnyType::get(), c10::AnyType::get());
  net.insert("conv1.weight", torch::ones({5, 3, 3, 3}));
  root.insert("net", net);
  return root;
}

TEST(LoadCheckpoint, SaysWhatAFileFromElsewhereHolds) {
  const TemporaryDirectory directory;
  write_python_archive(directory.path() / "file.pt", example_from_elsewhere());
  EXPECT_THAT(why_refused(directory.path() / "file.pt"),
              HasSubstr("is no checkpoint of a run: it holds the tensors net.conv1.weight"));
}

}  // namespace
}  // namespace largestep
