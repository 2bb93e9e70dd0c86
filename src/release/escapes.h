// What a text says behind its escapes: whoever copies a label out of an address, a page, a mail or a program's source
// brings "tlp%3Ared", "tlp&colon;red", "tlp=3Ared" or "tlp\u003ared" along, and means "tlp:red".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parley::release {

struct BehindEscapes {
  // The text with its escapes undone; then with the escapes undone that this left, and so on. Without the text as it
  // stands; empty: there is no escape in it. Valid UTF-8.
  std::vector<std::string> readings;
  // There are escapes in escapes deeper than anybody looks.
  bool deeper = false;
};
// Undone are %3A, %u003A, =3A (and a line that ends in "="), \u003a, \u{3a}, \x3a and \072, &#58;, &#x3a; and the named
// entities of HTML that stand for signs, spaces and Latin letters; and "+" is a space where a % is undone.
BehindEscapes behind_escapes(std::string_view text);

// Whether two texts have the same words (word_key()), as they stand or behind their escapes.
bool same_words(std::string_view one, std::string_view other);

}  // namespace parley::release
