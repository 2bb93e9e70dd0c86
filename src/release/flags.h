// What in a text a person must look at before it leaves: words that say how to handle it, and traces of people and of
// the house.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "stix/markings.h"

namespace parley::release {

enum class Concern {
  handling,    // "TLP:AMBER", "confidential", "do not share", in a text of something marked less strictly
  email,       // an e-mail address
  host,        // a host name of an internal network, or of our own domain
  address,     // an address of a private network
  folder,      // a user's folder: "/home/NAME", "C:\Users\NAME"
  identifier,  // a bare UUID: the number of something somewhere
  withheld,    // the name of somebody who is to appear under a pseudonym
  hidden,      // characters that cannot be seen, or that change the direction of writing
};
std::string_view to_string(Concern concern);

struct Flag {
  Concern concern;
  // As they stand in the text, or behind its escapes (escapes.h); of what is hidden, the number: "U+202E".
  std::string words;
  auto operator<=>(const Flag&) const = default;
};

struct FlagOptions {
  std::optional<stix::Tlp> marked;                  // how strictly the object is marked; nothing counts as clear
  std::span<const std::string> internal_domains{};  // our own: "node.gov-a.example"
  std::span<const std::string> withheld_names{};    // of those behind pseudonyms
  bool emails = true;  // false where an address is the matter itself, as in an email-addr object
};

// Each one once, by concern and then as they stand in the text.
std::vector<Flag> flags_in(std::string_view text, const FlagOptions& options);

// Whether the whole of a text is one of the phrases that say how to handle something: "confidential", "do not share".
bool is_handling_phrase(std::string_view text);

}  // namespace parley::release
