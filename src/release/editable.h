// A JSON value that can be changed, and written again with every token that was not touched as it stood.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace parley::release {

class Editable {
 public:
  enum class Kind { object, array, scalar };
  struct Child;

  // Fails as json::Parser does.
  static Result<Editable> parse(std::string_view text);
  void append_to(std::string& out) const;
  std::string text() const;

  Kind kind() const { return kind_; }
  // In the order of reading, from 0; it stays with a value that is moved to another place.
  std::size_t number() const { return number_; }
  std::vector<Child>& children() { return children_; }
  const std::vector<Child>& children() const { return children_; }
  Editable* member(std::string_view name);

  // The decoded text of a string; empty for anything else.
  std::string string() const;
  bool is_string() const { return kind_ == Kind::scalar && token_.starts_with('"'); }
  void set_string(std::string_view text);

  // What a JSON pointer leads to; null when there is nothing.
  Editable* at(std::string_view pointer);

 private:
  friend class EditableReader;
  Kind kind_ = Kind::scalar;
  std::size_t number_ = 0;
  std::string token_;  // of a scalar
  std::vector<Child> children_;
};

struct Editable::Child {
  std::string name;        // of a member, decoded
  std::string name_token;  // as it stands
  Editable value;
};

}  // namespace parley::release
