// `largestep manual` writes the manual page, largestep(1), from the commands as they are declared.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>

#include "app/command.h"
#include "app/command_tree.h"
#include "core/version.h"
#include "settings/setting_specs.h"

namespace largestep {
namespace {

/// Text as roff sets it: hyphens that can be copied, and no line that roff takes for a request.
std::string roff(const std::string& text) {
  std::string result;
  bool at_start = true;
  for (const char letter : text) {
    if (at_start && (letter == '.' || letter == '\'')) result += "\\&";
    if (letter == '\\') {
      result += "\\e";
    } else if (letter == '-') {
      result += "\\-";
    } else {
      result += letter;
    }
    at_start = letter == '\n';
  }
  return result;
}

constexpr const char* kFiles = R"(.SH FILES
A run directory holds config.toml (repeat the run with \-\-config), run.json, steps.csv, metrics.csv, sparsity.csv,
measures.csv if asked for, and checkpoints. checkpoints/last.pt opens in Python with torch.load.
.SH ENVIRONMENT
.TP
.B LARGESTEP_DATA
directory of the CIFAR\-10 files, where \-\-data does not say
.TP
.B LARGESTEP_VEGA
vega.min.js or a directory of Vega's scripts, for the charts of report.html
.TP
.B LARGESTEP_MAX_ISA
the most that the program\'s own kernels use of the processor: baseline, avx2, avx512, avx512\-bf16 or amx\-bf16; on aarch64, baseline or neon
.TP
.B NO_COLOR
if set and not empty, no colours on a terminal
.TP
.B COLUMNS
width of the output where it cannot be asked for
.SH EXIT STATUS
.TP
.B 0
done
.TP
.B 1
internal error, or out of memory
.TP
.B 2
bad usage or value
.TP
.B 3
data or checkpoint missing or corrupt
.TP
.B 4
training diverged
.TP
.B 5
could not write, or the run is in use
.TP
.B 6
another process of the run is lost or can't be reached
.TP
.BR 129 ", " 130 ", " 138 ", " 140 ", " 143
stopped by a signal, after saving
.SH SOURCE
Andriushchenko, Varre, Pillaud\-Vivien, Flammarion: SGD with Large Step Sizes Learns Sparse Features.
ICML 2023, arXiv:2210.05337.
)";

bool is_setting(const FlagInfo& flag) {
  return std::any_of(flag.names.begin(), flag.names.end(), [](const std::string& name) {
    return find_setting(name.substr(std::min(name.size(), std::size_t{2}))) != nullptr;
  });
}

std::string flag_text(const FlagInfo& flag) {
  auto text =
      fmt::format(".TP\n.B {}\n{}", roff(fmt::format("{}", fmt::join(flag.names, ", "))), roff(flag.description));
  if (!flag.default_value.empty()) text += fmt::format(" (default: {})", roff(flag.default_value));
  return text + "\n";
}

/// The last paragraph of a command's help: a title and lines to be shown as they are.
std::string footer_text(const std::string& footer) {
  if (footer.empty()) return "";
  std::istringstream lines(footer);
  std::string title;
  std::getline(lines, title);
  std::string text = ".PP\n" + roff(title) + "\n";
  std::string rest(std::istreambuf_iterator<char>(lines), {});
  if (!rest.empty()) text += ".PP\n.EX\n" + roff(rest) + (rest.ends_with('\n') ? "" : "\n") + ".EE\n";
  return text;
}

std::string command_text(const CLI::App& command, const std::string& path, bool with_settings) {
  std::string usage = path;
  for (const auto* positional : positionals_of(command)) usage += " " + positional->get_name();
  auto text = fmt::format(".SS {}\n{}.\n", roff(usage), roff(command.get_description()));
  const auto flags = flags_of(command);
  const auto settings = std::count_if(flags.begin(), flags.end(), is_setting);
  const bool leave_out = !with_settings && settings > 10;
  for (const auto* positional : positionals_of(command)) {
    text += fmt::format(".TP\n.I {}\n{}\n", roff(positional->get_name()), roff(positional->get_description()));
  }
  std::string group = "Options";
  for (const auto& flag : flags) {
    if (flag.names.back() == "--help" || (leave_out && is_setting(flag))) continue;
    if (flag.group != group) text += fmt::format(".PP\n{}:\n", roff(flag.group));
    group = flag.group;
    text += flag_text(flag);
  }
  if (leave_out) text += ".PP\nAnd every setting of \\fBtrain\\fR.\n";
  text += footer_text(command.get_footer());
  for (const auto* sub : visible_subcommands(command)) text += command_text(*sub, path + " " + sub->get_name(), false);
  return text;
}

std::string manual(const CLI::App& app) {
  auto text = fmt::format(
      ".TH LARGESTEP 1 \"\" \"largestep {}\" \"User Commands\"\n.SH NAME\nlargestep \\- trains ResNet\\-18 with "
      "large\\-then\\-decayed step sizes and shows what that does to the features\n.SH SYNOPSIS\n.B largestep\n"
      ".I COMMAND\n.RI [ FLAG ...]\n.SH DESCRIPTION\n{}\n.SH COMMANDS\n",
      version(), roff(app.get_description()));
  for (const auto* sub : visible_subcommands(app)) {
    text += command_text(*sub, app.get_name() + " " + sub->get_name(), sub->get_name() == "train");
  }
  return text + kFiles;
}

}  // namespace

void add_manual_command(CLI::App& app) {
  auto* command = app.add_subcommand("manual", "print the manual page");
  command->group("");
  command->footer("Example: largestep manual | man -l -");
  command->callback([&app] { fmt::print("{}", manual(app)); });
}

}  // namespace largestep
