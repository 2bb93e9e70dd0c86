// Accounts side by side: what is compared, which sources count, and which part of it a person wants to see. The rules
// of comparing are src/accounts; nothing of a comparison is kept.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/report.h"
#include "desk/cases.h"
#include "desk/kept_case.h"

namespace parley::desk {

class Comparing {
 public:
  explicit Comparing(node::Node& node) : node_(node) {}

  struct Wanted {
    std::string name = {}, journal = {};  // a case, as Cases::find() takes it
    std::string group = {};               // or what the members of a group released: id or alias
    std::optional<Micros> as_of = {};     // only what had been received by then
    std::optional<Micros> said_by = {};   // only what was said by then
    std::set<std::string> without = {};   // parties, documents or journals that are turned off
    bool all_readings = false;            // also statements that a careful reader may leave out
    // Of what was compared only this is shown (accounts/report.h).
    std::string event = {}, only = {}, ours = {};
    std::vector<std::string> between = {};  // two accounts, holders or sides; or nothing
    std::vector<std::string> first = {};    // propositions to be told first, gravest first
  };
  struct Body {
    std::string title;
    accounts::Material material;
    std::optional<KeptCase> kept = {};  // of a large case as it stands
  };
  Result<Body> load(const Wanted& wanted) const;
  // The body must live as long as the comparison of it.
  static Result<accounts::Comparison> compare(const Body& body, const Wanted& wanted);
  // What is kept of a large case (desk/kept_case.h) is then there for the first look at it.
  void make_ready(const std::string& grouping, const std::string& journal) const;
  // "Without Peter Gant: Collision at Port Vellin": what is compared, and what of it was turned off.
  static std::string title(const Body& body, const Wanted& wanted);
  Result<accounts::Selection> select(const accounts::Comparison& comparison, const Wanted& wanted) const;

 private:
  node::Node& node_;
};

}  // namespace parley::desk
