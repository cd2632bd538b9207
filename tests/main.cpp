// The main() of every test executable: GoogleTest's own, except that no test is skipped in silence. What was skipped
// and why is written to $LARGESTEP_SKIPS (tests/CMakeLists.txt sets it, scripts/list_skipped_tests.py reads it), and an
// executable in which everything was skipped ends with 77, which CTest calls "Skipped".
// tests/python/run_tests.py does the same for Python's tests.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

namespace {

constexpr int kEverythingSkipped = 77;  ///< SKIP_RETURN_CODE in tests/CMakeLists.txt

/// Collects one line a skipped test: "executable.Suite.Name<tab>reason".
class SkipRecorder final : public testing::EmptyTestEventListener {
 public:
  explicit SkipRecorder(std::string executable) : executable_(std::move(executable)) {}

  void OnTestEnd(const testing::TestInfo& test) override {
    if (!test.result()->Skipped()) return;
    for (int i = 0; i < test.result()->total_part_count(); ++i) {
      const auto& part = test.result()->GetTestPartResult(i);
      if (part.skipped())
        lines_ += executable_ + '.' + test.test_suite_name() + '.' + test.name() + '\t' + one_line(part) + '\n';
    }
  }

  /// Writes the lines to `path`, also where there are none. @return whether that worked
  bool write(const std::filesystem::path& path) const {
    std::error_code ignored;
    std::filesystem::create_directories(path.parent_path(), ignored);
    std::ofstream file(path);
    return static_cast<bool>(file << lines_ << std::flush);
  }

 private:
  static std::string one_line(const testing::TestPartResult& part) {
    std::string reason = part.message();
    while (!reason.empty() && reason.back() == '\n') reason.pop_back();
    std::replace(reason.begin(), reason.end(), '\n', ' ');
    return reason.empty() ? "no reason given" : reason;
  }

  std::string executable_;
  std::string lines_;
};

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  auto* recorder = new SkipRecorder(std::filesystem::path(argv[0]).filename());
  testing::UnitTest::GetInstance()->listeners().Append(recorder);  // owns it
  const int result = RUN_ALL_TESTS();

  const char* path = std::getenv("LARGESTEP_SKIPS");
  if (path != nullptr && !recorder->write(path)) {
    std::cerr << "what was skipped can't be written to " << path << '\n';
    return 1;
  }
  const auto& all = *testing::UnitTest::GetInstance();
  const bool everything_skipped = all.test_to_run_count() > 0 && all.skipped_test_count() == all.test_to_run_count();
  return result == 0 && everything_skipped ? kEverythingSkipped : result;
}
