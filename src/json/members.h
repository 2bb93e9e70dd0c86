// Members asked for one by one where a parsed object is read into values. What is missing, or of another kind, reads as
// empty, 0 or false: who has to tell the two apart asks the object itself.
//
// All of these take an Object, or Members.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json/json.h"

namespace parley::json {

// The members of an object, gone through once, for an object that is asked for many. Valid as long as the object.
class Members {
 public:
  explicit Members(Object object) {
    all_.reserve(32);
    for (const auto& [name, value] : object) all_.emplace_back(name, value);
  }
  // Of several with one name the first, as of an object.
  simdjson::simdjson_result<Element> at_key(std::string_view name) const {
    for (const auto& [own, value] : all_)
      if (own == name) return Element(value);
    return simdjson::NO_SUCH_FIELD;
  }

 private:
  std::vector<std::pair<std::string_view, Element>> all_;
};

template <class In>
std::optional<std::string_view> string_in(const In& object, std::string_view name) {
  std::string_view out;
  if (object.at_key(name).get(out) != simdjson::SUCCESS) return std::nullopt;
  return out;
}

template <class In>
std::string text_of(const In& object, std::string_view name) {
  return std::string(string_in(object, name).value_or(std::string_view()));
}

template <class In>
std::optional<Object> object_of(const In& object, std::string_view name) {
  Object out;
  if (object.at_key(name).get(out) != simdjson::SUCCESS) return std::nullopt;
  return out;
}

template <class In>
std::size_t count_of(const In& object, std::string_view name) {
  std::int64_t value = 0;
  return object.at_key(name).get(value) == simdjson::SUCCESS && value > 0 ? static_cast<std::size_t>(value) : 0;
}

template <class In>
bool is_true(const In& object, std::string_view name) {
  bool value = false;
  return object.at_key(name).get(value) == simdjson::SUCCESS && value;
}

// Calls `each` with the elements of a list that are of type T; with none when it is no list.
template <class T, class In, class Each>
void for_each_in(const In& object, std::string_view name, Each each) {
  Array list;
  if (object.at_key(name).get(list) != simdjson::SUCCESS) return;
  for (const Element one : list) {
    T value;
    if (one.get(value) == simdjson::SUCCESS) each(value);
  }
}

}  // namespace parley::json
