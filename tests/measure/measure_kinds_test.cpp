#include "measure/measure_kinds.h"

#include <gmock/gmock.h>

#include "activity/channel_histogram.h"
#include "expect_error.h"

namespace largestep {
namespace {

TEST(MeasureKinds, AreReadInTheirOwnOrderAndOnce) {
  EXPECT_EQ(parse_measures("jacobian,rank,rank"), (std::vector{MeasureKind::kRank, MeasureKind::kJacobian}));
  EXPECT_EQ(parse_measures("all").size(), measure_infos().size());
  EXPECT_EQ(parse_measures("norms,all").size(), measure_infos().size());
}

TEST(MeasureKinds, AnUnknownNameIsRefusedWithTheNearest) {
  expect_error(ErrorKind::kInvalidArgument, {"did you mean hessian?"}, [] { parse_measures("rank,hesian"); });
  expect_error(ErrorKind::kInvalidArgument, {"measures"}, [&] { parse_measures(""); });
  expect_error(ErrorKind::kInvalidArgument, {"measures names \"\""}, [&] { parse_measures(",rank"); });
}

TEST(ChannelHistogram, PutsOneIntoTheLastBin) {
  const std::vector<double> fractions{0.0, 0.049, 0.05, 0.999, 1.0};
  const auto histogram = channel_histogram(fractions);
  EXPECT_EQ(histogram[0], 2);
  EXPECT_EQ(histogram[1], 1);
  EXPECT_EQ(histogram[19], 2);
  EXPECT_EQ(channel_histogram_label(1), "0.05-0.10");
}

}  // namespace
}  // namespace largestep
