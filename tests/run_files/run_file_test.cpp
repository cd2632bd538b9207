#include "run_files/run_file.h"

#include <gtest/gtest.h>

#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using Json = nlohmann::ordered_json;

TEST(RunFile, KeepsTheStartAndCountsHowOftenItWasResumed) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "run.json";
  RunFile(path, {{"version", "1"}}, Json()).write("running");
  auto first = read_run_file(path);
  EXPECT_EQ(first["resumed"], 0);
  EXPECT_EQ(first["status"], "running");
  EXPECT_TRUE(first["finished"].is_null());
  first["started"] = "2020-01-01T00:00:00Z";
  RunFile(path, {{"version", "2"}}, first).write("finished");
  const auto second = read_run_file(path);
  EXPECT_EQ(second["started"], "2020-01-01T00:00:00Z");
  EXPECT_EQ(second["resumed"], 1);
  EXPECT_EQ(second["version"], "2");
  EXPECT_TRUE(second["finished"].is_string());
}

TEST(RunFile, ListsAsManyRestartsAsTheCheckpointCounts) {
  const TemporaryDirectory directory;
  RunFile file(directory.path() / "run.json", Json::object(), Json());
  file.add_restart({{"step", 1}}, 1);
  file.add_restart({{"step", 2}}, 2);
  file.add_restart({{"step", 3}}, 2);  // the second was killed before its checkpoint, and happened again
  file.write("running");
  auto restarts = read_run_file(directory.path() / "run.json")["restarts"];
  ASSERT_EQ(restarts.size(), 2u);
  EXPECT_EQ(restarts[1]["step"], 3);
  file.keep_restarts(0);
  file.write("running");
  EXPECT_TRUE(read_run_file(directory.path() / "run.json")["restarts"].empty());
}

TEST(RunFile, IsNotMissedWhenItIsGoneOrDamaged) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "run.json";
  EXPECT_TRUE(read_run_file(path).is_null());
  for (const char* text : {"", "{\"started\": ", "[1]", "\xff\xfe"}) {
    write_file_atomically(path, text);
    EXPECT_TRUE(read_run_file(path).is_null()) << text;
  }
  // Copied into the new run.json, this would overflow the stack when it is printed.
  write_file_atomically(path, R"({"restarts": )" + std::string(500'000, '[') + std::string(500'000, ']') + "}");
  EXPECT_TRUE(read_run_file(path).is_null());
  RunFile(path, Json::object(), {{"resumed", "x"}, {"restarts", 3}}).write("stopped");
  EXPECT_EQ(read_run_file(path)["resumed"], 1);
  EXPECT_TRUE(read_run_file(path)["restarts"].empty());
}

TEST(RunFile, IsWrittenForDataWhoseNameIsNotUtf8) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "run.json";
  RunFile(path, {{"dataset", "\xff.csv"}}, Json()).write("running");
  EXPECT_EQ(read_run_file(path)["dataset"], "\xef\xbf\xbd.csv");
}

}  // namespace
}  // namespace largestep
