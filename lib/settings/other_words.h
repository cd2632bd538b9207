#pragma once

#include <string>

namespace largestep {

/// The setting that other programs call by this name: "step-size" for "learning-rate" or "learning_rate"; "" if none.
std::string setting_in_other_words(std::string name);

}  // namespace largestep
