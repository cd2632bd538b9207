#include "model/layer_summary.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "model/network_catalog.h"
#include "python_reference.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

TEST(LayerSummary, ShapesParametersAndMultiplyAddsAreThoseOfAForwardPassInPython) {
  const TemporaryDirectory directory;
  struct Case {
    std::string network;
    std::int64_t width, height, image_width;
  };
  std::vector<Case> cases{{"resnet18", 64, 32, 32}};
  // Sides that halving rounds down, where the network takes such images.
  for (const auto& spec : network_catalog())
    cases.push_back({spec.name, 16, 32, spec.name.starts_with("vgg") ? 32 : 27});
  std::vector<std::string> arguments;
  for (const auto& [network, width, height, image_width] : cases) {
    arguments.push_back(fmt::format("{}:{}x{}x{}", network, width, height, image_width));
  }
  const auto answer = python_reference("layer_shapes.py", arguments, directory.path() / "layers");
  const auto all_expected = nlohmann::json::parse(answer.toStringRef());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    SCOPED_TRACE(arguments[i]);
    const auto& expected = all_expected.at(arguments[i]);
    const auto network = find_network(cases[i].network).make({.width = cases[i].width});
    std::size_t compared = 0;
    std::int64_t parameters = 0;
    for (const auto& layer : summarise_layers(*network, cases[i].height, cases[i].image_width)) {
      const auto& other = expected.at(layer.name);
      EXPECT_EQ(layer.output_shape, other.at("shape").get<std::vector<std::int64_t>>()) << layer.name;
      EXPECT_EQ(layer.parameters, other.at("parameters").get<std::int64_t>()) << layer.name;
      EXPECT_EQ(layer.multiply_adds, other.at("multiply_adds").get<std::int64_t>()) << layer.name;
      parameters += layer.parameters;
      ++compared;
    }
    EXPECT_EQ(compared, expected.size());
    EXPECT_EQ(parameters, count_parameters(*network));
  }
}

}  // namespace
}  // namespace largestep
