// What an embargo is compared with: the object that leaves, its other versions, what it was made from, and what it
// names. Inside of the policy.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "release/handling.h"
#include "release/policy.h"
#include "release/references.h"

namespace parley::release {

// By which an object can be meant, beside its id.
struct Facts {
  std::vector<std::string> markings;  // ids, of the whole object; the charter's default when it has none
  std::vector<std::string> labels;
  std::vector<std::string> levels;  // "TLP:RED", said by markings, labels or properties
};
Facts facts_of(json::Element object, const Context& context);

// The level that an embargo's word stands for, in its one name: "TLP:RED"; empty: none.
std::string level_meant(std::string_view what, const Context& context);

class EmbargoCheck {
 public:
  // `marked_with`: markings that hold for the object or a part of it beside those that facts_of() finds.
  EmbargoCheck(json::Element object, const Context& context, std::vector<std::string> marked_with = {});

  struct Hit {
    HeldBy by;
    std::string pointer;  // into the object; empty: the whole, or another object behind it
    std::string what;     // in words: "this object", "the original indicator--..., by its label \"x\","
  };
  std::optional<Hit> under(const Embargo& embargo);
  std::optional<Hit> whole(const Embargo& embargo);  // without what it names
  std::optional<Hit> named(const Embargo& embargo);  // only what it names

 private:
  struct Subject {
    std::string id, words;  // "this object", "the original indicator--…"
    std::optional<std::vector<Facts>> versions;
  };
  std::vector<Facts>& facts(Subject& subject);
  std::optional<std::string> meant(const Embargo& embargo, Subject& subject);
  bool recalled(std::string_view id) const;
  bool is_companion(std::string_view id) const;
  std::vector<Origin> origins(std::string_view id) const;

  json::Element object_;
  const Context& context_;
  std::string id_, type_;
  Facts own_;
  std::vector<Subject> behind_;  // other versions of it, then its originals
  std::optional<std::vector<std::pair<Mention, std::vector<Subject>>>> named_;
};

}  // namespace parley::release
