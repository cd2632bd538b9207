#include "reproduce/small_experiments.h"

namespace largestep {
namespace {

SettingValues problem(const std::string& name) { return {{"problem", name}, {"paper-data", "true"}}; }

SettingValues steady(const std::string& step_size) { return {{"schedule", "constant"}, {"step-size", step_size}}; }

SettingValues divided(const std::string& step_size, const std::string& decay_at, const std::string& factor) {
  return {{"step-size", step_size}, {"decay-at", decay_at}, {"decay-factor", factor}};
}

/// With the factor to which the large phase would grow, were it to last to the end.
SettingValues growing(const SettingValues& schedule, const std::string& factor) {
  return overridden(schedule, {{"warmup-factor", factor}});
}

SmallExperiment diagonal() {
  // GD has nothing random. Each seed moves the start by a billionth: where steps are so large that the path is chaotic,
  // rounding alone would do the same.
  constexpr double kNoise = 1e-9;
  const auto sgd = problem("diagonal-network");
  const auto small = overridden(sgd, {{"train-size", "40"}, {"dimension", "100"}});
  const auto gd = overridden(small, {{"method", "gd"}, {"replacement", "false"}});
  return {"diagonal",
          "diagonal linear network (n = 80, d = 200 for SGD; n = 40, d = 100 for GD), 100,001 steps",
          {{"sgd-small", "0.25", overridden(sgd, steady("0.25")), {{"test_loss", .00353}, {"nonzeros", 200}}},
           {"sgd-large-10",
            "0.282, /4.8 at 10 %",
            overridden(sgd, divided("0.282", "0.1", "4.8")),
            {{"test_loss", .000659}, {"nonzeros", 156}, {"rank", 109}}},
           {"sgd-large-30",
            "0.282, /3.4 at 30 %",
            overridden(sgd, divided("0.282", "0.3", "3.4")),
            {{"test_loss", .000285}, {"nonzeros", 89}, {"rank", 68}}},
           {"sgd-large-50",
            "0.282, /1.5 at 50 %",
            overridden(sgd, divided("0.282", "0.5", "1.5")),
            {{"test_loss", .000154}, {"nonzeros", 71}, {"rank", 58}}},
           {"gd-small", "GD 2.0", overridden(gd, steady("2.0")), {{"test_loss", .168}, {"nonzeros", 100}}, kNoise},
           {"gd-large-10",
            "GD 3.53, /4.8 at 10 %",
            overridden(gd, divided("3.53", "0.1", "4.8")),
            {{"test_loss", .449}, {"nonzeros", 86}},
            kNoise},
           {"gd-large-30",
            "GD 3.53, /3.4 at 30 %",
            overridden(gd, divided("3.53", "0.3", "3.4")),
            {{"test_loss", .438}, {"nonzeros", 80}},
            kNoise},
           {"gd-large-50",
            "GD 3.53, /1.5 at 50 %",
            overridden(gd, divided("3.53", "0.5", "1.5")),
            {{"test_loss", .497}, {"nonzeros", 78}},
            kNoise},
           {"sgd-n40-large-50",
            "SGD, n = 40: 0.272, /20 at 50 %",
            overridden(small, divided("0.272", "0.5", "20")),
            {{"train_loss", .00089}, {"test_loss", .0385}, {"nonzeros", 33}}}}};
}

SmallExperiment relu_1d() {
  // The authors' growth factor is 400 times the share of the large phase: a short one also grows more slowly.
  const SettingValues base{{"problem", "relu-1d"}};
  return {"relu-1d",
          "12 points, one hidden layer of 100 ReLUs, 31,623 steps",
          {{"decay-2",
            "2e-4 growing to 2.28e-4, /2.5 at 2 %",
            overridden(base, growing(divided("0.0002", "0.02", "2.5"), "8")),
            {{"train_loss", .000209}, {"hidden1_active", .487}, {"rank", 85}, {"sign_distance", .0408}}},
           {"decay-50",
            "2e-4 growing to 0.0201, /3 at 50 %",
            overridden(base, growing(divided("0.0002", "0.5", "3"), "200")),
            {{"train_loss", .000169}, {"hidden1_active", .267}, {"rank", 19}, {"sign_distance", .254}}}}};
}

SmallExperiment two_layer() {
  const auto base = problem("two-layer-teacher");
  return {"two-layer",
          "20 ReLUs learn a teacher of 3 in the plane from 15 inputs, 14,126 steps",
          {{"small",
            "0.13",
            overridden(base, steady("0.13")),
            {{"test_loss", 6.1e-4}, {"rank", 26}, {"hidden1_distinct", .263}, {"sign_distance", .0733}}},
           {"large-10",
            "0.455, /2 at 10 %",
            overridden(base, divided("0.455", "0.1", "2")),
            {{"test_loss", 1.62e-4}, {"rank", 16}, {"hidden1_distinct", .11}, {"sign_distance", .3767}}},
           {"large-30",
            "0.455, /4 at 30 %",
            overridden(base, divided("0.455", "0.3", "4")),
            {{"test_loss", 1.38e-4}, {"rank", 12}, {"hidden1_distinct", .087}, {"sign_distance", .37}}},
           {"large-50",
            "0.455, /5 at 50 %",
            overridden(base, divided("0.455", "0.5", "5")),
            {{"test_loss", 5.4e-5}, {"rank", 7}, {"hidden1_distinct", .063}, {"sign_distance", .3567}}}}};
}

SmallExperiment three_layer() {
  const auto base = problem("three-layer-teacher");
  return {"three-layer",
          "two hidden layers of 10 ReLUs learn a teacher of 2 and 2 from 50 inputs, 10,001 steps",
          {{"small",
            "0.011",
            overridden(base, steady("0.011")),
            {{"test_loss", .0614}, {"hidden2_distinct", .466}, {"rank", 150}}},
           {"large-10",
            "0.04 growing, /3.5 at 10 %",
            overridden(base, divided("0.04", "0.1", "3.5")),
            {{"test_loss", .0322}, {"hidden2_distinct", .312}, {"rank", 150}}},
           {"large-30",
            "0.04 growing, /2.5 at 30 %",
            overridden(base, divided("0.04", "0.3", "2.5")),
            {{"test_loss", .0248}, {"hidden2_distinct", .252}, {"rank", 125}}},
           {"large-50",
            "0.04 growing, /5 at 50 %",
            overridden(base, divided("0.04", "0.5", "5")),
            {{"test_loss", .0206}, {"hidden2_distinct", .182}, {"rank", 102}}}}};
}

}  // namespace

const std::vector<SmallExperiment>& small_experiments() {
  static const std::vector<SmallExperiment> all{diagonal(), relu_1d(), two_layer(), three_layer()};
  return all;
}

const SmallExperiment* find_small_experiment(const std::string& name) {
  for (const auto& experiment : small_experiments()) {
    if (experiment.name == name) return &experiment;
  }
  return nullptr;
}

}  // namespace largestep
