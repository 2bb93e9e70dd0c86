// Carries out the rules on one value: walks it once, without allocating while nothing is found.
#pragma once

#include <optional>
#include <vector>

#include "base/time.h"
#include "stix/registry.h"

namespace parley::stix {

class Checker {
 public:
  explicit Checker(const ValidateOptions& options) : options_(options) { findings.wants_warnings = options.warnings; }

  // A bundle is allowed at the top only, and there only when `bundles` says so.
  enum class Bundles : std::uint8_t { allowed, refused };
  void run(json::Element value, Bundles bundles);

  Findings findings;

 private:
  friend class Scope;

  // The object whose members are being looked at: what is there, by slot of its type.
  struct Members {
    std::uint64_t present = 0;
    json::Element values[CompiledType::kMaxProperties];
  };
  // What the members of a top-level object say about how to read it.
  struct Head {
    std::optional<json::Element> type, id, spec_version, extensions;
    bool has_created = false, has_modified = false;
    bool new_domain_object = false, new_observable = false, toplevel_properties = false;
  };
  enum class Unknown : std::uint8_t { custom, toplevel_extension, of_own_type, on_bundle };

  void bundle(json::Object object, const Path& path);
  void stix_object(json::Element value, const Path& path);
  Head read_head(json::Object object) const;
  const CompiledType& table_for(TypeId id, const Head& head) const;
  void identity(const CompiledType& type, std::string_view type_name, const Head& head, const Members& members,
                const Path& path);
  void spec_version(const CompiledType& type, const Head& head, const Path& path);
  void uuid_version_of(const CompiledType& type, json::Element id, const Members& members, const Path& path);

  void members(json::Object object, const CompiledType& type, const Path& path, Unknown unknown, Members& out);
  void rules(const CompiledType& type, const Members& members, const Path& path);
  void constraint(const CompiledConstraint& constraint, const CompiledType& type, const Members& members, const Path& path);
  void time_order(const CompiledConstraint& constraint, const CompiledType& type, const Members& members, const Path& path,
                  bool may_be_equal);
  void unknown_property(std::string_view name, json::Element value, const CompiledType& type, const Path& path,
                        Unknown unknown);
  void report_duplicates(json::Object object, const Path& path);

  // values.cc
  void value(const CompiledProperty& property, json::Element value, const Path& path);
  void single(const CompiledProperty& property, json::Element value, const Path& path);
  void wrong_type(const CompiledProperty& property, json::Element value, const Path& path);
  void string_value(const CompiledProperty& property, std::string_view text, json::Element value, const Path& path);
  void identifier(const CompiledProperty& property, std::string_view text, json::Element value, const Path& path);
  void number(const CompiledProperty& property, json::Element value, const Path& path);
  void open_vocabulary(const CompiledProperty& property, std::string_view text, json::Element value, const Path& path);
  void hashes(const CompiledProperty& property, json::Object object, const Path& path);
  void dictionary(const CompiledProperty& property, json::Object object, const Path& path);
  void dictionary_value(const Dictionary& dictionary, json::Element value, const Path& path);
  void part(const CompiledType& type, json::Object object, const Path& path);
  void selector(std::string_view text, json::Element value, const Path& path);
  // What no table describes: only what holds everywhere.
  void anything(json::Element value, const Path& path);
  void anything_in(json::Object object, const Path& path);

  // extensions.cc
  void extensions(const CompiledProperty& property, json::Object object, const Path& path);
  void custom_extension(std::string_view name, json::Object object, const Path& path);
  void observables(json::Object container, const Path& path);
  void observable(json::Element value, const Path& path);
  void local_reference(const CompiledProperty& property, std::string_view key, json::Element value, const Path& path);

  bool is_duplicate_object(std::string_view id, std::string_view version);

  ValidateOptions options_;
  const Registry& registry_ = Registry::get();

  // The STIX object being checked, to which selectors refer.
  json::Object root_;
  std::string_view root_type_;
  std::uint64_t selector_steps_ = 0;
  // Of the bundle around it.
  bool in_bundle_ = false;
  std::optional<json::Element> bundle_version_;
  // The deprecated container around it: its keys, sorted, with the types of what they name.
  struct LocalObject {
    std::string_view key;
    TypeId type;
  };
  std::vector<LocalObject> container_;
  bool in_container_ = false;
  // Objects of the bundle so far: hashes of id and version, in a table with open addressing.
  struct Seen {
    std::string_view id, version;
  };
  std::vector<Seen> seen_;
};

// One object with its members, as the functions of checks.h see it.
class Scope {
 public:
  Scope(Checker& checker, const CompiledType& type, const Checker::Members& members, const Path& path)
      : checker_(checker), type_(type), members_(members), path_(path) {}

  bool has(std::string_view name) const { return find(name).has_value(); }
  std::optional<json::Element> find(std::string_view name) const {
    const int slot = type_.names.find(name);
    if (slot < 0 || (members_.present >> slot & 1) == 0) return std::nullopt;
    return members_.values[slot];
  }
  std::optional<std::string_view> text(std::string_view name) const {
    std::string_view out;
    const auto value = find(name);
    if (!value || value->get(out) != simdjson::SUCCESS) return std::nullopt;
    return out;
  }
  bool wants(FindingCode code) const { return checker_.findings.wants(code); }
  // At the object itself, or at one of its members.
  void report(FindingCode code, Findings::Detail detail = {}) const { checker_.findings.add(code, path_, detail); }
  void report(FindingCode code, std::string_view name, Findings::Detail detail = {}) const {
    const auto value = find(name);
    const Path at = path_.member(name);
    if (value) checker_.findings.add(code, at, *value, detail);
    else checker_.findings.add(code, at, detail);
  }
  // The same with a sentence made for the occasion, which must be kept until it is rendered.
  void report_text(FindingCode code, std::string_view name, std::string sentence) const {
    report(code, name, {.first = checker_.findings.keep(std::move(sentence))});
  }
  const ValidateOptions& options() const { return checker_.options_; }
  const Registry& registry() const { return checker_.registry_; }

 private:
  Checker& checker_;
  const CompiledType& type_;
  const Checker::Members& members_;
  const Path& path_;
};

}  // namespace parley::stix
