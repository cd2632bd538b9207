#include <string>

#include "catalog/problem_catalog.h"
#include "fuzz/expect.h"
#include "fuzz/targets.h"
#include "settings/settings_toml.h"

namespace largestep {

void fuzz_settings(std::string_view input) {
  allow({ErrorKind::kInvalidArgument}, [&] {
    const auto settings = resolve_settings(parse_settings(std::string(input), "input"), {});
    const auto toml = settings_to_toml(settings);
    const auto again = resolve_settings(parse_settings(toml, "its own TOML"), {});
    promise(settings_to_toml(again) == toml, "accepted settings read back from their own TOML");
  });
}

}  // namespace largestep
