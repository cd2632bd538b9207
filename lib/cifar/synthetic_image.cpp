#include "cifar/synthetic_image.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace largestep {
namespace {

using Colour = std::array<float, 3>;  // red, green, blue in 0..255

constexpr int kSide = kCifarSide;
constexpr int kShapes = 5;
constexpr float kNoise = 36.0F;  // half-width of the triangular pixel noise

float draw(SplitMix64& random, float low, float high) {
  return low + (high - low) * static_cast<float>(random.uniform());
}

Colour draw_colour(SplitMix64& random) { return {draw(random, 20, 235), draw(random, 20, 235), draw(random, 20, 235)}; }

Colour mix(const Colour& a, const Colour& b, float share_of_b) {
  Colour mixed;
  for (std::size_t c = 0; c < mixed.size(); ++c) mixed[c] = a[c] + share_of_b * (b[c] - a[c]);
  return mixed;
}

/// Fully saturated colour of a hue in turns.
Colour hue_colour(float hue) {
  Colour colour;
  for (std::size_t c = 0; c < colour.size(); ++c) {
    const float phase = 2 * std::numbers::pi_v<float> * (hue - static_cast<float>(c) / 3);
    colour[c] = 127.5F * (1 + std::cos(phase));
  }
  return colour;
}

/// Whether the point (u, v), in units of the object's radius and turned with it, lies in the shape.
bool is_inside(int shape, float u, float v) {
  const float radius2 = u * u + v * v;
  const float wide = std::max(std::abs(u), std::abs(v));
  const float narrow = std::min(std::abs(u), std::abs(v));
  switch (shape) {
    case 0:
      return radius2 < 0.8F;  // disk
    case 1:
      return wide < 0.8F;  // square
    case 2:
      return v < 0.75F && 2 * std::abs(u) < v + 1.1F;  // triangle
    case 3:
      return wide < 1 && narrow < 0.36F;  // cross
    default:
      return radius2 < 1.05F && radius2 > 0.3F;  // ring
  }
}

/// Which of the two colours of the object the point has.
bool is_second_colour(int texture, float u, float v, float phase) {
  const bool stripe = (static_cast<int>(std::floor(2.4F * v + phase)) & 1) != 0;
  const bool column = (static_cast<int>(std::floor(2.4F * u + phase)) & 1) != 0;
  return texture == 0 ? stripe : stripe != column;
}

struct Scene {
  struct Block {
    float x, y, width, height;
    Colour colour;
  };
  int shape, texture;
  float x, y, radius, cosine, sine, phase;
  Colour first, second;
  Colour background, far_background;
  float slope_x, slope_y;
  std::array<Block, 2> clutter;
};

Scene draw_scene(int label, SplitMix64& random) {
  Scene scene;
  scene.shape = label % kShapes;
  scene.texture = label / kShapes;
  scene.radius = draw(random, 7, 12);
  scene.x = draw(random, 10, 22);
  scene.y = draw(random, 10, 22);
  const float angle = draw(random, -0.5F, 0.5F);
  scene.cosine = std::cos(angle);
  scene.sine = std::sin(angle);
  scene.phase = draw(random, 0, 2);
  const float lean = draw(random, -0.25F, 0.25F) + draw(random, -0.25F, 0.25F);
  scene.first = mix(hue_colour(0.1F * static_cast<float>(label) + lean), draw_colour(random), 0.35F);
  scene.second = mix(scene.first, draw_colour(random), 0.8F);
  scene.background = draw_colour(random);
  scene.far_background = mix(scene.background, draw_colour(random), 0.6F);
  scene.slope_x = draw(random, -1, 1) / kSide;
  scene.slope_y = draw(random, -1, 1) / kSide;
  for (auto& block : scene.clutter) {
    block = {draw(random, 0, 32), draw(random, 0, 32), draw(random, 1, 5), draw(random, 1, 5), draw_colour(random)};
  }
  return scene;
}

Colour colour_at(const Scene& scene, float x, float y) {
  const float u = (scene.cosine * (x - scene.x) + scene.sine * (y - scene.y)) / scene.radius;
  const float v = (scene.cosine * (y - scene.y) - scene.sine * (x - scene.x)) / scene.radius;
  if (is_inside(scene.shape, u, v)) {
    return is_second_colour(scene.texture, u, v, scene.phase) ? scene.second : scene.first;
  }
  for (const auto& block : scene.clutter) {
    if (std::abs(x - block.x) < block.width && std::abs(y - block.y) < block.height) return block.colour;
  }
  const float way = 0.5F + scene.slope_x * (x - kSide / 2.0F) + scene.slope_y * (y - kSide / 2.0F);
  return mix(scene.background, scene.far_background, std::clamp(way, 0.0F, 1.0F));
}

/// Triangular noise in -kNoise..kNoise from 20 bits.
float noise(std::uint64_t bits) {
  const auto a = static_cast<float>(bits & 1023U);
  const auto b = static_cast<float>((bits >> 10) & 1023U);
  return kNoise * (a - b) / 1023;
}

}  // namespace

void draw_synthetic_image(int label, SplitMix64& random, std::span<std::uint8_t, kCifarImageBytes> pixels) {
  const Scene scene = draw_scene(label, random);
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      const Colour colour = colour_at(scene, static_cast<float>(x), static_cast<float>(y));
      const auto bits = random();
      for (std::size_t c = 0; c < colour.size(); ++c) {
        const float value = colour[c] + noise(bits >> (20 * c));
        pixels[c * kCifarPlaneBytes + static_cast<std::size_t>(y * kSide + x)] =
            static_cast<std::uint8_t>(std::clamp(value, 0.0F, 255.0F));
      }
    }
  }
}

}  // namespace largestep
