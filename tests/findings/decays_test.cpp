#include "findings/decays.h"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>

#include "run_files/run_data.h"
#include "run_files/run_fixture.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(DecayEpochs, AreThoseOfSuddenDrops) {
  const TemporaryDirectory directory;
  const auto large = read_run(RunFixture{.decay_at = 0.3}.write(directory.path() / "large"));
  EXPECT_THAT(decay_epochs(large.steps), ElementsAre(DoubleNear(3.02, 1e-9)));
  const auto constant = read_run(RunFixture{.decay_at = 1}.write(directory.path() / "small"));
  EXPECT_THAT(decay_epochs(constant.steps), IsEmpty());
}

TEST(DecayEpochs, FindNoneInACosineThatFallsToZero) {
  const TemporaryDirectory directory;
  {
    std::ofstream csv(directory.path() / "steps.csv");
    csv << "epoch,step_size\n";
    for (int step = 1; step <= 200; ++step)
      csv << step / 20.0 << ',' << 0.05 * (1 + std::cos(M_PI * step / 200)) << '\n';
  }
  EXPECT_THAT(decay_epochs(CsvTable::read(directory.path() / "steps.csv")), IsEmpty());
}

TEST(DecayRows, AreThoseOfADropToSevenTenthsHoweverThatIsRounded) {
  EXPECT_THAT(decay_rows(std::vector{1.0, 1.0, 0.7, 0.7}), ElementsAre(2));
  EXPECT_THAT(decay_rows(std::vector{0.1, 0.07}), ElementsAre(1));
  EXPECT_THAT(decay_rows(std::vector{1.0, 0.71, 0.71}), IsEmpty());
}

}  // namespace
}  // namespace largestep
