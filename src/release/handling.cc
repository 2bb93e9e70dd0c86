#include "release/handling.h"

#include <array>

#include "release/walk.h"

namespace parley::release {
namespace {

constexpr std::string_view kTlp2Extension = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool starts_with_word(std::string_view text, std::string_view lower_word) {
  if (text.size() < lower_word.size()) return false;
  for (std::size_t i = 0; i < lower_word.size(); ++i)
    if (lower(text[i]) != lower_word[i]) return false;
  return true;
}
bool is_letter_or_digit(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9'); }

std::size_t separators(std::string_view text, std::string_view allowed) {
  const std::size_t end = text.find_first_not_of(allowed);
  return end == std::string_view::npos ? text.size() : end;
}

// `text` is the whole of a name or statement that says a level.
std::optional<stix::Tlp> whole_level(std::string_view text) {
  const auto written = written_level(text);
  if (!written || text.find_first_not_of(" .", written->bytes) != std::string_view::npos) return std::nullopt;
  return written->level;
}

std::optional<stix::Tlp> bare_level(std::optional<std::string_view> word) {
  if (!word) return std::nullopt;
  return whole_level("tlp:" + std::string(*word));
}

}  // namespace

std::optional<WrittenLevel> written_level(std::string_view text) {
  struct Word {
    std::string_view text;
    stix::Tlp level;
  };
  static constexpr std::array<Word, 5> kWords = {{{"clear", stix::Tlp::clear},
                                                  {"white", stix::Tlp::clear},
                                                  {"green", stix::Tlp::green},
                                                  {"amber", stix::Tlp::amber},
                                                  {"red", stix::Tlp::red}}};
  if (!starts_with_word(text, "tlp")) return std::nullopt;
  std::size_t at = 3;
  const std::size_t gap = separators(text.substr(at), " :-_=/.");
  if (gap == 0) return std::nullopt;
  at += gap;
  for (const auto& [word, level] : kWords) {
    if (!starts_with_word(text.substr(at), word)) continue;
    const std::size_t end = at + word.size();
    if (level == stix::Tlp::amber) {
      const std::size_t strict = end + separators(text.substr(end), " +-_");
      if (strict > end && starts_with_word(text.substr(strict), "strict"))
        return WrittenLevel{stix::Tlp::amber_strict, strict + 6};
    }
    if (end < text.size() && is_letter_or_digit(text[end])) return std::nullopt;
    return WrittenLevel{level, end};
  }
  return std::nullopt;
}

std::string_view to_string(stix::Tlp level) {
  switch (level) {
    case stix::Tlp::clear:
      return "TLP:CLEAR";
    case stix::Tlp::green:
      return "TLP:GREEN";
    case stix::Tlp::amber:
      return "TLP:AMBER";
    case stix::Tlp::amber_strict:
      return "TLP:AMBER+STRICT";
    case stix::Tlp::red:
      return "TLP:RED";
  }
  return "";
}

std::optional<stix::Tlp> level_of_definition(std::string_view definition) {
  const ParserLease parser;
  const auto parsed = parser->parse(definition);
  json::Object object;
  if (!parsed.ok() || parsed->get_object().get(object) != simdjson::SUCCESS) return std::nullopt;
  if (const auto* standard = stix::tlp_marking(json::string_member(object, "id").value_or(""))) return standard->level;
  json::Object part;
  if (object.at_key("definition").get_object().get(part) == simdjson::SUCCESS) {
    if (const auto level = bare_level(json::string_member(part, "tlp"))) return level;
    if (const auto level = whole_level(json::string_member(part, "statement").value_or(""))) return level;
  }
  if (object.at_key("extensions").get_object().get(part) == simdjson::SUCCESS &&
      part.at_key(kTlp2Extension).get_object().get(part) == simdjson::SUCCESS)
    if (const auto level = bare_level(json::string_member(part, "tlp_2_0"))) return level;
  return whole_level(json::string_member(object, "name").value_or(""));
}

}  // namespace parley::release
