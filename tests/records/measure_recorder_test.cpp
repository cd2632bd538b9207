#include "records/measure_recorder.h"

#include <gmock/gmock.h>
#include <torch/torch.h>

#include "files/atomic_file.h"
#include "model/networks/resnet18.h"
#include "problems/image_classification.h"
#include "temporary_directory.h"
#include "train/loop.h"

namespace largestep {
namespace {

using testing::HasSubstr;
using testing::Not;

ImageClassification small_problem() {
  torch::manual_seed(1);
  return ImageClassification(ResNet18(ResNet18Options{.width = 1}).ptr(),
                             {.train = {.images = torch::randint(256, {32, 3, 32, 32}, torch::kByte),
                                        .labels = torch::randint(10, {32}, torch::kLong)}},
                             {.sampling = {.batch_size = 8}, .measures = {MeasureKind::kNorms}, .measure_images = 4});
}

MeasureRecorderOptions norms_every(std::int64_t steps) {
  return {.cadence = {.every = steps, .last_step = steps > 0 ? 4 : -1}};
}

/// Trains for four steps, watched.
std::string measured(const std::filesystem::path& directory, const MeasureRecorderOptions& options,
                     std::int64_t resume_from_step = -1) {
  auto problem = small_problem();
  Sgd sgd(problem.parameters(), {});
  MeasureRecorder recorder(problem, directory, options, resume_from_step);
  train(problem, sgd, StepSizeSchedule({}), {.epochs = 1}, recorder);
  return std::filesystem::exists(directory / "measures.csv") ? read_file(directory / "measures.csv") : "";
}

TEST(MeasureRecorder, WritesARowAFigureEverySoManyStepsAndAtTheEnd) {
  const TemporaryDirectory directory;
  const auto text = measured(directory.path(), norms_every(3));
  EXPECT_THAT(text, HasSubstr("step,epoch,measure,layer,figure,value\n3,0.75,norms,,loss,"));
  EXPECT_THAT(text, HasSubstr("\n3,0.75,norms,,gradient_norm,"));
  EXPECT_THAT(text, HasSubstr("\n4,1,norms,,weight_norm,"));
  EXPECT_THAT(text, Not(HasSubstr("\n2,")));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1 + 2 * 3);
}

TEST(MeasureRecorder, DoesNotMeasureTheLastStepTwice) {
  const TemporaryDirectory directory;
  const auto text = measured(directory.path(), norms_every(2));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1 + 2 * 3);
}

TEST(MeasureRecorder, WritesNoFileUnlessAskedTo) {
  const TemporaryDirectory directory;
  EXPECT_EQ(measured(directory.path(), norms_every(0)), "");
}

TEST(MeasureRecorder, DropsRowsBeyondTheStepThatARunResumesAt) {
  const TemporaryDirectory directory;
  write_file_atomically(directory.path() / "measures.csv",
                        "step,epoch,measure,layer,figure,value\n2,0.5,norms,,loss,1\n3,0.75,norms,,loss,7\n");
  const auto text = measured(directory.path(), norms_every(4), /*resume_from_step=*/2);
  EXPECT_THAT(text, HasSubstr("\n2,0.5,norms,,loss,1\n4,1,norms,,loss,"));
  EXPECT_THAT(text, Not(HasSubstr("loss,7")));
}

TEST(MeasureRecorder, MakesUpForAMeasurementThatAStopCutShort) {
  for (const bool is_there : {false, true}) {
    const TemporaryDirectory directory;
    const std::string header = "step,epoch,measure,layer,figure,value\n";
    write_file_atomically(directory.path() / "measures.csv", is_there ? header + "2,0.5,norms,,loss,1\n" : header);
    auto problem = small_problem();
    MeasureRecorder recorder(problem, directory.path(), norms_every(2), /*resume_from_step=*/2);
    recorder.on_start({.at = {.step_in_epoch = 2, .step = 2}, .elapsed_epochs = 0.5, .step_size = 0.1, .loss = {}});
    const auto text = read_file(directory.path() / "measures.csv");
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), is_there ? 2 : 1 + 3);
  }
}

}  // namespace
}  // namespace largestep
