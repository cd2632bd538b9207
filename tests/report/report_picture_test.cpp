#include "report/report_picture.h"

#include <gmock/gmock.h>

#include "expect_error.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(PicturesSection, EmbedsWhatFitsAndLinksTheRest) {
  const TemporaryDirectory directory;
  write_file_atomically(directory.path() / "a b.png", "Man");
  const std::vector<ReportPicture> pictures{{"a b.png", "run: <filters>", "nine \"filters\""}};
  const auto whole = pictures_section_html(pictures, directory.path());
  EXPECT_THAT(whole, HasSubstr("src=\"data:image/png;base64,TWFu\""));  // RFC 4648
  EXPECT_THAT(whole, HasSubstr("href=\"a%20b.png\""));
  EXPECT_THAT(whole, HasSubstr("run: &lt;filters&gt;"));
  EXPECT_THAT(whole, HasSubstr("alt=\"nine &quot;filters&quot;\""));
  const auto linked = pictures_section_html(pictures, directory.path(), 2);
  EXPECT_THAT(linked, Not(HasSubstr("<img")));
  EXPECT_THAT(linked, HasSubstr("href=\"a%20b.png\""));
  EXPECT_EQ(pictures_section_html({}, directory.path()), "");
  expect_error(ErrorKind::kData, {"missing.png"}, [&] {
    pictures_section_html({{"missing.png", "", ""}}, directory.path());
  });
}

}  // namespace
}  // namespace largestep
