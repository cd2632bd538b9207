#include "figures/palette.h"

#include <gmock/gmock.h>

#include <array>
#include <cmath>
#include <cstdlib>

namespace largestep {
namespace {

using Colour = std::array<double, 3>;

/// Linear red, green and blue.
Colour linear(const std::string& hex) {
  const auto rgb = std::strtol(hex.c_str() + 1, nullptr, 16);
  Colour colour;
  for (std::size_t i = 0; i < 3; ++i) {
    const double part = static_cast<double>(rgb >> (16 - 8 * i) & 255) / 255;
    colour[i] = part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
  }
  return colour;
}

Colour times(const std::array<Colour, 3>& matrix, const Colour& colour) {
  Colour result{};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t k = 0; k < 3; ++k) result[i] += matrix[i][k] * colour[k];
  }
  return result;
}

double luminance(const std::string& hex) {
  const auto colour = linear(hex);
  return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2];
}

/// CIE 1976 L*a*b* under D65.
Colour lab(const Colour& colour) {
  const auto xyz = times({{{0.4124, 0.3576, 0.1805}, {0.2126, 0.7152, 0.0722}, {0.0193, 0.1192, 0.9505}}}, colour);
  constexpr Colour kWhite{0.9505, 1.0, 1.089};
  Colour f;
  for (std::size_t i = 0; i < 3; ++i) f[i] = std::cbrt(std::max(xyz[i] / kWhite[i], 0.008856));
  return {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
}

double difference(const Colour& a, const Colour& b) {
  return std::sqrt(std::pow(a[0] - b[0], 2) + std::pow(a[1] - b[1], 2) + std::pow(a[2] - b[2], 2));
}

/// How linear colours look without one kind of cones, after Machado, Oliveira and Fernandes, IEEE TVCG 2009, table 1.
constexpr std::array<std::array<Colour, 3>, 3> kEyes{
    {{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
     {{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}},
     {{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}}}};

TEST(Palette, IsToldApartByEyesWithoutRedOrGreenCones) {
  for (std::size_t eye = 0; eye < kEyes.size(); ++eye) {
    for (std::size_t a = 0; a < kPalette.size(); ++a) {
      for (std::size_t b = 0; b < a; ++b) {
        const auto seen = [&](std::size_t i) { return lab(times(kEyes[eye], linear(kPalette[i]))); };
        EXPECT_GT(difference(seen(a), seen(b)), 17) << kPalette[a] << " and " << kPalette[b] << ", eye " << eye;
      }
    }
  }
}

TEST(Palette, StandsOutOnWhiteAndOnNearBlack) {
  for (const auto* colour : kPalette) {
    EXPECT_GT(1.05 / (luminance(colour) + 0.05), 2.9) << colour;
    EXPECT_GT((luminance(colour) + 0.05) / (luminance("#181b20") + 0.05), 2.9) << colour;
  }
}

TEST(OrderedColours, GetDarkerOrLighterAllTheWay) {
  for (int i = 1; i <= 20; ++i) {
    const double before = (i - 1) / 20.0, now = i / 20.0;
    const auto lightness = [](const std::string& colour) { return lab(linear(colour))[0]; };
    EXPECT_LT(lightness(ordered_colour(now)), lightness(ordered_colour(before)) - 1);
    EXPECT_GT(lightness(ordered_colour_on_dark(now)), lightness(ordered_colour_on_dark(before)) + 1);
    EXPECT_GT(lightness(map_colour(now)), lightness(map_colour(before)) + 1);
  }
}

TEST(MixedColour, LiesBetween) {
  EXPECT_EQ(mixed_colour("#000000", "#ff8000", 0.5), "#804000");
  EXPECT_EQ(mixed_colour("#102030", "#ffffff", 0), "#102030");
}

TEST(RunDash, ChangesWhenTheColoursRepeat) {
  EXPECT_EQ(run_dash(kPalette.size() - 1), LineDash::kSolid);
  EXPECT_NE(run_dash(kPalette.size()), LineDash::kSolid);
  EXPECT_NE(run_mark(0), run_mark(1));
}

}  // namespace
}  // namespace largestep
