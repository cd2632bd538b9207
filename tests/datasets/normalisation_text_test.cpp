#include "datasets/normalisation_text.h"

#include <gmock/gmock.h>

#include "expect_error.h"

namespace largestep {
namespace {

TEST(ParseNormalisation, ReadsNumbersOneNumberAndNames) {
  EXPECT_EQ(parse_normalisation("", ""), std::nullopt);
  const auto numbers = parse_normalisation("0.1, 0.2,0.3", "1,2,4");
  EXPECT_EQ(numbers, (Normalisation{.mean = {0.1, 0.2, 0.3}, .deviation = {1, 2, 4}}));
  EXPECT_EQ(parse_normalisation("0.5", "0.25"),
            (Normalisation{.mean = {0.5, 0.5, 0.5}, .deviation = {0.25, 0.25, 0.25}}));
  const auto cifar = parse_normalisation("cifar10", "cifar10");
  // Close to the training set's own: .49139968 .48215841 .44653091 and .24703223 .24348513 .26158784.
  EXPECT_NEAR(cifar->mean[2], 0.44653091, 1e-4);
  EXPECT_NEAR(cifar->deviation[0], 0.24703223, 1e-4);
  EXPECT_EQ(parse_normalisation("imagenet", "imagenet")->mean[0], 0.485);
}

TEST(ParseNormalisation, RefusesWhatIsNeither) {
  for (const char* bad : {"cifar", "0.1,0.2", "0.1;0.2;0.3", "0.1,0.2,x", "nan", "1,2,3,4", ",", "folder"}) {
    expect_error(ErrorKind::kInvalidArgument, {"mean is \"", bad}, [&] { parse_normalisation(bad, "1"); });
  }
  expect_error(ErrorKind::kInvalidArgument, {"std", "above 0"}, [] { parse_normalisation("0", "1,0,1"); });
  expect_error(ErrorKind::kInvalidArgument, {"give std, too"}, [] { parse_normalisation("0.5", ""); });
  expect_error(ErrorKind::kInvalidArgument, {"give mean, too"}, [] { parse_normalisation("", "0.5"); });
}

TEST(ParseNormalisation, IsSaidInWords) {
  EXPECT_EQ(in_words(std::nullopt), "in [0, 1], no mean and std");
  EXPECT_EQ(in_words(parse_normalisation("0.1,0.2,0.3", "0.5")),
            "normalised with mean 0.1, 0.2, 0.3 and std 0.5, 0.5, 0.5");
}

}  // namespace
}  // namespace largestep
