#pragma once

#include <fmt/color.h>

#include <string>
#include <vector>

namespace largestep {

/// What a stream can show to whoever reads it.
class Terminal {
 public:
  /// @param file_descriptor  1 for stdout, 2 for stderr
  explicit Terminal(int file_descriptor) : file_descriptor_(file_descriptor) {}

  /// Whether a person watches and a line can be drawn anew: a terminal, and not a "dumb" one.
  bool is_watched() const;
  /// Whether it takes colours: watched, and NO_COLOR is not set (or empty; https://no-color.org).
  bool has_colours() const;
  /// Characters in a line, as it is now: the window's, else $COLUMNS, else 80.
  int columns() const;

 private:
  int file_descriptor_;
};

/// A piece of a line that says one thing.
struct LinePart {
  std::string text;
  std::string brief = {};      ///< shown where `text` does not fit; "" if there is no shorter form
  int rank = 0;                ///< the larger, the sooner it is shortened and left out; 0 stays
  fmt::text_style style = {};  ///< where there are colours
};

/// The parts, two spaces apart, in at most `columns` characters: those of the largest ranks are shortened one after the
/// other until the line fits, then left out one after the other.
/// @param columns  0: as wide as it takes
std::string fitted_line(std::vector<LinePart> parts, int columns, bool colours);

/// Characters of a UTF-8 text, each taken to be one column wide; sequences that set colours take none.
int columns_of(const std::string& text);

}  // namespace largestep
