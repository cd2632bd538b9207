#include "cifar/label_list.h"

#include <nlohmann/json.hpp>

#include "cifar/cifar_format.h"
#include "core/error.h"
#include "files/parse_json.h"

namespace largestep {

std::vector<char> parse_labels(std::string_view json, std::size_t count) {
  const auto list = parse_json<nlohmann::json>(json);
  if (!list.is_array()) fail(ErrorKind::kData, "it is not a JSON array of labels");
  if (list.size() != count) fail(ErrorKind::kData, "it holds {} labels, {} were expected", list.size(), count);
  std::vector<char> labels;
  labels.reserve(count);
  for (const auto& value : list) {
    // Parsed integers without a sign are unsigned in this library, so this refuses negative numbers too.
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() >= static_cast<std::uint64_t>(kCifar10Classes)) {
      fail(ErrorKind::kData, "label {} is {}, a number from 0 to {} was expected", labels.size(), value.dump(),
           kCifar10Classes - 1);
    }
    labels.push_back(static_cast<char>(value.get<int>()));
  }
  return labels;
}

}  // namespace largestep
