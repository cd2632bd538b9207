#include "sweep/varied_setting.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

#include "core/error.h"
#include "core/split.h"
#include "settings/setting_specs.h"

namespace largestep {
namespace {

constexpr std::size_t kMostValues = 10'000;

template <typename Number>
std::optional<Number> whole(const std::string& text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

bool is_whole_number(const SettingSpec& spec) { return std::holds_alternative<std::int64_t Settings::*>(spec.member); }

bool is_number(const SettingSpec& spec) {
  return is_whole_number(spec) || std::holds_alternative<double Settings::*>(spec.member);
}

/// The text as the setting writes its value: "1e-1" is "0.1".
std::string canonical(const SettingSpec& spec, const std::string& text) {
  Settings settings;
  set_from_text(settings, spec, text);
  return plain_text(settings, spec);
}

[[noreturn]] void refuse_count(const std::string& name) {
  fail(ErrorKind::kInvalidArgument, "{} has more than the {} values of a sweep", name, kMostValues);
}

/// "0..2", if that is what the text is.
std::optional<std::vector<std::string>> range_of(const SettingSpec& spec, const std::string& text) {
  const auto dots = text.find("..");
  if (!is_whole_number(spec) || dots == std::string::npos) return std::nullopt;
  const auto low = whole<std::int64_t>(text.substr(0, dots));
  const auto high = whole<std::int64_t>(text.substr(dots + 2));
  if (!low || !high || *low > *high) {
    fail(ErrorKind::kInvalidArgument, "{} is \"{}\", but a range is two whole numbers, the smaller first, such as 0..2",
         spec.name, text);
  }
  if (static_cast<std::uint64_t>(*high) - static_cast<std::uint64_t>(*low) >= kMostValues) refuse_count(spec.name);
  std::vector<std::string> values;
  for (auto value = *low; value < *high; ++value) values.push_back(fmt::format("{}", value));
  values.push_back(fmt::format("{}", *high));
  return values;
}

/// "log:0.01:3:8" or "lin:0.1:0.9:5".
struct Spacing {
  bool is_log;
  double from;
  double to;
  std::size_t count;

  double at(std::size_t i) const {
    const double share = static_cast<double>(i) / static_cast<double>(count - 1);
    return is_log ? from * std::pow(to / from, share) : from + (to - from) * share;
  }
};

Spacing read_spacing(const SettingSpec& spec, const std::string& text) {
  const auto parts = split(text, ':');
  const bool is_log = parts.front() == "log";
  const auto part = [&](std::size_t i) { return parts.size() == 4 ? parts[i] : std::string(); };
  const double from = whole<double>(part(1)).value_or(HUGE_VAL);
  const double to = whole<double>(part(2)).value_or(HUGE_VAL);
  const auto count = whole<std::size_t>(part(3)).value_or(0);
  const bool ends_fit = std::isfinite(from) && std::isfinite(to) && from != to;
  if (!ends_fit || count < 2 || (is_log && !(from > 0 && to > 0))) {
    fail(ErrorKind::kInvalidArgument,
         "{} is \"{}\", but must be {}:FROM:TO:COUNT with two different {}numbers and at "
         "least 2 values, such as {}",
         spec.name, text, parts.front(), is_log ? "positive " : "", is_log ? "log:0.01:3:8" : "lin:0.1:0.9:5");
  }
  if (count > kMostValues) refuse_count(spec.name);
  return {is_log, from, to, count};
}

bool all_differ(const std::vector<std::string>& values) {
  return std::adjacent_find(values.begin(), values.end()) == values.end();
}

std::vector<std::string> spaced_values(const SettingSpec& spec, const std::string& text) {
  const auto spacing = read_spacing(spec, text);
  const auto written = [&](const auto& text_of) {
    std::vector<std::string> values;
    for (std::size_t i = 0; i < spacing.count; ++i) {
      const bool is_end = i == 0 || i + 1 == spacing.count;
      const double value = i == 0 ? spacing.from : is_end ? spacing.to : spacing.at(i);
      values.push_back(canonical(spec, is_end ? fmt::format("{}", value) : text_of(value)));
    }
    return values;
  };
  if (is_whole_number(spec)) return written([](double value) { return fmt::format("{:.0f}", value); });
  // Four digits of a ratio say all; of a distance, ten leave out only what rounding adds.
  const auto rounded = written([&](double value) { return fmt::format("{:.{}g}", value, spacing.is_log ? 4 : 10); });
  return all_differ(rounded) ? rounded : written([](double value) { return fmt::format("{}", value); });
}

std::vector<std::string> values_in(const SettingSpec& spec, const std::string& text) {
  if (text.empty()) fail(ErrorKind::kInvalidArgument, "{} has an empty value among those to vary it over", spec.name);
  if (is_number(spec) && (text.starts_with("log:") || text.starts_with("lin:"))) return spaced_values(spec, text);
  if (auto range = range_of(spec, text)) return *range;
  return {canonical(spec, text)};
}

}  // namespace

VariedSetting parse_varied_setting(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    fail(ErrorKind::kInvalidArgument, "set is \"{}\", but must be NAME=VALUES, such as step-size=0.01,0.1 or seed=0..2",
         text);
  }
  const auto name = text.substr(0, equals);
  const auto& spec = setting_named(name == "lr" ? "step-size" : name);
  auto list = text.substr(equals + 1);
  const bool has_semicolons = list.find(';') != std::string::npos;
  if (has_semicolons && list.back() == ';') list.pop_back();
  if (!has_semicolons && spec.name == "schedule" && list.find(',') != std::string::npos &&
      list.find(':') != std::string::npos) {
    fail(ErrorKind::kInvalidArgument,
         "schedule is \"{}\", where commas separate values or points; put semicolons between the values, and one "
         "behind a single value",
         list);
  }
  VariedSetting varied{spec.name, {}};
  for (const auto& part : split(list, has_semicolons ? ';' : ',')) {
    for (auto& value : values_in(spec, part)) {
      if (std::find(varied.values.begin(), varied.values.end(), value) != varied.values.end()) {
        fail(ErrorKind::kInvalidArgument, "{} has the value {} twice", spec.name, value);
      }
      varied.values.push_back(std::move(value));
    }
    if (varied.values.size() > kMostValues) refuse_count(spec.name);
  }
  return varied;
}

}  // namespace largestep
