// What the columns of a CSV file or the members of JSON lines mean: a small TOML file (docs/watching.md).
//
//   format = "csv"            # or "json"
//   delimiter = ";"           # one character or "tab"; else told from the header
//   header = true             # false: columns are named "1", "2", ...
//   zone = "+02:00"           # of times that say none
//   [fields]
//   "client ip" = "source_address"      # a role
//   "when"      = "time"
//   "http.host" = "host"                # JSON: a path through objects, or a name with a dot in it
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "watch/record.h"

namespace parley::watch {

struct Mapping {
  enum class Kind { none, csv, json } kind = Kind::none;
  char delimiter = '\0';  // not given
  bool header = true;
  std::optional<int> zone_minutes;
  std::vector<std::pair<std::string, Role>> fields;

  // What a column of this name means: as given, else, when no mapping was given, by the usual names of tools.
  Role role_of(std::string_view column) const;

  static Result<Mapping> parse(std::string_view toml, const std::string& file_name);
};

// "src_ip", "sha256", "domain" ...: the role that a column of this name has nearly everywhere; none else.
Role usual_role(std::string_view column);
const std::vector<std::pair<std::string_view, Role>>& usual_roles();

}  // namespace parley::watch
