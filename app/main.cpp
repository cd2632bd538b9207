// largestep: trains ResNet-18 on CIFAR-10 with large-then-decayed step sizes and shows what that does to the features.
//
// Each subcommand lives in a file of its own: it parses, validates, calls the library. This file turns every way to
// fail into one sentence on stderr and an exit code (0 done, 1 internal, 2 usage, 3 data, 4 diverged, 5 write, 6 lost
// rank).
#include <c10/util/Exception.h>
#include <sys/stat.h>
#include <torch/version.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>

#include "app/command.h"
#include "app/ignored_hangup.h"
#include "core/error.h"
#include "core/one_line.h"
#include "core/suggest.h"
#include "core/version.h"
#include "device/arithmetic_scope.h"
#include "device/memory.h"
#include "device/tensor_memory.h"
#include "kernels/instruction_set.h"
#include "settings/other_words.h"
#include "terminal/terminal.h"

namespace largestep {
namespace {

int report(int code, const std::string& sentence) {
  const std::string name = "largestep:";
  const bool colours = Terminal(2).has_colours();
  std::fprintf(stderr, "%s %s\n", (colours ? fmt::format(fg(fmt::terminal_color::red), "{}", name) : name).c_str(),
               one_line(sentence).c_str());
  return code;
}

/// Long flags of a command, without their dashes.
std::vector<std::string> flag_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const auto* option : command.get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back(name);
    for (const auto& name : option->get_fnames()) names.push_back(name.substr(name.find_first_not_of('-')));
  }
  return names;
}

/// "; did you mean --step-size?" for a flag or a subcommand that is not there, "" if nothing is like it.
std::string suggestion(const CLI::App& place, const std::string& name) {
  if (!name.starts_with("--")) {
    std::vector<std::string> commands;
    for (const auto* sub : place.get_subcommands([](const CLI::App*) { return true; })) {
      commands.push_back(sub->get_name());
    }
    return did_you_mean(name, commands);
  }
  const auto flags = flag_names(place);
  const auto other = setting_in_other_words(name.substr(2));
  if (std::find(flags.begin(), flags.end(), other) != flags.end()) return "; did you mean --" + other + "?";
  const auto nearest = nearest_name(name.substr(2), flags);
  return nearest.empty() ? "" : "; did you mean --" + nearest + "?";
}

const CLI::App& innermost(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? app : innermost(*chosen.front());
}

/// "problems check ", the subcommands in use.
std::string path_of(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? "" : chosen.front()->get_name() + " " + path_of(*chosen.front());
}

/// The flag that was given without its value, "" for another error. The library says "--step-size: 1 required missing".
std::string option_without_value(const CLI::ParseError& error) {
  const std::string sentence = error.what();
  const auto colon = sentence.find(": 1 required ");
  const bool is_it = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ArgumentMismatch);
  return is_it && colon != std::string::npos ? sentence.substr(0, colon) : "";
}

int usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const auto& place = innermost(app);
  std::string sentence = error.what();
  const auto unknown = place.remaining();
  if (!unknown.empty() && error.get_exit_code() != static_cast<int>(CLI::ExitCodes::ConversionError)) {
    const auto name = unknown.front().substr(0, unknown.front().find('='));
    sentence = fmt::format("there is no {} here{}", name, suggestion(place, name));
  }
  if (const auto missing = option_without_value(error); !missing.empty()) sentence = missing + " needs a value";
  while (!sentence.empty() && (sentence.back() == '\n' || sentence.back() == '.')) sentence.pop_back();
  return report(2, fmt::format("{} (see `largestep {}--help`)", sentence, path_of(app)));
}

/// LibTorch reports a failed allocation as an error like any other.
bool is_out_of_memory(const std::string& message) {
  return message.find("can't allocate memory") != std::string::npos ||
         message.find("out of memory") != std::string::npos;
}

int report_out_of_memory() { return report(1, "not enough memory; use a smaller --batch-size or --width"); }

/// The code, or that of a failed writing if what was printed did not reach stdout.
int flushed(int code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  return report(exit_code(ErrorKind::kWrite), fmt::format("could not write to stdout: {}", std::strerror(errno)));
}

/// Whether stdout is a pipe or a socket, which fail once whoever reads has left.
bool stdout_has_a_reader() {
  struct stat status {};
  return fstat(STDOUT_FILENO, &status) == 0 && (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
}

int run(int argument_count, char** arguments) {
  CLI::App app{
      "Trains ResNet-18 on CIFAR-10 with large-then-decayed step sizes and shows, layer by layer, how that makes\n"
      "the features sparse."};
  app.name("largestep");
  app.set_version_flag("-V,--version",
                       fmt::format("largestep {} ({}), LibTorch {}", version(), git_commit(), TORCH_VERSION));
  app.require_subcommand(1);
  app.footer(
      "Examples:\n"
      "  largestep train --preset quickstart-large-50 --out runs/large    train; Ctrl-C saves, --resume continues\n"
      "  largestep info runs/large                                     what it is and how it went\n"
      "  largestep report runs/small runs/large --out report           compare runs\n"
      "Every command has --help with examples. Completion for bash, zsh and fish: largestep completion --help; "
      "manual page: largestep manual.");
  add_train_command(app);
  add_evaluate_command(app);
  add_sparsity_command(app);
  add_predict_command(app);
  add_features_command(app);
  add_export_command(app);
  add_pictures_command(app);
  add_report_command(app);
  add_demo_command(app);
  add_reproduce_command(app);
  add_sweep_command(app);
  add_schedule_command(app);
  add_data_command(app);
  add_info_command(app);
  add_list_commands(app);
  add_problems_command(app);
  add_completion_command(app);
  add_manual_command(app);
  add_help_command(app);
  try {
    app.parse(argument_count, arguments);
    // What train prints is not its result: no run fails because nobody reads.
    return app.got_subcommand("train") && stdout_has_a_reader() ? 0 : flushed(0);
  } catch (const CLI::RuntimeError& status) {
    return status.get_exit_code();
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return flushed(app.exit(error));  // --help, --version
    return usage_error(app, error);
  }
}

}  // namespace
}  // namespace largestep

int main(int argument_count, char** arguments) {
  largestep::keep_ignored_hangup();
  largestep::keep_freed_memory();
  largestep::use_tensor_memory();
  const largestep::ArithmeticScope arithmetic;
  try {
    largestep::kernels::instruction_set();  // says what is wrong with LARGESTEP_MAX_ISA before anything is done
    return largestep::run(argument_count, arguments);
  } catch (const largestep::Error& error) {
    return largestep::report(largestep::exit_code(error.kind()), error.what());
  } catch (const c10::Error& error) {
    if (largestep::is_out_of_memory(error.what_without_backtrace())) return largestep::report_out_of_memory();
    return largestep::report(1, std::string("internal error in LibTorch: ") + error.what_without_backtrace());
  } catch (const std::filesystem::filesystem_error& error) {
    return largestep::report(3, error.path1().string() + " can't be read: " + error.code().message());
  } catch (const std::system_error& error) {  // of fmt::print
    return largestep::report(largestep::exit_code(largestep::ErrorKind::kWrite),
                             "could not write to stdout: " + error.code().message());
  } catch (const std::bad_alloc&) {
    return largestep::report_out_of_memory();
  } catch (const std::exception& error) {
    return largestep::report(1, std::string("internal error: ") + error.what());
  }
}
