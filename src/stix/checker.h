// Carries out the rules on one value: walks it once, without allocating while nothing is found.
#pragma once

#include <optional>
#include <vector>

#include "base/time.h"
#include "stix/registry.h"

namespace parley::stix {

// Room for a value that is not made before it is assigned. The arrays below would otherwise be cleared for every
// object, which costs as much as checking a small one.
template <class T>
union Room {
  Room() {}
  T value;
};

// Which of names that no table has were met in an object. Until there are many, hashes are compared; equal ones mean
// that the object is looked at again with care.
class NamesMet {
 public:
  // False when this name may have been met before.
  bool add(std::uint64_t hash) {
    if (count_ == hashes_.size()) return false;
    for (std::size_t i = 0; i < count_; ++i)
      if (hashes_[i] == hash) return false;
    hashes_[count_++] = hash;
    return true;
  }

 private:
  std::array<std::uint64_t, 24> hashes_;
  std::size_t count_ = 0;
};

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
    std::array<Room<json::Element>, CompiledType::kMaxProperties> values;  // those of `present` only

    json::Element at(int slot) const { return values[static_cast<std::size_t>(slot)].value; }

    std::optional<json::Element> find(const CompiledType& type, std::string_view name) const {
      const int slot = type.names.find(name);
      if (slot < 0 || (present >> slot & 1) == 0) return std::nullopt;
      return at(slot);
    }
  };
  // What the extensions of an object say about how to read its members.
  struct ExtensionKinds {
    bool new_domain_object = false, new_observable = false, toplevel_properties = false;
  };
  // Properties that no table has, until it is known whether an extension accounts for them.
  struct CustomNames {
    std::array<Room<std::string_view>, 24> names;
    std::size_t count = 0;

    bool add(std::string_view name) {
      if (count == names.size()) return false;
      names[count++].value = name;
      return true;
    }
  };
  // What to say about properties that the table does not have.
  enum class Unknown : std::uint8_t { custom, of_own_type, on_bundle };

  void bundle(json::Object object, const Path& path);
  void stix_object(json::Element value, const Path& path);
  const CompiledType& table_of_own_type(json::Element type, json::Object object, const Path& path);
  void identity(const CompiledType& type, std::string_view type_name, const Members& members, const Path& path);
  void spec_version(const CompiledType& type, const Members& members, const Path& path);
  void uuid_version_of(const CompiledType& type, json::Element id, const Members& members, const Path& path);

  void members(json::Object object, const CompiledType& type, const Path& path, Unknown unknown, Members& out);
  void rules(const CompiledType& type, const Members& members, const Path& path);
  void constraint(const CompiledConstraint& constraint, const CompiledType& type, const Members& members,
                  const Path& path);
  void time_order(const CompiledConstraint& constraint, const CompiledType& type, const Members& members,
                  const Path& path, bool may_be_equal);
  void unknown_property(std::string_view name, json::Element value, const CompiledType& type, const Path& path,
                        Unknown unknown, bool is_common);
  void report_custom(const CustomNames& custom, const ExtensionKinds& kinds, const CompiledType& type,
                     const Path& path);
  void report_duplicates(json::Object object, const Path& path);

  // values.cc
  bool read_identifier(std::string_view text, std::string_view& type_name, TypeId& type) const;
  void value(const CompiledProperty& property, json::Element value, const Path& path);
  void single(const CompiledProperty& property, json::Element value, const Path& path);
  void wrong_type(const CompiledProperty& property, json::Element value, const Path& path);
  void string_value(const CompiledProperty& property, std::string_view text, json::Element value, const Path& path);
  void wrong_format(const CompiledProperty& property, std::string_view text, json::Element value, const Path& path);
  void identifier(const CompiledProperty& property, std::string_view text, json::Element value, const Path& path);
  void number(const CompiledProperty& property, json::Element value, const Path& path);
  void open_vocabulary(const CompiledProperty& property, std::string_view text, json::Element value, const Path& path);
  void hashes(const CompiledProperty& property, json::Object object, const Path& path);
  void dictionary(const CompiledProperty& property, json::Object object, const Path& path);
  void dictionary_value(const Dictionary& dictionary, json::Element value, const Path& path);
  void part(const CompiledType& type, json::Object object, const Path& path);
  void selector(std::string_view text, json::Element value, const Path& path);
  // What no table describes: only what holds everywhere.
  void custom_value(json::Element value, const Path& path);
  void anything(json::Element value, const Path& path);
  void anything_in(json::Object object, const Path& path);
  void key_of_own(std::string_view key, std::uint64_t hash, const Path& path);

  // extensions.cc
  static ExtensionKinds extension_kinds(json::Object object);
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
  // Hashes of keys that were found to be as they should; most keys come again and again.
  std::array<std::uint64_t, 256> good_keys_ = {};
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
  std::optional<json::Element> find(std::string_view name) const { return members_.find(type_, name); }
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
    if (value)
      checker_.findings.add(code, at, *value, detail);
    else
      checker_.findings.add(code, at, detail);
  }
  // The same with a sentence made for the occasion, which must be kept until it is rendered.
  void report_text(FindingCode code, std::string_view name, std::string sentence) const {
    report(code, name, {.first = checker_.findings.keep(std::move(sentence))});
  }
  void report_texts(FindingCode code, std::string_view name, std::string first, std::string second) const {
    Findings& findings = checker_.findings;
    report(code, name, {.first = findings.keep(std::move(first)), .second = findings.keep(std::move(second))});
  }
  // Of the STIX object in which this one stands.
  TypeId root_type() const { return checker_.registry_.id_of(checker_.root_type_); }
  const ValidateOptions& options() const { return checker_.options_; }
  const Registry& registry() const { return checker_.registry_; }

 private:
  Checker& checker_;
  const CompiledType& type_;
  const Checker::Members& members_;
  const Path& path_;
};

}  // namespace parley::stix
