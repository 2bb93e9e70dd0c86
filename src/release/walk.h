// Going through a JSON value with the place (RFC 6901) of everything in it, and the parsers to get one.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "json/json.h"

namespace parley::release {

// A place in a JSON value that is gone through: one text that grows and shrinks.
class Place {
 public:
  const std::string& pointer() const { return text_; }

  // Steps down for as long as it lives.
  class Step {
   public:
    Step(Place& place, std::string_view name);
    Step(Place& place, std::size_t index);
    ~Step() { place_.text_.resize(before_); }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    Place& place_;
    std::size_t before_;
  };

 private:
  std::string text_;
};

// Appends "/" and the name as RFC 6901 escapes it.
void append_pointer(std::string& pointer, std::string_view name);

// Calls visit(name, value, in_list) for everything inside `value` at any depth, the outer before the inner, with
// `place` standing there. An element of a list has its list's name.
template <class Visit>
void for_each_value(json::Element value, Place& place, std::string_view name, const Visit& visit) {
  json::Object object;
  json::Array array;
  if (value.get_object().get(object) == simdjson::SUCCESS) {
    for (const auto field : object) {
      const Place::Step step(place, field.key);
      visit(std::string_view(field.key), field.value, false);
      for_each_value(field.value, place, field.key, visit);
    }
  } else if (value.get_array().get(array) == simdjson::SUCCESS) {
    std::size_t index = 0;
    for (const json::Element item : array) {
      const Place::Step step(place, index++);
      visit(name, item, true);
      for_each_value(item, place, name, visit);
    }
  }
}

// The places that a granular marking's selector (STIX 2.1 section 7.2.3.1) names, as JSON pointers; none: it selects
// nothing. More than one only when names with dots in them make it ambiguous.
std::vector<std::string> selected(json::Element object, std::string_view selector);

// One of this thread's parsers, which keep their memory from call to call. While it lives its elements do, also when
// other leases come and go inside.
class ParserLease {
 public:
  ParserLease();
  ~ParserLease();
  ParserLease(const ParserLease&) = delete;
  ParserLease& operator=(const ParserLease&) = delete;
  json::Parser& operator*() const { return *parser_; }
  json::Parser* operator->() const { return parser_; }

 private:
  json::Parser* parser_;
};

}  // namespace parley::release
