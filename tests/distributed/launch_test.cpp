#include "distributed/launch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "expect_error.h"

namespace largestep {
namespace {

using Variables = std::map<std::string, std::string>;

std::optional<Launch> launch(const Variables& variables) {
  return read_launch([&](const char* name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  });
}

std::string refusal(const Variables& variables) {
  return expect_error(ErrorKind::kInvalidArgument, {}, [&] { launch(variables); });
}

TEST(Launch, IsNoneWithoutALauncherOrWithOneProcess) {
  EXPECT_FALSE(launch({}));
  EXPECT_FALSE(launch({{"RANK", "0"}, {"WORLD_SIZE", "1"}}));
}

TEST(Launch, ReadsTorchrun) {
  const auto read = launch({{"RANK", "3"},
                            {"WORLD_SIZE", "4"},
                            {"LOCAL_RANK", "1"},
                            {"MASTER_ADDR", "node0"},
                            {"MASTER_PORT", "1234"},
                            {"TORCHELASTIC_USE_AGENT_STORE", "True"},
                            {"TORCHELASTIC_RESTART_COUNT", "2"}});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->rank, 3);
  EXPECT_EQ(read->size, 4);
  EXPECT_EQ(read->local_rank, 1);
  EXPECT_EQ(read->address, "node0");
  EXPECT_EQ(read->port, 1234);
  EXPECT_TRUE(read->has_store);
  EXPECT_EQ(read->restart, 2);
}

TEST(Launch, ReadsSrunAndMeetsAtTheFirstMachine) {
  Variables variables{{"SLURM_PROCID", "5"}, {"SLURM_STEP_NUM_TASKS", "8"}, {"SLURM_LOCALID", "1"}};
  variables["SLURM_STEP_NODELIST"] = "gpu[03-05,9],other";
  EXPECT_EQ(launch(variables)->address, "gpu03");
  variables["SLURM_STEP_NODELIST"] = "alpha,beta";
  EXPECT_EQ(launch(variables)->address, "alpha");
  variables["SLURM_STEP_NODELIST"] = "n[7]";
  EXPECT_EQ(launch(variables)->address, "n7");
  EXPECT_EQ(launch(variables)->rank, 5);
  EXPECT_EQ(launch(variables)->told_by, "SLURM_STEP_NUM_TASKS");
}

TEST(Launch, IsNoneInABatchScriptOfSlurmWhichIsOneProcess) {
  EXPECT_FALSE(launch({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "8"}}));
}

TEST(Launch, ReadsMpirunOnOneMachine) {
  const auto read = launch({{"OMPI_COMM_WORLD_RANK", "1"},
                            {"OMPI_COMM_WORLD_SIZE", "2"},
                            {"OMPI_COMM_WORLD_LOCAL_RANK", "1"},
                            {"OMPI_COMM_WORLD_LOCAL_SIZE", "2"}});
  EXPECT_EQ(read->address, "127.0.0.1");
  EXPECT_EQ(read->rank, 1);
}

TEST(Launch, NamesWhatIsMissingOrWrong) {
  using testing::HasSubstr;
  EXPECT_THAT(refusal({{"RANK", "0"}}), HasSubstr("WORLD_SIZE is not set"));
  EXPECT_THAT(refusal({{"WORLD_SIZE", "2"}}), HasSubstr("RANK is not set"));
  EXPECT_THAT(refusal({{"RANK", "2"}, {"WORLD_SIZE", "2"}}),
              HasSubstr("RANK is \"2\", but must be a number in [0, 1]"));
  EXPECT_THAT(refusal({{"RANK", "x"}, {"WORLD_SIZE", "2"}}), HasSubstr("RANK is \"x\""));
  EXPECT_THAT(refusal({{"RANK", "0"}, {"WORLD_SIZE", "2"}}), HasSubstr("MASTER_ADDR"));
  EXPECT_THAT(refusal({{"RANK", "0"}, {"WORLD_SIZE", "2"}, {"MASTER_ADDR", "a"}, {"MASTER_PORT", "0"}}),
              HasSubstr("MASTER_PORT is \"0\""));
}

}  // namespace
}  // namespace largestep
