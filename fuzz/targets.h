#pragma once

#include <string_view>

namespace largestep {

// What is fuzzed: one function per kind of file that comes from outside. Each takes any bytes and returns; an Error of
// a kind that bad input may have is an answer like any other. Whatever else leaves it (another exception, a broken
// promise) is a finding. Shared by the libFuzzer programs here and by tests/fuzz, which replays tests/corpus.
// Files are written below $TMPDIR; with TMPDIR=/dev/shm that costs microseconds.

/// Records of the CIFAR-10 binary format.
void fuzz_cifar_records(std::string_view input);

/// By the first byte, modulo 3: a PNG file as it is; one whose checksums are put right first, so that changes get past
/// them; a list of labels.
void fuzz_png_import(std::string_view input);

/// The name of the target column on the first line, then a CSV file of examples.
void fuzz_csv_examples(std::string_view input);

/// A TOML file of settings, resolved; what is accepted must read back from its own TOML.
void fuzz_settings(std::string_view input);

/// By the first byte, modulo 2: a checkpoint, weights or safetensors file as it is; a pickle inside a good zip file
/// with three storages.
void fuzz_checkpoint(std::string_view input);

/// A file of features: .npy, torch.save's or safetensors.
void fuzz_features(std::string_view input);

/// The files of a run directory (config.toml, run.json, steps.csv, metrics.csv, sparsity.csv, measures.csv,
/// weights.csv, curve.csv, surface.csv), separated by the byte 0x1e; those that are missing at the end are not there.
/// What is accepted goes through all of a report but the drawing.
void fuzz_run_directory(std::string_view input);

}  // namespace largestep
