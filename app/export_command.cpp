#include <ATen/core/ivalue.h>

#include <memory>

#include "app/argument_checks.h"
#include "app/command.h"
#include "checkpoint/archive_writer.h"
#include "checkpoint/safetensors.h"
#include "core/error.h"
#include "datasets/normalisation_text.h"
#include "device/device.h"
#include "files/atomic_file.h"
#include "loading/image_inputs.h"
#include "loading/load_network.h"
#include "loading/load_weights.h"
#include "model/module_state.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

struct ExportArguments {
  std::string checkpoint;
  std::string format = "safetensors";
  std::string out;
  std::string key;
  std::string data;
  int threads = 0;
  bool average = false;
};

/// The average of a run's network needs its BatchNorm statistics, that of another problem or of a file from elsewhere
/// is whole.
StateDict average_state(const ExportArguments& arguments, const fs::path& path, const LoadedWeights& weights) {
  if (weights.checkpoint.full && weights.network) {
    set_threads(arguments.threads);
    auto loaded = load_network(path, c10::kCPU);
    const ImageInputs inputs{.data = arguments.data};
    normalise_inputs(loaded, inputs);
    use_average(loaded, find_images(loaded, inputs).load(Split::kTrain), {});
    return module_state(*loaded.network);
  }
  if (weights.checkpoint.average.empty()) {
    fail(ErrorKind::kData, "{} holds no weight average", path.string());
  }
  return weights.checkpoint.average;
}

/// runs/large gives large.safetensors, its average large-average.safetensors.
fs::path file_of(const ExportArguments& arguments) {
  if (!arguments.out.empty()) return arguments.out;
  auto source = fs::path(arguments.checkpoint).lexically_normal();
  if (!source.has_filename()) source = source.parent_path();
  const auto name = fs::is_directory(source) ? source.filename().string() : source.stem().string();
  return name + (arguments.average ? "-average." : ".") + arguments.format;
}

std::string encoded(const StateDict& state, const std::string& format) {
  if (format == "safetensors") return to_safetensors(state);
  c10::impl::GenericDict dict(c10::AnyType::get(), c10::AnyType::get());
  for (const auto& [name, tensor] : state) dict.insert(name, tensor);
  return to_python_archive(dict);
}

void run_export(const ExportArguments& arguments) {
  if (arguments.format != "safetensors" && arguments.format != "pt") {
    fail(ErrorKind::kInvalidArgument, "format is \"{}\", but must be safetensors or pt", arguments.format);
  }
  const auto path = find_checkpoint(arguments.checkpoint);
  const auto out = file_of(arguments);
  std::error_code error;
  if (fs::equivalent(path, out, error)) {
    fail(ErrorKind::kInvalidArgument, "{} is what is to be exported: give another file with --out", out.string());
  }
  const auto weights = load_weights(path, {.key = arguments.key});
  const auto state = arguments.average ? average_state(arguments, path, weights) : weights.checkpoint.model;
  write_output(out, encoded(state, arguments.format));
  std::int64_t numbers = 0;
  for (const auto& [name, tensor] : state) numbers += tensor.numel();
  fmt::print("{}: {} tensors, {} numbers\n", out.string(), state.size(), numbers);
  if (!weights.checkpoint.full || !weights.network) return;
  // Weights alone say nothing of it.
  const auto settings = run_settings({.path = path, .checkpoint = weights.checkpoint, .network = nullptr});
  fmt::print("its inputs are {}\n", in_words(parse_normalisation(settings.mean, settings.std)));
}

}  // namespace

void add_export_command(CLI::App& app) {
  auto* command = app.add_subcommand("export", "the weights alone, as a state_dict for Python or as safetensors");
  const auto arguments = std::make_shared<ExportArguments>();
  command
      ->add_option("CHECKPOINT_OR_RUN", arguments->checkpoint,
                   "checkpoint file, run directory, or weights from Python (torch.save, safetensors)")
      ->check(a_name())
      ->required();
  command->add_option("--format", arguments->format, "safetensors | pt (torch.save)")->capture_default_str();
  command->add_option("--out", arguments->out, "file to write (else: the name of the run or file, here)")
      ->type_name("FILE")
      ->check(a_name());
  command->add_option("--key", arguments->key, "of several networks in a file from elsewhere, that under this key")
      ->check(a_name());
  command->add_flag("--average", arguments->average,
                    "the weight average, BatchNorm statistics from the training images (runs with --average-tau)");
  command->add_option("--data", arguments->data, "directory of the data set's files, for --average")->check(a_name());
  command->add_option("--threads", arguments->threads, "CPU threads (0: all cores)")->capture_default_str();
  command->footer(
      "Examples:\n"
      "  largestep export runs/large --out large.safetensors\n"
      "  largestep export runs/large --format pt --average\n"
      "  largestep export distilled.pt --key student");
  command->callback([arguments] { run_export(*arguments); });
}

}  // namespace largestep
