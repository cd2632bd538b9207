#include "core/host_name.h"

#include <gtest/gtest.h>
#include <sys/utsname.h>

namespace largestep {
namespace {

TEST(HostName, IsTheKernelsNameOfThisMachine) {
  utsname machine{};
  ASSERT_EQ(uname(&machine), 0);
  EXPECT_EQ(host_name(), machine.nodename);
}

}  // namespace
}  // namespace largestep
