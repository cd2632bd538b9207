#include "charts/lecture_plots.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_error.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

RunData run_in(const std::filesystem::path& directory, const std::string& problem) {
  RunData run;
  run.path = directory;
  run.label = "a<b";
  run.config = {{"problem", problem}};
  return run;
}

TEST(LecturePlots, AreNoneWithoutRecordedWeights) {
  const TemporaryDirectory directory;
  EXPECT_TRUE(lecture_plots({run_in(directory.path(), "svm")}).empty());
}

TEST(LecturePlots, ShowThePathOfTwoNumbersOnTheirSurface) {
  const TemporaryDirectory directory;
  write_file_atomically(directory.path() / "weights.csv",
                        "step,epoch,parameter,index,value\n0,0,u,0,0\n0,0,v,0,0\n9,1,u,0,1\n9,1,v,0,1\n");
  write_file_atomically(directory.path() / "surface.csv", "x,y,loss\n0,0,1\n0,1,2\n1,0,3\n1,1,0\n");
  const auto plots = lecture_plots({run_in(directory.path(), "diagonal-network")});
  ASSERT_EQ(plots.size(), 1u);
  EXPECT_EQ(plots[0].name, "loss-surface");
  const auto& panel = plots[0].panels.at(0);
  EXPECT_EQ(panel.x.label, "u");
  EXPECT_EQ(panel.y.label, "v");
  ASSERT_EQ(panel.series.size(), 1u);
  EXPECT_EQ(panel.series[0].name, "a<b");
  EXPECT_THAT(panel.series[0].x, testing::ElementsAre(0, 1));
  EXPECT_THAT(panel.series[0].y, testing::ElementsAre(0, 1));
  ASSERT_EQ(panel.boxes.size(), 4u);
  EXPECT_EQ(panel.boxes[2].value, 3);
  // The colour scale ends where the highest loss is.
  EXPECT_NEAR(panel.colours->axis.high, 3, 1e-12);
  EXPECT_EQ(panel.boxes[2].colour, panel.colours->colours.back());
  EXPECT_EQ(panel.boxes[3].colour, panel.colours->colours.front());
}

/// The files of a problem of two numbers.
RunData path_with(const std::filesystem::path& directory, const std::string& weights,
                  const std::string& surface = "0,0,1\n0,1,2\n1,0,3\n1,1,0\n") {
  write_file_atomically(directory / "weights.csv", "step,epoch,parameter,index,value\n" + weights);
  write_file_atomically(directory / "surface.csv", "x,y,loss\n" + surface);
  return run_in(directory, "diagonal-network");
}

TEST(LecturePlots, LeaveOutALastStepOfWhichAKilledRunWroteAPart) {
  const TemporaryDirectory directory;
  const std::string start = "0,0,u,0,0\n0,0,v,0,0\n";
  const auto path = [&](const std::string& weights) {
    return lecture_plots({path_with(directory.path(), weights)}).at(0).panels.at(0).series.at(0);
  };
  EXPECT_THAT(path(start + "9,1,u,0,1\n").x, testing::ElementsAre(0));
  EXPECT_THAT(path(start + "9,1,u,0,1\n9,1,v,0,2\n18,2,u,0,5\n").y, testing::ElementsAre(0, 2));
  EXPECT_THAT(path("0,0,u,0,0\n0,0,u,1,0\n9,1,u,0,1\n").x, testing::ElementsAre(0));
}

TEST(LecturePlots, RefuseAStepWithOtherNumbersThanTheOthers) {
  const TemporaryDirectory directory;
  for (const char* weights : {"0,0,u,0,0\n0,0,v,0,0\n9,1,u,0,1\n18,2,u,0,1\n18,2,v,0,1\n",  // one in the middle
                              "0,0,u,0,0\n0,0,v,0,0\n9,1,u,0,1\n9,1,v,0,1\n9,1,v,1,1\n",    // one too many
                              "0,0,u,0,0\n0,0,v,0,0\n9,1,u,0,1\n9,1,w,0,1\n",               // another name
                              "0,0,u,0,0\n0,0,v,0,0\n9,1,u,0,1\n9,1,v,0,1\n18,2,u,0,1\n18,2,w,0,1\n"}) {
    expect_error(ErrorKind::kData, {"weights.csv"}, [&] { lecture_plots({path_with(directory.path(), weights)}); });
  }
}

TEST(LecturePlots, RefuseASurfaceThatIsNoGridAndACurveOutOfOrder) {
  const TemporaryDirectory directory;
  const std::string weights = "0,0,u,0,0\n0,0,v,0,0\n";
  for (const char* surface : {"0,0,1\n0,1,2\n1,0,3\n", "0,0,1\n0,1,2\n1,0,3\n1,2,0\n", "0,0,1\n0,0,2\n1,0,3\n1,0,0\n",
                              "0,0,1\n0,1,2\n,0,3\n,1,0\n", "1,0,1\n1,1,2\n0,0,3\n0,1,0\n"}) {
    expect_error(ErrorKind::kData, {"surface.csv", "square grid"},
                 [&] { lecture_plots({path_with(directory.path(), weights, surface)}); });
  }
  const TemporaryDirectory other;
  write_file_atomically(other.path() / "weights.csv",
                        "step,epoch,parameter,index,value\n0,0,points,0,0\n0,0,points,1,0\n");
  for (const char* curve : {"0,0,0,0\n,1,0,0\n", "9,1,0,0\n0,0,0,0\n", "1e300,1,0,0\n"}) {
    write_file_atomically(other.path() / "curve.csv", std::string("step,epoch,x,y\n") + curve);
    expect_error(ErrorKind::kData, {"curve.csv has the step"},
                 [&] { lecture_plots({run_in(other.path(), "relu-1d")}); });
  }
}

TEST(LecturePlots, ShowALossThatIsNoNumberAsTheHighest) {
  const TemporaryDirectory directory;
  const auto panel =
      lecture_plots({path_with(directory.path(), "0,0,u,0,0\n0,0,v,0,0\n", "0,0,1\n0,1,\n1,0,10\n1,1,inf\n")})
          .at(0)
          .panels.at(0);
  EXPECT_EQ(panel.boxes[0].colour, panel.colours->colours.front());
  for (const auto box : {1U, 2U, 3U}) EXPECT_EQ(panel.boxes.at(box).colour, panel.colours->colours.back()) << box;
  EXPECT_NEAR(panel.colours->axis.high, 10, 1e-12);
}

TEST(LecturePlots, ShowNeuronsWithTheirTeacherAndAFunctionWithItsPoints) {
  const TemporaryDirectory directory;
  write_file_atomically(directory.path() / "weights.csv",
                        "step,epoch,parameter,index,value\n"
                        "0,0,layer1.weight,0,0\n0,0,layer1.weight,1,0\n0,0,teacher,0,1\n0,0,teacher,1,1\n"
                        "9,1,layer1.weight,0,1\n9,1,layer1.weight,1,0\n");
  const auto neurons = lecture_plots({run_in(directory.path(), "two-layer-teacher")}).at(0);
  EXPECT_EQ(neurons.name, "neurons");
  EXPECT_EQ(neurons.panels.at(0).arrows.at(0).to.y, 1);
  // Whatever the neuron and the teacher reach is within the axes.
  EXPECT_LT(neurons.panels[0].x.low, 0);
  EXPECT_GT(neurons.panels[0].y.high, 1);
  write_file_atomically(
      directory.path() / "weights.csv",
      "step,epoch,parameter,index,value\n0,0,points,0,0\n0,0,points,1,0\n0,0,points,2,1\n0,0,points,3,1\n");
  write_file_atomically(directory.path() / "curve.csv", "step,epoch,x,y\n0,0,0,0\n0,0,1,0\n9,1,0,0\n9,1,1,1\n");
  const auto plots = lecture_plots({run_in(directory.path(), "relu-1d")});
  ASSERT_EQ(plots.size(), 1u);
  EXPECT_EQ(plots[0].name, "fitted-function");
  ASSERT_EQ(plots[0].panels.at(0).series.size(), 2u);
  EXPECT_GT(plots[0].panels[0].series[1].width, plots[0].panels[0].series[0].width);
  EXPECT_EQ(plots[0].panels[0].marks.size(), 2u);
}

}  // namespace
}  // namespace largestep
