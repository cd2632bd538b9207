#include "page/html_page.h"

#include <gmock/gmock.h>

#include <regex>

#include "expect_error.h"
#include "page/settings_tables.h"
#include "page/vega_bundle.h"
#include "run_files/run_fixture.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using testing::HasSubstr;
using testing::Not;

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++count;
  return count;
}

std::string page_of(const std::vector<RunFixture>& fixtures, const std::vector<std::string>& names) {
  const TemporaryDirectory directory;
  std::vector<RunData> runs;
  for (std::size_t i = 0; i < fixtures.size(); ++i) {
    runs.push_back(read_run(fixtures[i].write(directory.path() / names[i])));
    runs.back().label = names[i];
  }
  return html_page(runs, "var vega = {};");
}

TEST(HtmlPage, NeutralisesMarkupInARunsName) {
  const TemporaryDirectory directory;
  auto run = read_run(RunFixture().write(directory.path() / "run"));
  run.label = "</script><script>alert(1)</script>";
  const auto page = html_page({run}, "var vega = {};");
  EXPECT_EQ(count_of(page, "<script"), 2u);
  EXPECT_EQ(count_of(page, "</script"), 2u);
  EXPECT_THAT(page, HasSubstr("&lt;/script&gt;"));
  EXPECT_THAT(page, HasSubstr("\\u003c/script>"));
}

TEST(HtmlPage, LoadsNothing) {
  const auto page = page_of({{}, {}}, {"small", "large"});
  EXPECT_FALSE(std::regex_search(page, std::regex(R"((src|action)\s*=|href\s*=\s*"[^#]|url\(|@import|https?://)")));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
}

TEST(HtmlPage, FillsEveryPlaceholderAndDoesNotLookIntoValues) {
  const auto page = page_of({{}}, {"a{{data}}b"});
  EXPECT_EQ(count_of(page, "{{"), count_of(page, "a{{data}}b"));
  EXPECT_THAT(page, HasSubstr("<h1>a{{data}}b has a test error of "));
}

TEST(HtmlPage, NamesTheDataAndWarnsOfSyntheticImages) {
  EXPECT_THAT(page_of({{}}, {"run"}), HasSubstr("trained on CIFAR-10."));
  EXPECT_THAT(page_of({{}}, {"run"}), Not(HasSubstr("ynthetic images, not CIFAR-10")));
  const RunFixture synthetic{.dataset = "synthetic images (not CIFAR-10)"};
  EXPECT_THAT(page_of({{}, synthetic}, {"real", "made-up"}), HasSubstr(">made-up: synthetic images, not CIFAR-10"));
  EXPECT_THAT(page_of({synthetic}, {"run"}), HasSubstr(">Synthetic images, not CIFAR-10"));
}

TEST(HtmlPage, HidesWhatAProblemDoesNotHave) {
  const TemporaryDirectory directory;
  const auto resnet = read_run(RunFixture().write(directory.path() / "resnet"));
  EXPECT_EQ(count_of(html_page({resnet}, ""), "<section hidden>"), 0u);
  EXPECT_THAT(html_page({resnet}, ""), HasSubstr(" at width "));
  std::filesystem::remove(directory.path() / "resnet/sparsity.csv");
  const auto regression = read_run(directory.path() / "resnet");
  EXPECT_EQ(count_of(html_page({regression}, ""), "<section hidden>"), 2u) << "blocks and layers";
  EXPECT_THAT(html_page({regression}, ""), Not(HasSubstr(" at width ")));
}

TEST(DifferingSettings, ShowOnlyWhatDiffers) {
  const TemporaryDirectory directory;
  const auto small = read_run(RunFixture{.step_size = 0.002, .decay_at = 1}.write(directory.path() / "small"));
  const auto large = read_run(RunFixture{.step_size = 0.05}.write(directory.path() / "large"));
  const auto html = differing_settings_html({small, large});
  EXPECT_THAT(html, HasSubstr(">step-size<"));
  EXPECT_THAT(html, HasSubstr(">0.002<"));
  EXPECT_THAT(html, HasSubstr(">large-then-decay<"));
  EXPECT_THAT(html, Not(HasSubstr("momentum")));
  EXPECT_THAT(differing_settings_html({small}), HasSubstr("momentum"));
  EXPECT_THAT(all_settings_html({small, large}), HasSubstr("momentum"));
}

TEST(ReadVega, NamesThePackageToInstallWhenItIsAbsent) {
  expect_error(ErrorKind::kData, {"libjs-vega", "/nowhere/vega.min.js"}, [] {
    read_vega({"/nowhere/vega.min.js", "/nowhere/vega"});
  });
}

TEST(ReadVega, BundlesThePackagesThatDebianInstallsApart) {
  const std::filesystem::path directory = "/usr/share/javascript/vega";
  if (!std::filesystem::exists(directory)) GTEST_SKIP() << "no Vega: apt-get install libjs-vega";
  const auto script = read_vega({directory});
  EXPECT_EQ(count_of(script, "\ndefine(\"vega-"), 19u);
  EXPECT_EQ(count_of(script, "</script"), 0u);
}

TEST(ReadVega, CannotEndTheScriptElementItIsPutInto) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "vega.min.js";
  write_file_atomically(path, "var a = '</script>';\n//# sourceMappingURL=vega.min.js.map\n");
  const auto script = read_vega({path});
  EXPECT_THAT(script, HasSubstr("'<\\/script>'"));
  EXPECT_THAT(script, Not(HasSubstr("sourceMappingURL")));
}

}  // namespace
}  // namespace largestep
