#pragma once

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "files/atomic_file.h"

namespace largestep {

/// Writes a run directory with closed-form curves, as training would leave it after `epochs` epochs.
struct RunFixture {
  double step_size = 0.05;
  double decay_at = 0.5;        ///< share of training after which the step size is a tenth; 1 = never
  double final_error = 0.1;     ///< test error of the last evaluation
  double final_distinct = 0.4;  ///< distinct active fraction of block 5 at the last measurement
  double final_train_loss = 0.1;
  std::string dataset = "CIFAR-10";
  std::string status = "finished";
  int epochs = 10;
  int steps_per_epoch = 50;
  int seed = 0;
  bool measures = false;  ///< whether there is a measures.csv

  std::filesystem::path write(const std::filesystem::path& directory) const {
    largestep::create_directories(directory);
    write_file_atomically(directory / "config.toml", config());
    write_file_atomically(directory / "run.json", run());
    write_file_atomically(directory / "steps.csv", steps());
    write_file_atomically(directory / "metrics.csv", metrics());
    write_file_atomically(directory / "sparsity.csv", sparsity());
    if (measures) write_file_atomically(directory / "measures.csv", measured());
    return directory;
  }

  static std::vector<std::string> layers() {
    std::vector<std::string> names{"stem"};
    for (int stage = 1; stage <= 4; ++stage)
      for (int block = 0; block < 2; ++block)
        for (int relu = 1; relu <= 2; ++relu) names.push_back(fmt::format("layer{}.{}.relu{}", stage, block, relu));
    names.push_back("pooled");
    return names;
  }

 private:
  std::string config() const {
    return fmt::format(
        "problem = \"resnet18-cifar10\"\nwidth = 16\nepochs = {}\nbatch-size = 256\nstep-size = {}\nschedule = \"{}\"\n"
        "momentum = 0.9\nweight-decay = 5e-4\naugment = true\nseed = {}\n",
        epochs, step_size, decay_at < 1 ? "large-then-decay" : "constant", seed);
  }
  std::string run() const {
    return fmt::format(
        R"({{"version": "0.1.0", "dataset": "{}", "status": "{}", "device": "cpu", "steps": {}, "parameters": 701466}})",
        dataset, status, epochs * steps_per_epoch);
  }
  std::string steps() const {
    std::string csv = "step,epoch,step_size,loss\n";
    for (int step = 1; step <= epochs * steps_per_epoch; ++step) {
      const double epoch = static_cast<double>(step) / steps_per_epoch;
      const bool decayed = epoch > decay_at * epochs;
      csv += fmt::format("{},{},{},{}\n", step, epoch, decayed ? step_size / 10 : step_size,
                         final_train_loss + 2 * std::exp(-epoch / 3) + (decayed ? 0 : 0.2) + 0.1 * std::sin(step));
    }
    return csv;
  }
  std::string measured() const {
    std::string csv = "step,epoch,measure,layer,figure,value\n";
    for (int epoch = 5; epoch <= epochs; epoch += 5) {
      const auto row = [&](const char* measure, const char* layer, const std::string& figure, double value) {
        csv += fmt::format("{},{},{},{},{},{}\n", epoch * steps_per_epoch, epoch, measure, layer, figure, value);
      };
      row("hessian", "", "top_eigenvalue", 8.0 * epoch);
      row("hessian", "", "converged", 1);
      row("duplicates", "block4", "duplicates", 10.0 + epoch);
      for (int bin = 0; bin < 20; ++bin) {
        row("channels", "pooled", fmt::format("{:.2f}-{:.2f}", bin / 20.0, (bin + 1) / 20.0), bin == 3 ? 128 : 0);
      }
    }
    return csv;
  }
  std::string metrics() const {
    std::string csv = "step,epoch,train_loss,train_error,test_loss,test_error,step_size\n";
    for (int epoch = 1; epoch <= epochs; ++epoch) {
      const double rest = 1 - static_cast<double>(epoch) / epochs;
      csv += fmt::format("{},{},{},{},{},{},{}\n", epoch * steps_per_epoch, epoch, final_train_loss + rest,
                         0.05 + 0.5 * rest, 0.5 + rest, final_error + 0.6 * rest * rest, step_size);
    }
    return csv;
  }
  std::string sparsity() const {
    std::string csv = "step,epoch,source,layer,units,images,active_fraction,distinct_active_fraction,dead_fraction\n";
    for (int epoch = 0; epoch <= epochs; ++epoch) {
      const double rest = 1 - static_cast<double>(epoch) / epochs;
      const auto names = layers();
      for (std::size_t i = 0; i < names.size(); ++i) {
        const double active = 0.5 + 0.01 * static_cast<double>(i) + 0.2 * rest;
        const bool block = names[i] == "pooled" || names[i].ends_with(".1.relu2");
        const double distinct = names[i] == "pooled" ? final_distinct + 0.4 * rest : active - 0.01;
        const auto row = [&](const char* source, double value, const std::string& distinct_cell) {
          csv += fmt::format("{},{},{},{},{},{},{},{},{}\n", epoch * steps_per_epoch, epoch, source, names[i],
                             names[i] == "pooled" ? 128 : 4096, 1024, value, distinct_cell, 0.01);
        };
        row("probe", active, block ? fmt::format("{}", distinct) : "");
        row("batch", 0.999, "");
      }
    }
    return csv;
  }
};

}  // namespace largestep
