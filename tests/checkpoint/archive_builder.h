#pragma once

#include <caffe2/serialize/inline_container.h>
#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace largestep {

using Records = std::vector<std::pair<std::string, std::string>>;

/// A zip archive as torch.save lays it out, with any pickle and any records, for files that Python would not write.
inline void build_archive(const std::filesystem::path& path, const std::string& pickle, const Records& records = {},
                          bool compressed = false) {
  caffe2::serialize::PyTorchStreamWriter writer(path.string());
  writer.writeRecord("data.pkl", pickle.data(), pickle.size(), compressed);
  for (const auto& [name, bytes] : records) writer.writeRecord(name, bytes.data(), bytes.size());
  writer.writeEndOfFile();
}

/// An int as a pickle opcode with eight bytes.
inline std::string pickled_int(std::int64_t value) {
  std::string opcode = "\x8a\x08";
  for (int byte = 0; byte < 8; ++byte) opcode += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * byte));
  return opcode;
}

/// A str as a pickle opcode, for less than 256 bytes.
inline std::string pickled_text(const std::string& text) {
  return fmt::format("X{}{}{}", static_cast<char>(text.size()), std::string(3, '\0'), text);
}

/// What a pickled tensor claims, right or wrong.
struct TensorClaim {
  std::string storage_type = "FloatStorage";
  std::string key = "0";
  std::int64_t storage_elements = 6;
  std::int64_t offset = 0;
  std::vector<std::int64_t> sizes = {2, 3};
  std::vector<std::int64_t> strides = {3, 1};
};

/// A pickle of one tensor, without the protocol and stop opcodes.
inline std::string pickled_tensor(const TensorClaim& claim) {
  const auto tuple = [](const std::vector<std::int64_t>& items) {
    std::string text;
    for (const auto item : items) text += pickled_int(item);
    return fmt::format("({}t", text);
  };
  const auto storage = fmt::format("({}ctorch\n{}\n{}{}{}tQ", pickled_text("storage"), claim.storage_type,
                                   pickled_text(claim.key), pickled_text("cpu"), pickled_int(claim.storage_elements));
  return fmt::format("ctorch._utils\n_rebuild_tensor_v2\n({}{}{}{}\x89}}tR", storage, pickled_int(claim.offset),
                     tuple(claim.sizes), tuple(claim.strides));
}

}  // namespace largestep
