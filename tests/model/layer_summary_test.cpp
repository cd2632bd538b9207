#include "model/layer_summary.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "python_reference.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

/// What Python saw in a forward pass of its own ResNet-18, layer by layer.
nlohmann::json layers_in_python(int width, int height, int image_width) {
  const TemporaryDirectory directory;
  const auto answer =
      python_reference("layer_shapes.py", {std::to_string(width), std::to_string(height), std::to_string(image_width)},
                       directory.path() / "layers");
  return nlohmann::json::parse(answer.toStringRef());
}

TEST(LayerSummary, ShapesParametersAndMultiplyAddsAreThoseOfAForwardPassInPython) {
  for (const auto& [width, height, image_width] : {std::tuple{64, 32, 32}, std::tuple{3, 40, 27}}) {
    const auto expected = layers_in_python(width, height, image_width);
    std::size_t compared = 0;
    for (const auto& layer : summarise_layers(ResNet18(ResNet18Options{.width = width}), height, image_width)) {
      const auto& other = expected.at(layer.name);
      EXPECT_EQ(layer.output_shape, other.at("shape").get<std::vector<std::int64_t>>()) << layer.name;
      EXPECT_EQ(layer.parameters, other.at("parameters").get<std::int64_t>()) << layer.name;
      EXPECT_EQ(layer.multiply_adds, other.at("multiply_adds").get<std::int64_t>()) << layer.name;
      ++compared;
    }
    EXPECT_EQ(compared, expected.size());
  }
}

TEST(LayerSummary, TheFullNetworkHasTheKnownNumberOfParameters) {
  std::int64_t parameters = 0;
  for (const auto& layer : summarise_layers(ResNet18(), 32, 32)) parameters += layer.parameters;
  EXPECT_EQ(parameters, 11'173'962);
}

}  // namespace
}  // namespace largestep
