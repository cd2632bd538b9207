#include "settings/setting_specs.h"

#include "core/error.h"
#include "core/suggest.h"
#include "data/image_side.h"
#include "datasets/dataset_names.h"
#include "measure/measure_kinds.h"
#include "measure/measurement.h"
#include "model/network_catalog.h"
#include "optim/schedules/schedule.h"
#include "settings/other_words.h"

namespace largestep {
namespace {

constexpr RealRange kPositive{.low = 0, .has_low = false};
constexpr RealRange kNotNegative{.low = 0};
constexpr RealRange kBelowOne{.low = 0, .high = 1, .has_high = false};
const WholeRange kCount{0, kMany};
const WholeRange kFromOne{1, kMany};

/// Of values that are checked where they are used: by the schedule, or against the devices that there are.
void check_later(const std::string& /*text*/) {}

std::vector<Choice> measure_choices() {
  std::vector<Choice> choices{{"all"}};
  for (const auto& info : measure_infos()) choices.push_back({info.name});
  return choices;
}

std::vector<Choice> dataset_choices() {
  std::vector<Choice> choices;
  for (const auto& name : dataset_names()) choices.push_back({name});
  return choices;
}

std::vector<Choice> network_choices() {
  std::vector<Choice> choices;
  for (const auto& network : network_catalog()) choices.push_back({network.name});
  return choices;
}

std::vector<Choice> schedule_names() {
  std::vector<Choice> choices;
  for (const auto& schedule : schedules()) {
    choices.push_back(schedule.read ? Choice{"FRACTION:STEP_SIZE,...", "points such as " + schedule.example}
                                    : Choice{schedule.name});
  }
  return choices;
}

std::vector<SettingSpec> make_specs() {
  using enum ResumeRule;
  using enum SettingGroup;
  using enum SettingScope;
  constexpr std::monostate kAny;
  return {
      {"preset", &Settings::preset, kProblem, "start from the settings of this name (see `largestep presets`)", kAny,
       kMayChange},
      {"problem", &Settings::problem, kProblem, "what to train; others have other defaults (see `largestep problems`)"},
      {"dataset", &Settings::dataset, kData, "images to train on and score (see `largestep datasets`)",
       Choices{dataset_choices()}, kStays, kImages},
      {"data", &Settings::data, kData,
       "directory of the data set's files (else $LARGESTEP_DATA, else data/ of the source tree)", kAny, kMayChange},
      {"size", &Settings::size, kData, "dataset folder: pixels of a side to which pictures are resized",
       WholeRange{kSmallestImageSide, kLargestImageSide}, kStays, kImages},
      {"mean", &Settings::mean, kData,
       "what the network's inputs are normalised with: three numbers, one, or a data set's name (else: nothing)", kAny,
       kStays, kImages},
      {"std", &Settings::std, kData, "likewise: inputs are (pixel / 255 - mean) / std", kAny, kStays, kImages},
      {"start-from", &Settings::start_from, kProblem,
       "checkpoint, or weights saved by Python, to start from; momentum too where there is one (else: drawn weights)"},
      {"csv", &Settings::csv, kData, "least-squares, svm, logistic: train on this CSV file", kAny, kStays, kTable},
      {"target", &Settings::target, kData, "the file's column to predict, by name or number from 1", kAny, kStays,
       kTable},
      {"header", &Settings::header, kData, "whether the file's first line names its columns",
       Choices{{{"auto", "if it holds no number"}, {"yes"}, {"no"}}}, kStays, kTable},
      {"cifar-class", &Settings::cifar_class, kData, "svm, logistic: this class of CIFAR-10 against the rest (-1: no)",
       WholeRange{-1, 9}, kStays, kTable},
      {"dimension", &Settings::dimension, kProblem, "inputs of drawn data (0: the problem's own)",
       WholeRange{0, 1'000'000}, kStays, kSmall},
      {"paper-data", &Settings::paper_data, kProblem,
       "diagonal-network and the teachers: the data of the paper's own experiment, whatever the seed", kAny, kStays,
       kSmall},
      {"bias", &Settings::bias, kProblem, "least-squares, svm, logistic: with an offset b", kAny, kStays, kTable},
      {"svm-c", &Settings::svm_c, kProblem, "C of the support vector machine", kPositive, kStays, kTable},
      {"network", &Settings::network, kProblem, "what is trained on images (see `largestep networks`)",
       Choices{network_choices()}, kStays, kImages},
      {"width", &Settings::width, kProblem,
       "channels of the network's first stage, in proportion to which all others are (64: as published); hidden units "
       "of the small networks",
       WholeRange{1, kWidestNetwork}, kStays, kLayers},
      {"method", &Settings::method, kTraining, "terms of a step",
       Choices{{{"sgd", "a batch of them"}, {"gd", "gradient descent: all of them"}}}, kStays, kSmall},
      {"epochs", &Settings::epochs, kTraining, "passes over the training set",
       WholeRange{1, [](const ProblemSettings& problem) { return problem.most_epochs; }}, kIfSameSteps},
      {"steps", &Settings::steps, kTraining, "train for so many steps instead (0: the epochs count)", kCount,
       kIfSameSteps},
      {"batch-size", &Settings::batch_size, kTraining, "images a step; an epoch's last partial batch is dropped",
       WholeRange{[](const ProblemSettings& problem) { return problem.least_batch_size; },
                  [](const ProblemSettings& problem) { return problem.most_terms; }}},
      {"replacement", &Settings::replacement, kTraining, "draw each term from all, instead of each once an epoch"},
      {"step-size", &Settings::step_size, kStepSize, "step size t0 of the schedule", kPositive},
      {"schedule", &Settings::schedule, kStepSize, "step sizes of the run", Choices{schedule_names(), check_later}},
      {"decay-at", &Settings::decay_at, kStepSize,
       "fraction of the run at which the large phase ends and the step size drops",
       RealRange{.low = 0, .high = 0.9, .has_low = false}},
      {"warmup-exp", &Settings::warmup_exp, kStepSize,
       "growth of the large phase: above 1, t0 * E^(100 s); below 1, t0 * (1 + (100 s)^E)",
       RealRange{.low = 0, .high = 2, .has_low = false}},
      {"warmup-factor", &Settings::warmup_factor, kStepSize,
       "with warmup-exp 1: linear growth to F * t0 at half the run", kPositive},
      {"decay-factor", &Settings::decay_factor, kStepSize,
       "grow-then-divide: t0 (1 + (F - 1) s^E), F and E of the warm-up, until decay-at, then that divided by this",
       kPositive},
      {"momentum", &Settings::momentum, kTraining, "momentum (0: none)", kBelowOne},
      {"nesterov", &Settings::nesterov, kTraining, "Nesterov's form of momentum"},
      {"weight-decay", &Settings::weight_decay, kRegularisation, "lambda of lambda/2 ||w||^2 over all parameters",
       kNotNegative},
      {"augment", &Settings::augment, kRegularisation, "random crop (4 pixels of zero padding) and horizontal flip",
       kAny, kStays, kImages},
      {"cutout", &Settings::cutout, kRegularisation,
       "blacken a square of so many pixels at a random place of each image (0: none)", WholeRange{0, kLargestImageSide},
       kStays, kImages},
      {"label-smoothing", &Settings::label_smoothing, kRegularisation,
       "share of each target that is spread over all classes, in the training loss (0: none)", kBelowOne, kStays,
       kImages},
      {"test-flip", &Settings::test_flip, kRecords,
       "score test and validation images by the mean logits of each and its mirror image", kAny, kStays, kImages},
      {"label-noise", &Settings::label_noise, kRegularisation,
       "probability that an image is shown with a wrong label, drawn each epoch", RealRange{.low = 0, .high = 1},
       kStays, kImages},
      {"label-noise-classes", &Settings::label_noise_classes, kRegularisation, "a drawn label",
       Choices{{{"other", "it is wrong"},
                {"all", "drawn from all classes, as in the paper's code: of ten, a tenth stay right"}}},
       kStays, kImages},
      {"label-noise-until", &Settings::label_noise_until, kRegularisation,
       "share of the run, in whole epochs, that has label noise (1: all of it)",
       RealRange{.low = 0, .high = 1, .has_low = false}, kStays, kImages},
      {"fixed-label-noise", &Settings::fixed_label_noise, kRegularisation,
       "draw the wrong labels once for the whole run", kAny, kStays, kImages},
      {"average-tau", &Settings::average_tau, kRecords,
       "also keep an exponential average of the weights, a = tau a + (1 - tau) w each step (0: none)", kBelowOne},
      {"train-size", &Settings::train_size, kData,
       "train on the first N images or rows only, or so many drawn examples (0: all)",
       WholeRange{0, [](const ProblemSettings& problem) { return problem.most_terms; }}},
      {"test-size", &Settings::test_size, kData,
       "score the first N test images only while it trains (0: all); `largestep evaluate` scores all", kCount,
       kMayChange, kImages},
      {"validation-size", &Settings::validation_size, kData,
       "hold the last N of these images out of training and evaluate them apart (0: none)",
       WholeRange{0, [](const ProblemSettings& problem) { return problem.most_terms - problem.least_batch_size; }}},
      {"seed", &Settings::seed, kTraining, "of initialisation, order, augmentation, label noise and unit sampling",
       WholeRange{0, INT64_MAX}},
      {"device", &Settings::device, kMachine, "where to compute",
       Choices{{{"auto"}, {"cpu"}, {"cuda"}, {"cuda:INDEX"}}, check_later}, kChangesBits},
      {"precision", &Settings::precision, kMachine, "of the network's arithmetic",
       Choices{{{"auto", "bf16 where the hardware computes faster in it"}, {"fp32"}, {"bf16"}}}, kStays, kImages},
      {"threads", &Settings::threads, kMachine,
       "CPU threads (0: all cores; of several processes on a machine, each its part)", WholeRange{0, 1024},
       kChangesBits},
      {"sync-batchnorm", &Settings::sync_batchnorm, kMachine,
       "several processes: BatchNorm statistics over the batch of all of them, as one process has them", kAny, kStays,
       kImages},
      {"rank-timeout", &Settings::rank_timeout, kMachine,
       "several processes: seconds of silence after which another one counts as lost", WholeRange{1, 86'400},
       kMayChange},
      {"kernels", &Settings::kernels, kMachine, "code of the layers",
       Choices{{{"auto", "our own where there are any"}, {"libtorch", "rounds like PyTorch in Python"}}}, kChangesBits},
      {"convolution", &Settings::convolution, kMachine, "how our own code convolves on a CPU",
       Choices{{{"auto", "winograd in fp32, direct in bf16"},
                {"winograd", "3x3 with few products where that was measured to be faster"},
                {"direct", "product by product, which rounds less"}}},
       kChangesBits, kImages},
      {"cuda-graph", &Settings::cuda_graph, kMachine, "CUDA graphs",
       Choices{{{"auto", "a GPU replays the step from a graph instead of being told each operation"}, {"off"}}},
       kChangesBits, kImages},
      {"eval-every", &Settings::eval_every, kRecords, "steps between evaluations (start and end are always evaluated)",
       kFromOne, kMayChange},
      {"sparsity-every", &Settings::sparsity_every, kRecords,
       "steps between training batches whose activations are recorded (0: never)", kCount, kMayChange, kImages},
      {"measure-every", &Settings::measure_every, kRecords,
       "steps between measurements into measures.csv (0: never); see `largestep sparsity --help` for their costs",
       kCount, kMayChange},
      {"measures", &Settings::measures, kRecords, "what to measure then, with commas between",
       Choices{measure_choices(), [](const std::string& text) { parse_measures(text); }}, kMayChange, kImages},
      {"measure-images", &Settings::measure_images, kRecords,
       "images of the fixed batch of norms, hessian and jacobian", WholeRange{kMinMeasureImages, kMaxMeasureImages},
       kMayChange, kImages},
      {"weights-every", &Settings::weights_every, kRecords,
       "small problems: steps between records of all weights in weights.csv (0: never)", kCount, kMayChange, kSmall},
      {"checkpoint-every", &Settings::checkpoint_every, kSaving,
       "epochs between numbered checkpoints, which also renew last.pt (0: none)", kCount, kMayChange},
      {"checkpoint-every-steps", &Settings::checkpoint_every_steps, kSaving,
       "steps between renewals of last.pt (0: at numbered checkpoints and the end only)", kCount, kMayChange},
      {"keep-checkpoints", &Settings::keep_checkpoints, kSaving, "numbered checkpoints kept, the newest (0: all)",
       kCount, kMayChange},
      {"on-divergence", &Settings::on_divergence, kSaving, "what a run that diverges does",
       Choices{{{"stop"}, {"restart-lower:F", "from the last checkpoint with all step sizes times F, at most 5 times"}},
               [](const std::string& text) { parse_divergence_policy(text); }},
       kMayChange},
      {"tensorboard", &Settings::tensorboard, kRecords, "also write tensorboard/ in the run directory, for TensorBoard",
       kAny, kMayChange},
      {"deterministic", &Settings::deterministic, kMachine, "refuse operations that do not repeat bit for bit"},
      {"log-json", &Settings::log_json, kRecords,
       "print JSON, one object a line, for programs that follow the run (docs/RUN_FILES.md)", kAny, kMayChange},
      {"quiet", &Settings::quiet, kRecords, "print nothing but errors", kAny, kMayChange},
  };
}

}  // namespace

const std::vector<SettingGroupInfo>& setting_groups() {
  using enum SettingGroup;
  static const std::vector<SettingGroupInfo> groups{{kProblem, "Problem"},
                                                    {kData, "Data"},
                                                    {kTraining, "Training"},
                                                    {kStepSize, "Step size"},
                                                    {kRegularisation, "Regularisation"},
                                                    {kRecords, "Records"},
                                                    {kSaving, "Saving"},
                                                    {kMachine, "Machine"}};
  return groups;
}

const std::vector<SettingSpec>& setting_specs() {
  static const auto specs = make_specs();
  return specs;
}

const SettingSpec* find_setting(const std::string& name) {
  for (const auto& spec : setting_specs()) {
    if (spec.name == name) return &spec;
  }
  return nullptr;
}

const SettingSpec& setting_named(const std::string& name) {
  if (const auto* spec = find_setting(name)) return *spec;
  std::vector<std::string> names;
  for (const auto& spec : setting_specs()) names.push_back(spec.name);
  const auto other = setting_in_other_words(name);
  fail(ErrorKind::kInvalidArgument, "there is no setting \"{}\"{}", name,
       other.empty() ? did_you_mean(name, names) : "; did you mean " + other + "?");
}

Settings default_settings(const ProblemSettings& problem) {
  Settings settings;
  settings.problem = problem.name;
  for (const auto& [name, value] : problem.defaults) set_from_text(settings, setting_named(name), value);
  return settings;
}

}  // namespace largestep
