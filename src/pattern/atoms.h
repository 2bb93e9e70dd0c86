// What of a pattern can be looked up: its atoms.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "pattern/address.h"
#include "pattern/ast.h"
#include "pattern/value_table.h"

namespace parley::pattern {

// The bytes that a number is looked up by: the same for 1 and 1.0.
std::string number_key(std::int64_t number);
std::string number_key(long double number);

struct Atom {
  PlaceKind kind = PlaceKind::value;  // never type
  const ObjectPath* path = nullptr;   // in the pattern
  ValueTag tag = ValueTag::text;      // value
  std::string text;                   // value, in normal form; literal: required_text.h
  AddressBlock block;                 // subset, superset
};

struct Atoms {
  // Wherever a square bracket of the pattern holds, one of these does, or an object of one of these types is there.
  std::vector<Atom> any;
  std::set<std::string> types;
  // That one of `any` holds is all there is to the pattern.
  bool decisive = false;
};

Atoms atoms_of(const ObservationExpression& pattern);

}  // namespace parley::pattern
