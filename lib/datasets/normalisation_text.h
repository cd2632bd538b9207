#pragma once

#include <optional>
#include <string>

#include "ops/normalisation.h"

namespace largestep {

/// What the settings mean and std say: numbers for red, green and blue ("0.4914,0.4822,0.4465"), one for all of them,
/// or the name of a data set of the catalogue or "imagenet", whose usual ones are meant. Both empty: none.
/// @throws Error{kInvalidArgument} for anything else, for one without the other, and for deviations that are not above
///         0.
std::optional<Normalisation> parse_normalisation(const std::string& mean, const std::string& deviation);

/// What inputs are: "normalised with mean 0.4914, 0.4822, 0.4465 and std 0.247, 0.2435, 0.2616", or "in [0, 1], no mean
/// and std".
std::string in_words(const std::optional<Normalisation>& normalisation);

}  // namespace largestep
