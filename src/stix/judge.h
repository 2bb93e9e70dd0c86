// Judges the text of a file against the standard, value by value: what `parley stix validate` says, and what whoever
// takes in files can show before anything is stored.
//
// A text is a bundle, an object, a TAXII envelope, an array of them, or one of these a line. A value is judged whole, a
// bundle's own properties too; only what is broken, or too large for that, object by object, as an import reads it.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "json/object_reader.h"
#include "stix/report.h"
#include "stix/validate.h"

namespace parley::stix {

// Of one value, or of something in a text that is none. Lives during the call that tells it.
struct Verdict {
  std::uint64_t line = 0;
  std::string_view id = {};
  std::string_view at = {};  // of one of several values in a list or an envelope, as a JSON pointer
  bool valid = false;
  // Of the elements of its own "objects", where it is a bundle: the line of each.
  std::span<const std::uint64_t> element_lines = {};
  // Of a finding with this path in it.
  std::uint64_t line_of(std::string_view path) const;
  const Validator* checked = nullptr;  // has the findings; null: there is no value to check, and these say why:
  std::string_view problem = {}, problem_code = {};
  // A TAXII envelope without objects, which is no fault: valid, and nothing was checked.
  bool is_nothing() const { return valid && checked == nullptr; }

  // As report.h has it.
  std::string json(Strictness strictness) const;
};

class Judge {
 public:
  using Tell = std::function<void(const Verdict&)>;
  Judge(const ValidateOptions& options, Strictness strictness, Tell tell);

  // All that is in the text of a file.
  void text(std::string text);
  // Something that is wrong with a file, or a part of it, that is no object.
  void not_json(std::uint64_t line, std::string_view problem, std::string_view code = "not-json");
  // The text is one value, which is judged as it is: nothing of it is told by itself.
  void value(std::string_view text, std::uint64_t line);

  std::uint64_t values() const { return values_; }
  std::uint64_t invalid() const { return invalid_; }
  std::uint64_t empty_envelopes() const { return empty_envelopes_; }  // which are no values

 private:
  void empty_envelope(std::uint64_t line);
  void find_lines(std::string_view text);
  void take(std::uint64_t line, json::Element value, const std::string& at);
  void take(const json::FoundObject& found);
  void lines(std::string_view text);
  void check(std::uint64_t line, json::Element value, std::string_view at);

  Strictness strictness_;
  Tell tell_;
  json::Parser parser_;
  Validator validator_;
  std::vector<std::uint64_t> element_lines_;  // of the list, envelope or bundle that the whole text is
  std::uint64_t values_ = 0, invalid_ = 0, empty_envelopes_ = 0;
};

}  // namespace parley::stix
