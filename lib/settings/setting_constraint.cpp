#include "settings/setting_constraint.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "settings/setting_specs.h"

namespace largestep {
namespace {

std::int64_t resolved(const WholeEnd& end, const ProblemSettings& of_problem) {
  const auto* number = std::get_if<std::int64_t>(&end);
  return number != nullptr ? *number : std::get<1>(end)(of_problem);
}

void check_whole(const std::string& name, std::int64_t value, const WholeRange& range,
                 const ProblemSettings& of_problem) {
  const auto low = resolved(range.low, of_problem);
  const auto high = resolved(range.high, of_problem);
  if (value < low || value > high) {
    fail(ErrorKind::kInvalidArgument, "{} is {}, but must be in [{}, {}]", name, value, low, high);
  }
}

void check_real(const std::string& name, double value, const RealRange& range) {
  const bool is_low_enough = range.has_high ? value <= range.high : value < range.high;
  const bool is_high_enough = range.has_low ? value >= range.low : value > range.low;
  if (is_low_enough && is_high_enough && std::isfinite(value)) return;
  const auto wanted =
      std::isinf(range.high)
          ? fmt::format("finite and {} {}", range.has_low ? "at least" : "above", range.low)
          : fmt::format("in {}{}, {}{}", range.has_low ? '[' : '(', range.low, range.high, range.has_high ? ']' : ')');
  fail(ErrorKind::kInvalidArgument, "{} is {}, but must be {}", name, value, wanted);
}

void check_choice(const std::string& name, const std::string& value, const Choices& choices) {
  if (choices.check != nullptr) {
    choices.check(value);
    return;
  }
  std::string names;
  for (const auto& choice : choices.known) {
    if (value == choice.form) return;
    const bool is_last = &choice == &choices.known.back();
    names += (names.empty() ? "" : is_last ? " or " : ", ") + choice.form;
  }
  fail(ErrorKind::kInvalidArgument, "{} is \"{}\", but must be {}", name, value, names);
}

std::string in_words(const WholeRange& range) {
  const auto* low = std::get_if<std::int64_t>(&range.low);
  const auto* high = std::get_if<std::int64_t>(&range.high);
  if (low == nullptr) return "";
  return high == nullptr || *high >= kMany ? fmt::format("at least {}", *low) : fmt::format("{} to {}", *low, *high);
}

std::string in_words(const RealRange& range) {
  if (std::isinf(range.high)) return fmt::format("{} {}", range.has_low ? "at least" : "above", range.low);
  return fmt::format("{}{} to {}{}", range.has_low ? "" : "above ", range.low, range.has_high ? "" : "below ",
                     range.high);
}

/// "sgd (a batch of them in each step) | gd (all of them)".
std::string in_words(const Choices& choices) {
  std::string text;
  for (const auto& [form, meaning] : choices.known) {
    text += (text.empty() ? "" : " | ") + form + (meaning.empty() ? "" : " (" + meaning + ")");
  }
  return text;
}

std::string default_in_words(const SettingSpec& spec) {
  const auto text = plain_text(Settings(), spec);
  if (!std::holds_alternative<bool Settings::*>(spec.member)) return text;
  return text == "true" ? "on" : "off";
}

}  // namespace

void check_value(const Settings& settings, const SettingSpec& spec, const ProblemSettings& of_problem) {
  if (const auto* whole = std::get_if<WholeRange>(&spec.constraint)) {
    check_whole(spec.name, settings.*std::get<std::int64_t Settings::*>(spec.member), *whole, of_problem);
  } else if (const auto* real = std::get_if<RealRange>(&spec.constraint)) {
    check_real(spec.name, settings.*std::get<double Settings::*>(spec.member), *real);
  } else if (const auto* choices = std::get_if<Choices>(&spec.constraint)) {
    check_choice(spec.name, settings.*std::get<std::string Settings::*>(spec.member), *choices);
  }
}

std::string help_text(const SettingSpec& spec) {
  auto text = spec.help;
  std::string range;
  if (const auto* choices = std::get_if<Choices>(&spec.constraint)) {
    text += ": " + in_words(*choices);
  } else if (const auto* whole = std::get_if<WholeRange>(&spec.constraint)) {
    range = in_words(*whole);
  } else if (const auto* real = std::get_if<RealRange>(&spec.constraint)) {
    range = in_words(*real);
  }
  const auto value = default_in_words(spec);
  if (value.empty()) return text;
  return fmt::format("{} [default {}{}{}]", text, value, range.empty() ? "" : "; ", range);
}

}  // namespace largestep
