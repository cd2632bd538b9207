// Trains a problem of this program's by name, with a run directory, resume and a report as `largestep train` has them.
#include <largestep/catalog/problem_catalog.h>
#include <largestep/core/exception.h>
#include <largestep/session/run_training.h>
#include <torch/torch.h>

#include <cstdio>

using namespace largestep;

/// Ridge regression, f_i(w) = (a_i^T w - b_i)^2 + lambda ||w||^2, on drawn data.
class RidgeRegression final : public Problem {
 public:
  RidgeRegression(std::int64_t terms, double lambda, const SamplingOptions& sampling)
      : Problem(terms, sampling), lambda_(lambda) {
    torch::manual_seed(sampling.seed);
    a_ = torch::randn({terms, 5}, torch::kDouble);
    b_ = a_.sum(1) + 0.1 * torch::randn({terms}, torch::kDouble);
    w_ = torch::zeros({5}, torch::dtype(torch::kDouble).requires_grad(true));
  }
  torch::Tensor loss(const Batch& batch) override {
    const auto residuals = a_.index_select(0, batch.indices).mv(w_) - b_.index_select(0, batch.indices);
    return residuals.square().mean() + lambda_ * w_.square().sum();
  }
  std::vector<NamedTensor> parameters() const override { return {{"w", w_}}; }

 private:
  double lambda_;
  torch::Tensor a_;
  torch::Tensor b_;
  torch::Tensor w_;
};

int main(int argc, char** argv) {
  register_problem({.settings = {.name = "ridge",
                                 .defaults = overridden(small_defaults(), {{"step-size", "0.02"}, {"epochs", "20"}}),
                                 .scopes = {SettingScope::kSmall}},
                    .description = "f_i = (a_i^T w - b_i)^2 + 0.1 ||w||^2",
                    .make = [](const Settings& settings, const ProblemContext&) {
                      return std::make_unique<RidgeRegression>(100, 0.1, settings.sampling_options());
                    }});
  try {
    run_training(resolve_settings({}, {{"problem", "ridge"}}), argc > 1 ? argv[1] : "runs/ridge", /*resume=*/false);
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return exit_code(error.kind());
  }
}
