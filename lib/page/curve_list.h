#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "charts/curves.h"

namespace largestep {

/// Five significant digits; null where there is no number a chart can show.
nlohmann::ordered_json short_number(double value);
nlohmann::ordered_json short_numbers(const std::vector<double>& values);

/// Lists of epochs, each kept once.
class Grids {
 public:
  std::size_t index_of(const std::vector<double>& x);
  nlohmann::ordered_json take() { return std::move(list_); }

 private:
  std::map<std::vector<double>, std::size_t> places_;
  nlohmann::ordered_json list_ = nlohmann::ordered_json::array();
};

/// Collects the curves of one run as {name: [grid, [y, ...]]}; empty ones are left out.
class CurveList {
 public:
  /// @param max_points  of a curve given to add()
  CurveList(Grids& grids, std::size_t max_points) : grids_(grids), max_points_(max_points) {}

  /// A curve as it is.
  void add_whole(const std::string& name, const Curve& curve);
  /// One value an evaluation: every n-th of them and the last.
  void add(const std::string& name, const Curve& curve) { add_whole(name, thinned(curve, max_points_)); }

  nlohmann::ordered_json take() { return std::move(curves_); }

 private:
  Grids& grids_;
  std::size_t max_points_;
  nlohmann::ordered_json curves_ = nlohmann::ordered_json::object();
};

}  // namespace largestep
