#include "settings/setting_specs.h"

namespace largestep {

const std::vector<SettingSpec>& setting_specs() {
  using enum ResumeRule;
  using enum SettingScope;
  static const std::vector<SettingSpec> specs{
      {"preset", &Settings::preset, "start from the settings of this name (see `largestep presets`)", kMayChange},
      {"problem", &Settings::problem, "what to train (see `largestep problems`)"},
      {"data", &Settings::data, "directory of the CIFAR-10 files (else $LARGESTEP_DATA, else data/ of the source tree)",
       kMayChange},
      {"start-from", &Settings::start_from,
       "checkpoint, or weights saved by Python, to start from; momentum too where there is one (else: drawn weights)"},
      {"csv", &Settings::csv, "least-squares, svm, logistic: train on this CSV file", kStays, kTable},
      {"target", &Settings::target, "the file's column to predict, by name or number from 1", kStays, kTable},
      {"cifar-class", &Settings::cifar_class,
       "svm, logistic: this class of CIFAR-10, 0 to 9, against the rest (-1: no)", kStays, kTable},
      {"dimension", &Settings::dimension, "inputs of drawn data (0: the problem's own)", kStays, kSmall},
      {"paper-data", &Settings::paper_data,
       "diagonal-network and the teachers: the data of the paper's own experiment, whatever the seed", kStays, kSmall},
      {"bias", &Settings::bias, "least-squares, svm, logistic: with an offset b", kStays, kTable},
      {"svm-c", &Settings::svm_c, "C of the support vector machine", kStays, kTable},
      {"width", &Settings::width, "channels of ResNet-18's first stage, 1 to 1024; hidden units of the small networks"},
      {"method", &Settings::method, "sgd | gd (gradient descent: all terms in each step)", kStays, kSmall},
      {"epochs", &Settings::epochs, "passes over the training set", kIfSameSteps},
      {"steps", &Settings::steps, "train for so many steps instead (0: the epochs count)", kIfSameSteps},
      {"batch-size", &Settings::batch_size, "images a step; an epoch's last partial batch is dropped"},
      {"replacement", &Settings::replacement, "draw each term from all, instead of each once an epoch"},
      {"step-size", &Settings::step_size, "step size t0 of the schedule (alias --lr)"},
      {"schedule", &Settings::schedule, schedule_choices()},
      {"decay-at", &Settings::decay_at, "fraction of the run at which the large phase ends and the step size drops"},
      {"warmup-exp", &Settings::warmup_exp,
       "growth of the large phase: above 1, t0 * E^(100 s); below 1, t0 * (1 + (100 s)^E)"},
      {"warmup-factor", &Settings::warmup_factor, "with warmup-exp 1: linear growth to F * t0 at half the run"},
      {"decay-factor", &Settings::decay_factor,
       "grow-then-divide: t0 (1 + (F - 1) s^E), F and E of the warm-up, until decay-at, then that divided by this"},
      {"momentum", &Settings::momentum, "momentum, 0 to below 1"},
      {"nesterov", &Settings::nesterov, "Nesterov's form of momentum"},
      {"weight-decay", &Settings::weight_decay, "lambda of lambda/2 ||w||^2 over all parameters"},
      {"augment", &Settings::augment, "random crop (4 pixels of zero padding) and horizontal flip", kStays, kImages},
      {"cutout", &Settings::cutout, "blacken a square of so many pixels at a random place of each image (0: none)",
       kStays, kImages},
      {"label-smoothing", &Settings::label_smoothing,
       "share of each target that is spread over all classes, in the training loss (0: none)", kStays, kImages},
      {"test-flip", &Settings::test_flip,
       "score test and validation images by the mean logits of each and its mirror image", kStays, kImages},
      {"label-noise", &Settings::label_noise, "probability that an image is shown with a wrong label, drawn each epoch",
       kStays, kImages},
      {"label-noise-classes", &Settings::label_noise_classes,
       "other (a drawn label is wrong) | all (drawn from all 10 classes, as in the paper's code: a tenth stay right)",
       kStays, kImages},
      {"label-noise-until", &Settings::label_noise_until,
       "share of the run, in whole epochs, that has label noise (1: all of it)", kStays, kImages},
      {"fixed-label-noise", &Settings::fixed_label_noise, "draw the wrong labels once for the whole run", kStays,
       kImages},
      {"average-tau", &Settings::average_tau,
       "also keep an exponential average of the weights, a = tau a + (1 - tau) w each step (0: none)"},
      {"train-size", &Settings::train_size,
       "train on the first N images or rows only, or so many drawn examples (0: all)"},
      {"validation-size", &Settings::validation_size,
       "hold the last N of these images out of training and evaluate them apart (0: none)"},
      {"seed", &Settings::seed, "of initialisation, order, augmentation, label noise and unit sampling"},
      {"device", &Settings::device, "auto | cpu | cuda | cuda:INDEX", kChangesBits},
      {"precision", &Settings::precision, "auto (bf16 where the hardware computes in it) | fp32 | bf16", kStays,
       kImages},
      {"threads", &Settings::threads, "CPU threads (0: all cores; of several processes on a machine, each its part)",
       kChangesBits},
      {"sync-batchnorm", &Settings::sync_batchnorm,
       "several processes: BatchNorm statistics over the batch of all of them, as one process has them", kStays,
       kImages},
      {"rank-timeout", &Settings::rank_timeout,
       "several processes: seconds of silence after which another one counts as lost", kMayChange},
      {"kernels", &Settings::kernels, "auto (our own where there are any) | libtorch (rounds like PyTorch in Python)",
       kChangesBits},
      {"cuda-graph", &Settings::cuda_graph,
       "auto (a GPU replays the step from a graph instead of being told each operation) | off", kChangesBits, kImages},
      {"eval-every", &Settings::eval_every, "steps between evaluations (start and end are always evaluated)",
       kMayChange},
      {"sparsity-every", &Settings::sparsity_every,
       "steps between training batches whose activations are recorded (0: never)", kMayChange, kImages},
      {"measure-every", &Settings::measure_every,
       "steps between measurements into measures.csv (0: never); see `largestep sparsity --help` for their costs",
       kMayChange},
      {"measures", &Settings::measures, "what to measure then: all, or names such as rank,hessian,sharpness",
       kMayChange, kImages},
      {"measure-images", &Settings::measure_images,
       "images of the fixed batch of norms, hessian and jacobian, 2 to 512", kMayChange, kImages},
      {"weights-every", &Settings::weights_every,
       "small problems: steps between records of all weights in weights.csv (0: never)", kMayChange, kSmall},
      {"checkpoint-every", &Settings::checkpoint_every,
       "epochs between numbered checkpoints, which also renew last.pt (0: none)", kMayChange},
      {"checkpoint-every-steps", &Settings::checkpoint_every_steps,
       "steps between renewals of last.pt (0: at numbered checkpoints and the end only)", kMayChange},
      {"keep-checkpoints", &Settings::keep_checkpoints, "numbered checkpoints kept, the newest (0: all)", kMayChange},
      {"on-divergence", &Settings::on_divergence,
       "stop | restart-lower:F, from the last checkpoint with all step sizes times F, at most 5 times", kMayChange},
      {"tensorboard", &Settings::tensorboard, "also write tensorboard/ in the run directory, for TensorBoard",
       kMayChange},
      {"deterministic", &Settings::deterministic, "refuse operations that do not repeat bit for bit"},
      {"quiet", &Settings::quiet, "print nothing but errors", kMayChange},
  };
  return specs;
}

const SettingSpec* find_setting(const std::string& name) {
  for (const auto& spec : setting_specs()) {
    if (spec.name == name) return &spec;
  }
  return nullptr;
}

Settings default_settings(const ProblemSettings& problem) {
  Settings settings;
  settings.problem = problem.name;
  for (const auto& [name, value] : problem.defaults) set_from_text(settings, *find_setting(name), value);
  return settings;
}

}  // namespace largestep
