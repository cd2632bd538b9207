#pragma once

#include <CLI/CLI.hpp>

namespace largestep {

// One function per subcommand, each in its own file: it declares the flags and sets a callback that validates them and
// calls the library. Errors leave as largestep::Error; main() turns them into one sentence and an exit code.
void add_train_command(CLI::App& app);
void add_evaluate_command(CLI::App& app);
void add_sparsity_command(CLI::App& app);
void add_predict_command(CLI::App& app);
void add_features_command(CLI::App& app);
void add_export_command(CLI::App& app);
void add_pictures_command(CLI::App& app);
void add_report_command(CLI::App& app);
void add_demo_command(CLI::App& app);
void add_reproduce_command(CLI::App& app);
void add_sweep_command(CLI::App& app);
void add_schedule_command(CLI::App& app);
void add_data_command(CLI::App& app);
void add_info_command(CLI::App& app);
void add_list_commands(CLI::App& app);
void add_problems_command(CLI::App& app);
void add_completion_command(CLI::App& app);
void add_manual_command(CLI::App& app);
void add_help_command(CLI::App& app);

}  // namespace largestep
