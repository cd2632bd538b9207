#include "records/json_lines.h"

#include <cstdio>

#include "files/json_number.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::chrono::seconds kBetweenSteps{1};

}  // namespace

void JsonLines::say(const char* event, const Json& facts) const {
  if (!on_) return;
  Json line{{"event", event}};
  line.update(facts);
  const auto text = line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

void JsonLines::on_steps(std::span<const StepRecord> steps) {
  const auto now = std::chrono::steady_clock::now();
  if (!on_ || steps.empty() || now - said_ < kBetweenSteps) return;
  said_ = now;
  const auto& last = steps.back();
  say("step", {{column::kStep, last.step},
               {column::kEpoch, last.epoch},
               {column::kStepSize, last.step_size},
               {column::kLoss, number_or_null(last.loss)},
               {"per_second", number_or_null(per_second_())}});
}

void JsonLines::on_evaluation(const EvaluationRow& row) const {
  if (!on_) return;
  const auto& values = row.values;
  Json blocks = Json::object();
  for (const auto& block : values.blocks) {
    blocks[block.name] = {{column::kActiveFraction, number_or_null(block.active_fraction)},
                          {column::kDistinctActiveFraction, number_or_null(block.distinct_active_fraction)}};
  }
  say("evaluation", {{column::kStep, row.at.step},
                     {column::kEpoch, row.elapsed_epochs},
                     {column::kStepSize, number_or_null(row.step_size)},
                     {column::kTrainLoss, number_or_null(values.train.loss)},
                     {column::kTrainError, number_or_null(values.train.error)},
                     {column::kTestLoss, number_or_null(values.test.loss)},
                     {column::kTestError, number_or_null(values.test.error)},
                     {column::kValidationLoss, number_or_null(values.validation.loss)},
                     {column::kValidationError, number_or_null(values.validation.error)},
                     {column::kAverageTestLoss, number_or_null(values.average_test.loss)},
                     {column::kAverageTestError, number_or_null(values.average_test.error)},
                     {"blocks", blocks}});
}

}  // namespace largestep
