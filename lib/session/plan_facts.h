#pragma once

#include <filesystem>

#include "session/resolved_settings.h"
#include "session/trainee.h"
#include "session/training_plan.h"

namespace largestep {

/// What is known of a run once what it trains is made.
/// @param directory  of the run
PlanFacts plan_facts(const ResolvedSettings& resolved, const Trainee& trainee, const std::filesystem::path& directory);

/// What a problem computes in: "float64" for the closed forms, for networks what the settings say.
std::string arithmetic_of(Problem& problem, const Settings& settings);

/// "ResNet-18"; "" if there is no network.
std::string network_kind(Problem& problem);

}  // namespace largestep
