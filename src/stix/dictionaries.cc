// What the dictionaries of STIX 2.1 may hold.
#include "stix/formats.h"
#include "stix/grammars.h"
#include "stix/parts.h"

namespace parley::stix {
namespace {

using Values = Dictionary::Values;

// Of ASCII only, whatever the locale of the process.
bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// IPFIX information elements are written like octetDeltaCount (RFC 7012 section 2.3); IANA's list grows.
bool is_ipfix_name(std::string_view key) {
  if (key.empty() || key[0] < 'a' || key[0] > 'z') return false;
  for (const char c : key)
    if (!is_letter_or_digit(c)) return false;
  return true;
}

// A prefix that names the protocol level, and a name in capitals.
// Section 6.12.4 lists the prefixes.
bool is_socket_option(std::string_view key) {
  for (const std::string_view level : {"SO_", "ICMP_", "ICMP6_", "IP_", "IPV6_", "MCAST_", "TCP_", "IRLMP_", "UDP_"}) {
    if (!key.starts_with(level) || key.size() == level.size()) continue;
    for (const char c : key.substr(level.size()))
      if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '_') return false;
    return true;
  }
  return false;
}

// ISO 32000-1 section 14.3.3, the document information dictionary.
bool is_pdf_info_name(std::string_view key) {
  for (const std::string_view one :
       {"Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate", "Trapped"})
    if (key == one) return true;
  return false;
}

}  // namespace

// Each row: what values may be, the same in words for messages, and where the standard says so, how keys must look
// and what a key that does not is called. Keys of all dictionaries must look as section 2.3 has it besides.
// Of language content: the keys are languages, and under each stand the properties in it.
constexpr Dictionary kTranslations = {Values::objects, "an object with the translated properties", is_language_tag,
                                      FindingCode::language};
// Of mail. Any name may be a field there, so unlike those of HTTP the keys are compared with no list.
constexpr Dictionary kHeaderFields = {Values::string_lists, "a list of strings"};
constexpr Dictionary kHttpHeaders = {Values::string_lists, "a list of strings", is_http_header,
                                     FindingCode::http_header_name};
constexpr Dictionary kIpfix = {Values::integers_or_strings, "an integer or a string", is_ipfix_name,
                               FindingCode::ipfix_name};
// Options of sockets (section 6.12.4): on and off are numbers as well, as they are for setsockopt().
constexpr Dictionary kSocketOptions = {Values::integers, "an integer", is_socket_option,
                                       FindingCode::socket_option_name};
constexpr Dictionary kPdfInfo = {Values::strings, "a string", is_pdf_info_name, FindingCode::pdf_info_name};
// Of images: a tag is a number or a text, and which tags there are is not asked.
constexpr Dictionary kExifTags = {Values::integers_or_strings, "an integer or a string"};
// Of processes. Variables have whatever names people give them, so only the general form of keys is asked for.
constexpr Dictionary kEnvironment = {Values::strings, "a string"};
// Of Windows processes. A structure of the system with members of several types, which are not checked one by one.
constexpr Dictionary kStartupInfo = {Values::any, "a value"};

}  // namespace parley::stix
