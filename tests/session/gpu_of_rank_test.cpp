#include "session/gpu_of_rank.h"

#include <gtest/gtest.h>

namespace largestep {
namespace {

TEST(GpuOfRank, IsTheOnlyOneWhereTheLauncherGaveEachProcessItsOwn) {
  for (int local_rank = 0; local_rank < 8; ++local_rank) EXPECT_EQ(gpu_of_rank(local_rank, 1), 0);
}

TEST(GpuOfRank, IsTheOneOfItsNumberAmongSeveral) {
  for (int local_rank = 0; local_rank < 8; ++local_rank) EXPECT_EQ(gpu_of_rank(local_rank, 8), local_rank);
}

}  // namespace
}  // namespace largestep
