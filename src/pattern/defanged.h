// Values in patterns that somebody made harmless: copied out of a report with hxxp or [.] in them, they can never
// match. A pattern is its producer's and is kept as it came (STIX 2.1 section 3.6.2), so this only tells.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace parley::pattern {

struct Defanged {
  std::string value;     // the first that is
  std::string refanged;  // what it must have been
  std::string pattern;   // the whole pattern with all of them refanged
};

// Looks at what domains, addresses, URLs and e-mail addresses are compared with by =, !=, IN and LIKE. In a regular
// expression [.] is a full stop, so MATCHES is left alone. Nothing for a pattern that does not parse.
std::optional<Defanged> find_defanged(std::string_view pattern);

// Whether it is worth a look: the text has some sign of it. Of a pattern, or of the whole object that it stands in.
bool may_be_defanged(std::string_view text);

// The same in the shape that stix::ValidateOptions::find_defanged has.
bool find_defanged_value(std::string_view pattern, std::string& value, std::string& refanged);

}  // namespace parley::pattern
