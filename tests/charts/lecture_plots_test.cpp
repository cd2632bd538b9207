#include "charts/lecture_plots.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
  // From the bottom left corner of the panel to the top right.
  EXPECT_THAT(plots[0].svg, testing::HasSubstr("points=\"52.0,312.0 408.0,34.0 \""));
  EXPECT_THAT(plots[0].svg, testing::HasSubstr("a&lt;b"));
}

TEST(LecturePlots, ShowNeuronsWithTheirTeacherAndAFunctionWithItsPoints) {
  const TemporaryDirectory directory;
  write_file_atomically(directory.path() / "weights.csv",
                        "step,epoch,parameter,index,value\n"
                        "0,0,layer1.weight,0,0\n0,0,layer1.weight,1,0\n0,0,teacher,0,1\n0,0,teacher,1,1\n"
                        "9,1,layer1.weight,0,1\n9,1,layer1.weight,1,0\n");
  EXPECT_EQ(lecture_plots({run_in(directory.path(), "two-layer-teacher")}).at(0).name, "neurons");
  write_file_atomically(
      directory.path() / "weights.csv",
      "step,epoch,parameter,index,value\n0,0,points,0,0\n0,0,points,1,0\n0,0,points,2,1\n0,0,points,3,1\n");
  write_file_atomically(directory.path() / "curve.csv", "step,epoch,x,y\n0,0,0,0\n0,0,1,0\n9,1,0,0\n9,1,1,1\n");
  const auto plots = lecture_plots({run_in(directory.path(), "relu-1d")});
  ASSERT_EQ(plots.size(), 1u);
  EXPECT_EQ(plots[0].name, "fitted-function");
}

}  // namespace
}  // namespace largestep
