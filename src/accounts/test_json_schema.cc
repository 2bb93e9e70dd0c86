#include "accounts/test_json_schema.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

namespace parley::accounts::testing {
namespace {

class Schema {
 public:
  explicit Schema(json::Element root) : root_(root) {}

  std::string refuse(json::Element schema, json::Element value, const std::string& at) {
    if (bool all = false; schema.get(all) == simdjson::SUCCESS) return all ? "" : at + ": nothing may stand here";
    json::Object rules;
    EXPECT_EQ(schema.get(rules), simdjson::SUCCESS) << at;
    for (const auto& [keyword, rule] : rules) {
      const std::string problem = one(keyword, rule, schema, value, at);
      if (!problem.empty()) return problem;
    }
    return {};
  }

 private:
  std::string one(std::string_view keyword, json::Element rule, json::Element schema, json::Element value,
                  const std::string& at) {
    static const std::set<std::string_view> kSaysNothing = {"$schema", "$comment", "$defs", "title", "description"};
    if (kSaysNothing.contains(keyword)) return {};
    if (keyword == "$ref") return reference(text(rule), value, at);
    if (keyword == "type") return is_of(text(rule), value) ? "" : at + ": must be " + std::string(text(rule));
    if (keyword == "const") return same(rule, value) ? "" : at + ": must be another value";
    if (keyword == "enum") return one_of(rule, value) ? "" : at + ": must be another word";
    if (keyword == "anyOf") return any(rule, value, at);
    if (keyword == "minLength") return value.is_string() && text(value).empty() ? at + ": must say something" : "";
    if (keyword == "minimum") {
      std::int64_t least = 0, number = 0;
      if (rule.get(least) != simdjson::SUCCESS || value.get(number) != simdjson::SUCCESS) return {};
      return number < least ? at + ": is too small" : "";
    }
    if (keyword == "maximum") {
      std::int64_t most = 0, number = 0;
      if (rule.get(most) != simdjson::SUCCESS || value.get(number) != simdjson::SUCCESS) return {};
      return number > most ? at + ": is too large" : "";
    }
    if (keyword == "minItems") return value.is_array() && json::Array(value).size() == 0 ? at + ": must have one" : "";
    if (keyword == "items") return items(rule, value, at);
    if (keyword == "required") return required(rule, value, at);
    if (keyword == "dependentRequired") return dependent(rule, value, at);
    if (keyword == "properties") return properties(rule, value, at);
    if (keyword == "additionalProperties") return additional(schema, rule, value, at);
    ADD_FAILURE() << "this test does not know the keyword " << keyword;
    return {};
  }

  static std::string_view text(json::Element of) {
    std::string_view out;
    EXPECT_EQ(of.get(out), simdjson::SUCCESS);
    return out;
  }
  static bool is_of(std::string_view type, json::Element value) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "integer") return value.is_int64() || value.is_uint64();
    if (type == "boolean") return value.is_bool();
    ADD_FAILURE() << "this test does not know the type " << type;
    return false;
  }
  static bool same(json::Element a, json::Element b) { return simdjson::minify(a) == simdjson::minify(b); }
  static bool one_of(json::Element list, json::Element value) {
    for (const json::Element one : json::Array(list))
      if (same(one, value)) return true;
    return false;
  }

  std::string reference(std::string_view to, json::Element value, const std::string& at) {
    json::Element target;
    EXPECT_EQ(root_.at_pointer(to.substr(1)).get(target), simdjson::SUCCESS) << to;
    return refuse(target, value, at);
  }
  std::string any(json::Element list, json::Element value, const std::string& at) {
    std::string last;
    for (const json::Element one : json::Array(list)) {
      last = refuse(one, value, at);
      if (last.empty()) return {};
    }
    return last;
  }
  std::string items(json::Element rule, json::Element value, const std::string& at) {
    if (!value.is_array()) return {};
    std::size_t i = 0;
    for (const json::Element one : json::Array(value))
      if (auto problem = refuse(rule, one, fmt::format("{}/{}", at, i++)); !problem.empty()) return problem;
    return {};
  }
  static std::string required(json::Element rule, json::Element value, const std::string& at) {
    if (!value.is_object()) return {};
    for (const json::Element one : json::Array(rule))
      if (value.at_key(text(one)).error() != simdjson::SUCCESS) return fmt::format("{}: lacks {}", at, text(one));
    return {};
  }
  static std::string dependent(json::Element rule, json::Element value, const std::string& at) {
    if (!value.is_object()) return {};
    for (const auto& [name, others] : json::Object(rule)) {
      if (value.at_key(name).error() != simdjson::SUCCESS) continue;
      if (auto problem = required(others, value, at); !problem.empty()) return problem;
    }
    return {};
  }
  std::string properties(json::Element rule, json::Element value, const std::string& at) {
    if (!value.is_object()) return {};
    for (const auto& [name, schema] : json::Object(rule)) {
      json::Element there;
      if (value.at_key(name).get(there) != simdjson::SUCCESS) continue;
      if (auto problem = refuse(schema, there, fmt::format("{}/{}", at, name)); !problem.empty()) return problem;
    }
    return {};
  }
  std::string additional(json::Element schema, json::Element rule, json::Element value, const std::string& at) {
    if (!value.is_object()) return {};
    for (const auto& [name, there] : json::Object(value)) {
      if (schema["properties"].at_key(name).error() == simdjson::SUCCESS) continue;
      if (auto problem = refuse(rule, there, fmt::format("{}/{}", at, name)); !problem.empty()) return problem;
    }
    return {};
  }

  json::Element root_;
};

}  // namespace

std::string refused_by(json::Element schema, json::Element value) { return Schema(schema).refuse(schema, value, ""); }

}  // namespace parley::accounts::testing
