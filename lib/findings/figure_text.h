#pragma once

#include <string>
#include <vector>

namespace largestep {

/// "12.34 %", or "-" for NaN.
std::string per_cent(double fraction);

/// The two digits that one seed supports: "12 %", "5.6 %"; "-" for NaN.
std::string rough_per_cent(double fraction);

/// "4.00 points": a difference of fractions as people say it.
std::string points(double difference);

/// Four significant digits, or "-" for NaN.
std::string figure(double value);

/// An epoch, or a number of them, without an exponent: two decimals below 100, else whole; "-" for NaN.
std::string epoch_text(double epochs);

/// "1 epoch", "0.5 epochs", "2635 epochs".
std::string epochs_text(double epochs);

/// How many times one value another is: "1.5", "25", "250", "more than 100000".
std::string times_text(double ratio);

/// "a", "a and b", "a, b and c".
std::string enumeration(const std::vector<std::string>& parts);

}  // namespace largestep
