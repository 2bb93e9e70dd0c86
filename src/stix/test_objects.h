// For tests: objects made from the rules themselves (rules.h), so that what holds for each type and each property can
// be shown of all of them, and not only of those that somebody thought of.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "stix/registry.h"

namespace parley::stix {

// The members of an object as they are written: names, and values as JSON text.
struct TestObject {
  std::vector<std::pair<std::string, std::string>> members;

  bool has(std::string_view name) const;
  // In the place of the member of this name, or behind all.
  void set(std::string_view name, std::string value);
  void remove(std::string_view name);
  std::string text() const;
};

// All types that an object or a part of one can have: the standard's with its extensions, Parley's own, those of
// nobody's ("x-own"), and the parts of all these.
const std::vector<const CompiledType*>& all_types();

// With what an object of the type must have and those of the other properties for which `wanted` says so, as far as
// they can stand together; what these need comes along.
using Wanted = std::function<bool(std::string_view property)>;
TestObject object_with(const CompiledType& type, const Wanted& wanted);
inline TestObject least(const CompiledType& type) {
  return object_with(type, [](std::string_view) { return false; });
}
inline TestObject most(const CompiledType& type) {
  return object_with(type, [](std::string_view) { return true; });
}
inline TestObject with_one(const CompiledType& type, std::string_view property) {
  return object_with(type, [property](std::string_view one) { return one == property; });
}

// A STIX object as text, and where in it the object stands that it was made for (a JSON pointer): a part or an
// extension needs another object around it.
struct Placed {
  std::string text, at;
};
Placed placed(const CompiledType& type, const TestObject& object);

}  // namespace parley::stix
