#include "device/available_cores.h"

#include <gtest/gtest.h>

#include <fstream>

#include "temporary_directory.h"

namespace largestep {
namespace {

/// A root directory with what the kernel says about control groups.
class Machine {
 public:
  Machine(const std::string& groups, const std::string& mounts) {
    write("proc/self/cgroup", groups);
    write("proc/self/mountinfo", "22 27 0:21 / /proc rw shared:14 - proc proc rw\n" + mounts);
  }

  void write(const std::string& file, const std::string& text) const {
    const auto path = directory_.path() / file;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }

  std::optional<double> quota() const { return processor_quota(directory_.path()); }

 private:
  TemporaryDirectory directory_;
};

constexpr const char* kVersion2 = "29 22 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n";
constexpr const char* kVersion1 =
    "30 22 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
    "31 22 0:28 / /sys/fs/cgroup/cpu,cpuacct rw shared:10 master:3 - cgroup cgroup rw,cpu,cpuacct\n"
    "32 22 0:29 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n";

TEST(ProcessorQuota, IsTheTightestUpTheTreeInVersion2) {
  const Machine machine("0::/user/job/step\n", kVersion2);
  EXPECT_EQ(machine.quota(), std::nullopt);
  machine.write("sys/fs/cgroup/user/job/step/cpu.max", "max 100000\n");
  EXPECT_EQ(machine.quota(), std::nullopt);
  machine.write("sys/fs/cgroup/user/cpu.max", "300000 100000\n");
  EXPECT_EQ(machine.quota(), 3.0);
  machine.write("sys/fs/cgroup/user/job/cpu.max", "75000 50000\n");
  EXPECT_EQ(machine.quota(), 1.5);
  machine.write("sys/fs/cgroup/user/job/step/cpu.max", "200000 100000\n");
  EXPECT_EQ(machine.quota(), 1.5);
  machine.write("sys/fs/cgroup/other/cpu.max", "10000 100000\n");
  EXPECT_EQ(machine.quota(), 1.5);
}

TEST(ProcessorQuota, IsTheTightestUpTheTreeInVersion1) {
  const Machine machine("7:memory:/elsewhere\n5:cpu,cpuacct:/docker/one\n3:cpuset:/docker\n", kVersion1);
  const std::string place = "sys/fs/cgroup/cpu,cpuacct/docker/";
  machine.write(place + "one/cpu.cfs_quota_us", "-1\n");
  machine.write(place + "one/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(machine.quota(), std::nullopt);
  machine.write(place + "cpu.cfs_quota_us", "50000\n");
  machine.write(place + "cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(machine.quota(), 0.5);
  machine.write(place + "one/cpu.cfs_quota_us", "25000\n");
  EXPECT_EQ(machine.quota(), 0.25);
}

TEST(ProcessorQuota, LooksAtBothVersionsWhereBothAreMounted) {
  const Machine machine("5:cpu,cpuacct:/a\n0::/b\n", std::string(kVersion1) + kVersion2);
  machine.write("sys/fs/cgroup/b/cpu.max", "400000 100000");
  EXPECT_EQ(machine.quota(), 4.0);
  machine.write("sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us", "250000");
  machine.write("sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us", "100000");
  EXPECT_EQ(machine.quota(), 2.5);
}

TEST(ProcessorQuota, IsFoundInAContainerThatSeesOnlyItsOwnGroup) {
  const std::string mount = "40 22 0:28 /docker/one /sys/fs/my\\040groups rw - cgroup cgroup rw,cpu\n";
  for (const auto* group : {"/docker/one", "/", "/../two", "/docker/other"}) {
    const Machine machine(std::string("5:cpu:") + group + "\n", mount);
    machine.write("sys/fs/my groups/cpu.cfs_quota_us", "150000");
    machine.write("sys/fs/my groups/cpu.cfs_period_us", "100000");
    EXPECT_EQ(machine.quota(), 1.5) << group;
  }
  const Machine nested("5:cpu:/docker/one/inner\n", mount);
  nested.write("sys/fs/my groups/inner/cpu.cfs_quota_us", "50000");
  nested.write("sys/fs/my groups/inner/cpu.cfs_period_us", "100000");
  EXPECT_EQ(nested.quota(), 0.5);
}

TEST(ProcessorQuota, IsNoneWhereNothingIsSaidOrMakesSense) {
  const TemporaryDirectory empty;
  EXPECT_EQ(processor_quota(empty.path()), std::nullopt);
  for (const auto* text : {"", "max", "50000", "50000 0", "-5 100000", "nan 5", "a b"}) {
    const Machine machine("0::/\n", kVersion2);
    machine.write("sys/fs/cgroup/cpu.max", text);
    EXPECT_EQ(machine.quota(), std::nullopt) << text;
  }
  const Machine garbled("no colon\n1:\n0::\n", "x\n - \n1 2 3 / - cgroup2 a b\n");
  EXPECT_EQ(garbled.quota(), std::nullopt);
}

TEST(AvailableCores, AreSharedAndNeverNone) {
  const int alone = available_cores();
  EXPECT_GE(alone, 1);
  EXPECT_LE(available_cores(2), alone);
  EXPECT_EQ(available_cores(100'000), 1);
}

}  // namespace
}  // namespace largestep
