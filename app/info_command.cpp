#include <fmt/ranges.h>

#include <cmath>
#include <filesystem>

#include "app/argument_checks.h"
#include "app/command.h"
#include "app/info_json.h"
#include "app/json_output.h"
#include "core/shell_word.h"
#include "run_files/run_data.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

std::int64_t total(const Json& layers, const char* key) {
  std::int64_t sum = 0;
  for (const auto& layer : layers) sum += layer[key].get<std::int64_t>();
  return sum;
}

std::string shape_text(const Json& shape) {
  return fmt::format("{}", fmt::join(shape.get<std::vector<std::int64_t>>(), " x "));
}

void print_layers(const Json& layers) {
  fmt::print("{:<22} {:<16} {:>16} {:>12} {:>14}\n", "layer", "kind", "output", "parameters", "multiply-adds");
  const auto cell = [](const Json& value) { return value == 0 ? std::string("-") : value.dump(); };
  for (const auto& layer : layers) {
    fmt::print("{:<22} {:<16} {:>16} {:>12} {:>14}\n", layer["name"].get<std::string>(),
               layer["kind"].get<std::string>(), shape_text(layer["output_shape"]), cell(layer["parameters"]),
               cell(layer["multiply_adds"]));
  }
  fmt::print("{:<56} {:>12} {:>14}\n", "together, for one image of 3 x 32 x 32", total(layers, "parameters"),
             total(layers, "multiply_adds"));
}

void print_tensors(const Json& tensors) {
  fmt::print("{:<30} {:>20} {:>12}\n", "tensor", "shape", "numbers");
  for (const auto& tensor : tensors) {
    fmt::print("{:<30} {:>20} {:>12}\n", tensor["name"].get<std::string>(), shape_text(tensor["shape"]),
               tensor["parameters"].dump());
  }
}

void print_row(const char* name, const std::string& text) {
  if (!text.empty()) fmt::print("  {:<12}{}\n", name, text);
}

/// A value of run.json as text; "" where there is none.
std::string text_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || found->is_null()) return "";
  return found->is_string() ? found->get<std::string>() : found->dump();
}

std::string result_text(const Json& run) {
  const auto& final = run["final"];
  if (final.empty()) return "no evaluation yet";
  const auto figure = [&](const char* key) { return number_or_nan(final, key); };
  std::vector<std::string> parts{fmt::format("train loss {:.4g}", figure(column::kTrainLoss))};
  const double error = figure(column::kTestError);
  if (std::isfinite(error)) parts.push_back(fmt::format("test error {:.2f} %", 100 * error));
  if (const double loss = figure(column::kTestLoss); std::isfinite(loss) && !std::isfinite(error)) {
    parts.push_back(fmt::format("test loss {:.4g}", loss));
  }
  auto text = fmt::format("step {:.0f}: {}", figure(column::kStep), fmt::join(parts, ", "));
  if (const double average = figure(column::kAverageTestError); std::isfinite(average)) {
    text += fmt::format(", of the average {:.2f} %", 100 * average);
  }
  return text;
}

std::string blocks_text(const Json& run) {
  std::vector<std::string> blocks;
  for (const auto& block : run["blocks"]) {
    blocks.push_back(fmt::format("{} {:.1f} %", block["name"].get<std::string>(),
                                 100 * number_or_nan(block, column::kDistinctActiveFraction)));
  }
  return fmt::format("{}", fmt::join(blocks, ", "));
}

/// Where the run stands, and how to go on where it does not go on by itself.
std::string status_text(const std::string& path, const Json& run) {
  const auto status = text_of(run, "status");
  if (status.empty()) return "no run.json";
  const auto go_on = "continue with `largestep train --resume --out " + shell_word(path) + "`";
  if (status == "interrupted") return "has ended without saying so; " + go_on;
  return status == "running" ? "running (or killed; " + go_on + ")" : status;
}

/// "3 epochs", or in steps where the run's length was given so.
std::string length_text(const Json& run) {
  const bool in_steps = run.contains("total_steps");
  const auto& length = run[in_steps ? "total_steps" : "epochs"];
  return fmt::format("{} {}{}", length.dump(), in_steps ? "step" : "epoch", length == 1 ? "" : "s");
}

void print_run(const std::string& path, const Json& run) {
  fmt::print("{}: {}\n", path, status_text(path, run));
  const auto preset = text_of(run, "preset");
  print_row("trains", fmt::format("{}{} on {}", preset.empty() ? "" : preset + ", ", text_of(run, "problem"),
                                  text_of(run, "dataset")));
  print_row("network", text_of(run, "network"));
  const auto taken = text_of(run, "steps_taken");
  print_row("steps", fmt::format("{} taken, of a run of {}", taken.empty() ? "?" : taken, length_text(run)));
  print_row("step size", text_of(run, "schedule"));
  print_row("started", text_of(run, "started"));
  print_row("finished", text_of(run, "finished"));
  const auto instructions = text_of(run, "instruction_set");
  print_row("computed", fmt::format("{}, threads: {}, on {}{}, LibTorch {}, largestep {} ({})",
                                    text_of(run, "precision"), text_of(run, "threads"), text_of(run, "device"),
                                    instructions.empty() ? "" : " with kernels for " + instructions,
                                    text_of(run, "libtorch"), text_of(run, "version"), text_of(run, "git_commit")));
  if (const double rate = number_or_nan(run, "images_per_second"); std::isfinite(rate)) {
    print_row("speed", fmt::format("{:.0f} examples/s", rate));
  }
  print_row("result", result_text(run));
  if (!run["blocks"].empty()) print_row("distinct", blocks_text(run) + " of the units' activations active");
  fmt::print("\n");
}

void print_checkpoint(const Json& checkpoint) {
  std::vector<std::string> holds{"weights"};
  if (checkpoint["momentum"] == true) holds.emplace_back("momentum");
  if (checkpoint["average"] == true) holds.emplace_back("weight average");
  if (checkpoint["complete"] == true) holds.emplace_back("settings and random state: a run can go on from it");
  fmt::print(
      "{}: {:.1f} MB{}{}\n  holds {}\n\n", checkpoint["path"].get<std::string>(),
      checkpoint["bytes"].get<double>() / 1e6, checkpoint.contains("step") ? ", step " + checkpoint["step"].dump() : "",
      checkpoint.contains("network") ? ", " + checkpoint["network"].get<std::string>() : "", fmt::join(holds, ", "));
  checkpoint.contains("layers") ? print_layers(checkpoint["layers"]) : print_tensors(checkpoint["tensors"]);
}

void run_info_command(const std::string& place, const std::string& json_file) {
  const bool is_run = fs::is_directory(place);
  Json json = Json::object();
  if (is_run) json["run"] = run_info(place);
  const auto checkpoint = is_run ? last_checkpoint_of(place) : fs::path(place);
  if (!is_run || fs::exists(checkpoint)) json["checkpoint"] = checkpoint_info(checkpoint);
  if (write_json(json_file, json)) return;
  if (is_run) print_run(place, json["run"]);
  if (json.contains("checkpoint")) print_checkpoint(json["checkpoint"]);
}

}  // namespace

void add_info_command(CLI::App& app) {
  auto* command =
      app.add_subcommand("info", "what a run or checkpoint is: settings, results, layers, parameters, multiply-adds");
  const auto place = std::make_shared<std::string>();
  const auto json = std::make_shared<std::string>();
  command
      ->add_option("CHECKPOINT_OR_RUN", *place,
                   "checkpoint file, run directory, or weights from Python (torch.save, safetensors)")
      ->check(a_name())
      ->required();
  command->add_option("--json", *json, "write JSON to this file; - prints it, and nothing else, on stdout")
      ->check(a_name());
  command->footer(
      "Examples:\n  largestep info runs/large\n  largestep info runs/large/checkpoints/epoch-0050.pt\n"
      "  largestep info runs/large --json -");
  command->callback([place, json] { run_info_command(*place, *json); });
}

}  // namespace largestep
