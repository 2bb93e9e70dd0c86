// What a check finds: a list of codes with one sentence each (findings.cc), and the list that collects them.
//
// Recording one must be cheap, because real bundles give thousands of warnings: it copies the path and views into the
// checked value. Sentences are made only when somebody asks for them, so the checked value must still be there then.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "json/json.h"
#include "stix/validate.h"

namespace parley::stix {

// In the order of the table in findings.cc.
enum class FindingCode : std::uint8_t {
  // JSON and types of values
  not_an_object,
  duplicate_name,
  null_value,
  empty_list,
  empty_dictionary,
  wrong_type,
  wrong_item_type,
  integer_too_large,
  out_of_range,
  // names
  property_name,
  reserved_property,
  reserved_inside,
  reserved_listed,
  property_not_allowed,
  object_type,
  reserved_object_type,
  // common properties
  required_property,
  required_version,
  spec_version,
  older_version_refused,
  identifier,
  identifier_type,
  reference_target,
  timestamp,
  timestamp_precision,
  time_order,
  language,
  // values
  enumeration,
  hash_name,
  hash_not_in_vocabulary,
  hash_value,
  hexadecimal,
  binary,
  dictionary_key,
  dictionary_value,
  ipv4_address,
  ipv6_address,
  mac_address,
  domain_name,
  email_address,
  url,
  cpe,
  character_set,
  registry_hive,
  relationship_type,
  pattern,
  // properties that belong together
  at_least_one,
  mutually_exclusive,
  needs_property,
  not_with_value,
  only_with_value,
  too_few_properties,
  // parts
  external_reference,
  cve_identifier,
  capec_identifier,
  marking_choice,
  selector,
  selector_cost,
  selector_selects_nothing,
  circular_marking,
  marking_definition,
  tlp_marking,
  extension_name,
  extension_type_missing,
  extension_properties,
  bundle_in_bundle,
  observable_expected,
  local_reference,
  no_observable,
  // warnings
  custom_property,
  custom_type,
  custom_extension,
  toplevel_extension_on_observable,
  property_not_applicable,
  older_version,
  version_from_bundle,
  uuid_version,
  duplicate_object,
  open_vocabulary,
  open_vocabulary_format,
  kill_chain_name,
  relationship_suggestion,
  reference_without_hash,
  url_reference,
  reference_identifier,
  defanged_value,
  defanged_pattern,
  number_implausible,
  traffic_without_ports,
  extension_protocol,
  indicator_without_name,
  extension_undescribed,
  extension_without_properties,
  deprecated_property,
  container_key,
  dictionary_key_case,
  dictionary_key_form,
  empty_value,
  product_name,
  process_priority,
  hash_algorithm,
  hexadecimal_case,
  media_type,
  protocol_name,
  ipfix_name,
  http_header_name,
  header_not_list,
  socket_option_name,
  pdf_info_name,
  country_code,
  marking_type,
  count_
};

struct FindingCodeInfo {
  std::string_view name;  // kebab-case, stable
  Severity severity;
  std::string_view section;  // of the standard, when the rule that was broken names none of its own
  std::string_view text;     // {0} the property, {1} the value, {2} and {3} what was handed in
};
const FindingCodeInfo& info(FindingCode code);

// A place in the checked value, as a chain of stack frames up to the root.
struct Path {
  const Path* up = nullptr;
  std::string_view name;    // of a member
  std::uint32_t index = 0;  // of a list item, when is_index
  bool is_index = false;

  Path member(std::string_view key) const { return {this, key, 0, false}; }
  Path item(std::uint32_t at) const { return {this, {}, at, true}; }
};

// What a sentence says beside the property and its value. `section` only when it is not that of the code.
struct FindingDetail {
  std::string_view section = {};
  std::string_view first = {}, second = {};
};

class Findings {
 public:
  using Detail = FindingDetail;

  bool wants_warnings = true;

  void clear();
  void add(FindingCode code, const Path& path, json::Element value, Detail detail = {}) {
    record(code, path, &value, detail);
  }
  void add(FindingCode code, const Path& path, Detail detail = {}) { record(code, path, nullptr, detail); }
  // A text that lives as long as the findings, to be used in a Detail.
  std::string_view keep(std::string text) { return kept_texts_.emplace_back(std::move(text)); }
  bool wants(FindingCode code) const { return wants_warnings || info(code).severity == Severity::error; }

  std::size_t error_count() const { return counts_[0]; }
  std::size_t warning_count() const { return counts_[1]; }
  // Errors first. Of each severity the first kMaxKept are kept, all are counted.
  std::vector<Finding> rendered() const;
  Finding first_error() const;

  static constexpr std::size_t kMaxKept = 100'000;

 private:
  struct Segment {
    std::string_view name;
    std::uint32_t index;
    bool is_index;
  };
  struct Record {
    FindingCode code;
    bool has_value;
    std::uint32_t path_begin, path_end;  // into segments_
    Detail detail;
    json::Element value;
  };
  void record(FindingCode code, const Path& path, const json::Element* value, const Detail& detail);
  Finding render(const Record& record) const;

  std::array<std::vector<Record>, 2> records_;  // errors, warnings
  std::array<std::size_t, 2> counts_ = {};
  std::vector<Segment> segments_;
  std::deque<std::string> kept_texts_;
};

}  // namespace parley::stix
