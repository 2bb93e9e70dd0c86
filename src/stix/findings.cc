#include "stix/findings.h"

#include <fmt/format.h>

#include <algorithm>

// Findings are recorded as a code, a path and views into the text, and made into sentences only when somebody asks. A
// validator that is asked "valid or not" a million times never formats one, and a hostile object with a million
// mistakes costs no more than the count of them: only the first kMaxKept of each severity are kept.
namespace parley::stix {
namespace {

constexpr auto kError = Severity::error;
constexpr auto kWarning = Severity::warning;

// {0} the property, {1} the value, {2} and {3} details.
// A row: the name that programs go by, the severity (a MUST of the standard is an error, a SHOULD a warning), the
// section when the place of use gives none, and the sentence: what is wrong, then what to do. The order is that of
// FindingCode. Two codes may share a name when one mistake has two sentences.
constexpr FindingCodeInfo kCodes[] = {
    // What JSON itself and the basic types of chapter 2 ask of every value. Names that stand twice are an error,
    // because RFC 7493 (I-JSON), to which section 1.2.10 refers, forbids them: two readers would see two objects.
    {"not-an-object", kError, "8.1", "A STIX object must be a JSON object, but here stands {1}."},
    {"duplicate-name", kError, "1.2.10",
     "The name \"{0}\" stands twice in this object, so readers disagree about its value: keep one."},
    {"null-value", kError, "2", "\"{0}\" is null, which STIX does not have: leave the property out."},
    {"empty-list", kError, "2.12", "\"{0}\" is an empty list: give it a value or leave the property out."},
    {"empty-dictionary", kError, "2.3", "\"{0}\" is an empty object: give it a member or leave the property out."},
    {"wrong-type", kError, "3.2", "\"{0}\" must be {2}, but it is {1}."},
    {"wrong-type", kError, "3.2", "\"{0}\" must be a list of {2}, but this one in it is {1}."},
    {"integer-too-large", kError, "2.10",
     "{1} is beyond what an integer may be: from -9007199254740991 to 9007199254740991."},
    {"value-out-of-range", kError, "3.2", "\"{0}\" is {1}, but it must be {2}."},

    // Names of properties and types, those of somebody's own included. What section 3.8 reserves is an error at the
    // top of an object, and a warning further inside, where only its author knows whether it is the name of a
    // property or a key of a mapping.
    {"property-name-invalid", kError, "3.1",
     "\"{0}\" is not a property name: it must have 3 to 250 characters of a-z, 0-9 and underscore and begin with a "
     "letter."},
    {"property-reserved", kError, "3.8", "The name \"{0}\" is reserved for future versions of STIX: use another."},
    {"property-reserved", kWarning, "3.8",
     "The name \"{0}\" is reserved for future versions of STIX, wherever it stands in STIX content: inside of a "
     "property "
     "of your own, too, use another."},
    {"property-reserved", kWarning, "3.8",
     "\"{0}\" lists \"{2}\", which is reserved for future versions of STIX: no object may have a property of that "
     "name, "
     "so use another."},
    {"property-not-allowed", kError, "3.2",
     "\"{0}\" must not be used on an object of type {2}, only on cyber-observable objects: remove it."},
    {"type-invalid", kError, "3.1",
     "{1} is not an object type: it must have 3 to 250 characters of a-z, 0-9 and single hyphens and begin with a "
     "letter."},
    {"type-reserved", kError, "3.8", "The type {1} is reserved for future versions of STIX: use another."},

    // What every object must say of itself. A version that is missing is told apart from other properties, as it has
    // mostly another cause: the object is of STIX 2.0, which had it on the bundle.
    {"required-property-missing", kError, "3.2", "The required property \"{2}\" is missing from this {3}: add it."},
    {"required-property-missing", kError, "3.2",
     "The required property \"spec_version\" is missing from this {2}: if it is STIX 2.1, add \"spec_version\": "
     "\"2.1\"; "
     "objects of STIX 2.0 have none, and must be converted first (the OASIS stix2-elevator does it)."},
    {"spec-version-invalid", kError, "3.2",
     "\"spec_version\" is {1}: for an object of this version of the standard it must be \"2.1\"."},
    {"older-spec-version", kError, "3.2",
     "This object says that it is STIX 2.0, and only STIX 2.1 is kept here: convert it to 2.1 first, for instance with "
     "the OASIS stix2-elevator."},
    {"identifier-invalid", kError, "2.9",
     "{1} is not an identifier: write the object type, two hyphens and a UUID of RFC 4122 / RFC 9562."},
    {"identifier-type-mismatch", kError, "2.9",
     "The identifier {1} does not begin with the type of its object: it must begin with \"{2}--\"."},
    {"reference-target", kError, "3.3", "\"{0}\" refers to {1}, but it may only refer to {2}."},
    {"timestamp-invalid", kError, "2.16.1",
     "{1} is not a timestamp: write an existing time in UTC as 2026-07-09T18:30:00Z, with a fraction of seconds if "
     "wanted."},
    {"timestamp-too-coarse", kError, "3.2",
     "\"{0}\" is {1}, but it must be precise to the millisecond at least: give three or more digits after the "
     "seconds."},
    {"time-order", kError, "3.6.1", "\"{0}\" ({1}) must {2} \"{3}\"."},
    {"language-invalid", kError, "3.2", "{1} is not a language tag of RFC 5646, such as \"en\" or \"zh-Hant-TW\"."},

    // The form of single values, each with an example of how it is written. {2} has what it would be refanged, where
    // that is the reason.
    {"enumeration-value", kError, "2.4", "{1} is not one of the values allowed for \"{0}\" by {2}{3}."},
    {"hash-name-invalid", kError, "2.7",
     "\"{0}\" is not a name of a hash algorithm: it must have 3 to 250 characters of a-z, A-Z, 0-9, hyphen and "
     "underscore."},
    {"hash-algorithm-not-listed", kError, "2.5.1",
     "The hash algorithm \"{0}\" is not in hash-algorithm-ov, from which it must come here."},
    {"hash-value-invalid", kError, "10.7", "{1} is not a hash value of {0}: {2}."},
    {"hexadecimal-invalid", kError, "2.8", "\"{0}\" must be an even number of hexadecimal digits, but it is {1}."},
    {"binary-invalid", kError, "2.1", "\"{0}\" must be base64 (RFC 4648, padded, without line breaks)."},
    {"dictionary-key-invalid", kError, "2.3",
     "The key \"{0}\" is not allowed in a dictionary: it must have 1 to 250 characters of a-z, A-Z, 0-9, hyphen and "
     "underscore."},
    {"dictionary-value-type", kError, "2.3", "The value of \"{0}\" must be {2}, but it is {1}."},
    {"ipv4-invalid", kError, "6.8.1",
     "{1} is neither an IPv4 address nor a CIDR block of such addresses, like 198.51.100.3 or 198.51.100.0/24{2}."},
    {"ipv6-invalid", kError, "6.9.1",
     "{1} is neither an IPv6 address nor a CIDR block of such addresses, like 2001:db8::1 or 2001:db8::/96{2}."},
    {"mac-invalid", kError, "6.10.1",
     "{1} is not a MAC address: write six octets of two lower-case hexadecimal digits, with colons between."},
    {"domain-name-invalid", kError, "6.4.1",
     "{1} is not a domain name: labels of 1 to 63 characters without spaces, separated by dots, 253 in all{2}."},
    {"email-invalid", kError, "6.5.1",
     "{1} is not an email address: write only local-part@domain, without the display name{2}."},
    {"url-invalid", kError, "6.15.1",
     "{1} is not a URL (RFC 3986): write the scheme, a colon and the rest, with other characters percent-encoded{2}."},
    {"cpe-invalid", kError, "6.14.1", "{1} is not a CPE 2.3 name, like cpe:2.3:a:microsoft:word:2000:*:*:*:*:*:*:*."},
    {"character-set-invalid", kError, "3.9.1",
     "{1} is not a name in the IANA character set registry, such as \"windows-1252\"."},
    {"registry-hive-abbreviated", kError, "6.17.1",
     "The hive in {1} is abbreviated: write it in full, like HKEY_LOCAL_MACHINE."},
    {"relationship-type-invalid", kError, "5.1.2",
     "{1} is not a relationship type: it may have only a-z, 0-9 and hyphens."},
    {"pattern-invalid", kError, "9", "The STIX pattern is broken: {2}"},

    // Rules between properties of one object. The sentence lists the properties by name, made when the tables are
    // read.
    {"at-least-one-required", kError, "3.2", "At least one of {2} must be present in this {3}: add one."},
    {"mutually-exclusive", kError, "3.2", "Only one of {2} may be present in this {3}: remove the others."},
    {"needs-other-property", kError, "3.2",
     "\"{0}\" may only be present together with {2}: add it, or remove \"{0}\"."},
    {"not-allowed-with", kError, "3.2", "\"{0}\" must not be present when {2}: remove it."},
    {"required-with", kError, "3.2", "\"{2}\" must be present when {3}: add it."},
    {"too-few-properties", kError, "3.2",
     "This {3} must have at least {2} of the properties that the standard defines for it."},

    // Rules of single types, from checks.cc and the selectors.
    {"external-reference-incomplete", kError, "2.5.2",
     "An external reference needs a description, a url or an external_id beside its source_name: add one."},
    {"cve-reference-invalid", kError, "4.19.1",
     "An external reference to CVE must have the source_name \"cve\" and the exact identifier as external_id, like "
     "CVE-2016-1234."},
    {"capec-reference-invalid", kError, "4.1.1",
     "An external reference to CAPEC must have the source_name \"capec\" and an external_id like CAPEC-163."},
    {"granular-marking-choice", kError, "7.2.3",
     "A granular marking must have either marking_ref or lang, and not both."},
    {"selector-invalid", kError, "7.2.3",
     "{1} is not a selector: write property names and list indexes like [0], separated by dots."},
    {"selector-too-costly", kError, "7.2.3",
     "The selectors of this object go through too much of it to be followed: use fewer, or shorter lists."},
    {"selector-selects-nothing", kError, "7.2.3", "The selector {1} refers to nothing that is present in this object."},
    {"circular-marking", kError, "3.2",
     "The marking definition marks itself ({2}), which would never end: remove the reference."},
    {"marking-definition-invalid", kError, "7.2.1", "This marking definition is not complete: {2}."},
    {"tlp-marking-not-standard", kError, "7.2.1",
     "A TLP marking must be exactly one of those that the standard defines: {2}."},
    {"extension-name-invalid", kError, "3.2",
     "\"{0}\" is not a name of an extension: use the id of an extension definition, or a name that ends in -ext."},
    {"extension-type-missing", kError, "3.2",
     "The extension \"{0}\" must say in \"extension_type\" what kind of extension it is."},
    {"extension-properties-not-allowed", kError, "7.3.1",
     "\"extension_properties\" may only be used when \"extension_types\" has toplevel-property-extension."},
    {"bundle-in-bundle", kError, "8", "A bundle is not a STIX object, so it must not stand {2}: put its objects here."},
    {"observable-expected", kError, "4.14.1",
     "Only cyber-observable objects may stand in \"objects\", but this is a {2}."},
    {"local-reference-unresolved", kError, "2.13",
     "\"{0}\" refers to {1}, which is no key of this \"objects\" container."},
    {"observable-reference-missing", kError, "4.14.1",
     "\"object_refs\" must refer to at least one cyber-observable object."},

    // What is allowed and still told: extensions that are not defined, values that a vocabulary does not suggest, and
    // each SHOULD of the standard. A warning never keeps an object out.
    {"custom-property", kWarning, "11.1",
     "\"{0}\" is not a property of {2} in the standard: define it with an extension."},
    {"custom-type", kWarning, "11.2", "{1} is not a type of the standard: define it with an extension."},
    {"custom-extension", kWarning, "11.3",
     "The extension \"{0}\" is not one of the standard for {2}: define it with an extension definition."},
    {"toplevel-extension-on-observable", kWarning, "10.5",
     "The extension \"{0}\" adds top-level properties to a cyber-observable object, which others share by its id: use "
     "property-extension."},
    {"property-not-applicable", kWarning, "3.2",
     "The common property \"{0}\" is not used by objects of type {2}: remove it."},
    {"older-spec-version", kWarning, "3.2",
     "This object says that it follows STIX 2.0; it was checked by the rules of 2.1. An import keeps it as 2.1, a "
     "TAXII "
     "server refuses it."},
    {"spec-version-from-bundle", kWarning, "3.2",
     "\"spec_version\" is missing; it was taken from the bundle, as STIX 2.0 has it. An import adds \"spec_version\": "
     "\"2.1\"; a "
     "TAXII server, which sees no bundle, refuses the object."},
    // What concerns objects as a whole, and then the form of values.
    {"uuid-version", kWarning, "2.9", "The identifier {1} should use a UUID of version {2}."},
    {"duplicate-object", kWarning, "3.6",
     "The object {1} stands in this bundle already, in the same version: keep one."},
    {"open-vocabulary", kWarning, "2.14", "{1} is allowed, but not one of the values that {2} suggests."},
    {"open-vocabulary-format", kWarning, "2.14", "{1} should be written in lower case, with hyphens between words."},
    {"kill-chain-name-format", kWarning, "2.11",
     "\"{0}\" is {1}: it should be written in lower case, with hyphens between words."},
    {"relationship-not-suggested", kWarning, "5.1.2",
     "{1} is allowed, but the standard suggests no such relationship from {2} to {3}."},
    {"external-reference-without-hash", kWarning, "2.5.1",
     "This external reference has a url, so it should also have hashes of what stands there."},
    {"external-reference-url", kWarning, "2.5.1",
     "{1} is no URL reference of RFC 3986, so a program may not be able to follow it: percent-encode what stands in no "
     "URL."},
    {"external-reference-identifier", kWarning, "2.5.1",
     "An external reference to {2} should have its name in lower case as source_name and an external_id like {3}, so "
     "that programs find it."},
    {"value-defanged", kWarning, "3.2",
     "{1} is defanged, and as it stands nothing can match it; refanged it would be \"{2}\"."},
    {"pattern-defanged", kWarning, "9",
     "The pattern has the defanged value \"{2}\", which nothing can match as it stands: refanged it would be \"{3}\"."},
    {"number-implausible", kWarning, "3.2", "\"{0}\" is {1}, but such numbers are {2}."},
    // Advice about single types.
    {"traffic-without-ports", kWarning, "6.12", "Network traffic should have both src_port and dst_port."},
    {"extension-protocol-not-listed", kWarning, "6.12.1",
     "\"protocols\" should list \"{2}\", because the extension {3} is present."},
    {"indicator-without-name", kWarning, "4.7.1",
     "An indicator should have both a name and a description, so that people know what it detects."},
    {"extension-without-description", kWarning, "7.3.1", "An extension definition should have a description."},
    {"extension-without-properties", kWarning, "7.3.1",
     "An extension definition with toplevel-property-extension should list the properties in "
     "\"extension_properties\"."},
    // What older versions had, and names that a later reader may not take.
    {"deprecated-property", kWarning, "2.13", "\"{0}\" is deprecated: use {2}."},
    {"container-key", kWarning, "2.9", "The key \"{0}\" should be a number counting up from 0."},
    {"dictionary-key-case", kWarning, "2.3", "The dictionary key \"{0}\" should be written in lower case."},
    {"dictionary-key-form", kWarning, "2.3",
     "The key \"{0}\" would not be allowed in a dictionary: use a-z, 0-9, hyphen and underscore."},
    {"empty-value", kWarning, "2.3", "In \"{0}\" stands {2}, which STIX has nowhere: give it a value or leave it out."},
    {"product-name-format", kWarning, "4.12.1",
     "The product {1} should be written in lower case, with hyphens between words."},
    {"process-priority-format", kWarning, "6.13.2", "The priority {1} should end in _CLASS."},
    // Values by registries that grow: a new entry there must not make an object invalid here.
    {"hash-algorithm", kWarning, "10.7",
     "The hash algorithm \"{0}\" is not in hash-algorithm-ov: use a listed one, or a name that begins with x_."},
    {"hexadecimal-case", kWarning, "2.8", "\"{0}\" should be written with lower-case digits: {1}."},
    {"media-type", kWarning, "6.7.1", "{1} should be a media type of the IANA registry, like application/pdf."},
    {"protocol-name", kWarning, "6.12.1",
     "{1} should be a service name of the IANA registry, like \"tcp\" or \"https\"."},
    {"ipfix-name", kWarning, "6.12.1",
     "\"{0}\" should be the name of an IPFIX element as IANA writes it, like octetDeltaCount."},
    {"http-header-name", kWarning, "6.12.2",
     "\"{0}\" should be the name of an HTTP header field that IANA has registered, like User-Agent."},
    {"header-not-a-list", kWarning, "6.12.2",
     "The value of \"{0}\" should be a list of strings, since a header field can be repeated."},
    {"socket-option-name", kWarning, "6.12.4", "\"{0}\" should be the name of a socket option, like SO_ACCEPTCONN."},
    {"pdf-info-name", kWarning, "6.7.4",
     "\"{0}\" should be an entry of a PDF document information dictionary, like Title."},
    {"country-code", kWarning, "4.10.1", "{1} should be a two-letter country code of ISO 3166-1."},
    {"marking-definition-type", kWarning, "7.2.1",
     "\"definition_type\" is {1}, but it should be statement or tlp: define other markings with an extension."},
};
// A code without a row does not compile.
static_assert(std::size(kCodes) == static_cast<std::size_t>(FindingCode::count_));

// A value is shown as far as needed to recognise it: a report must not repeat a megabyte of somebody's text.
constexpr std::size_t kMaxShown = 80;

// The first kMaxShown bytes or so, never ending inside a character.
std::string_view beginning(std::string_view text) {
  if (text.size() <= kMaxShown) return text;
  std::size_t cut = kMaxShown;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0) == 0x80) --cut;
  return text.substr(0, cut);
}

// A value as a person wants to see it in a sentence: short strings and numbers themselves, of others the kind.
// Numbers are shown as numbers, so that "5" and 5 look different in a message about types.
std::string shown(json::Element value) {
  switch (value.type()) {
    case json::element_type::STRING: {
      const std::string_view text = value.get_string().value_unsafe();
      return fmt::format("\"{}{}\"", beginning(text), text.size() > kMaxShown ? "..." : "");
    }
    case json::element_type::INT64:
      return fmt::format("the number {}", value.get_int64().value_unsafe());
    case json::element_type::UINT64:
      return fmt::format("the number {}", value.get_uint64().value_unsafe());
    case json::element_type::DOUBLE:
      return fmt::format("the number {}", value.get_double().value_unsafe());
    case json::element_type::BOOL:
      return value.get_bool().value_unsafe() ? "true" : "false";
    case json::element_type::ARRAY:
      return "a list";
    case json::element_type::OBJECT:
      return "an object";
    default:
      return "null";
  }
}

// RFC 6901 section 3.
void append_pointer_name(std::string& out, std::string_view name) {
  out += '/';
  for (const char c : name) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
}

}  // namespace

const FindingCodeInfo& info(FindingCode code) { return kCodes[static_cast<std::size_t>(code)]; }

// Memory is kept for the next object.
void Findings::clear() {
  for (auto& records : records_) records.clear();
  counts_ = {};
  segments_.clear();
  kept_texts_.clear();
}

// The path is a chain of stack frames, each pointing to the one above: it must be copied now, since it is gone when
// the checker returns. Beyond kMaxKept it is not even walked.
void Findings::record(FindingCode code, const Path& path, const json::Element* value, const Detail& detail) {
  const auto which = static_cast<std::size_t>(info(code).severity);
  if (which == 1 && !wants_warnings) return;
  if (++counts_[which] > kMaxKept) return;
  const auto begin = static_cast<std::uint32_t>(segments_.size());
  for (const Path* at = &path; at->up != nullptr; at = at->up) segments_.push_back({at->name, at->index, at->is_index});
  const auto end = static_cast<std::uint32_t>(segments_.size());
  records_[which].push_back({code, value != nullptr, begin, end, detail, value ? *value : json::Element()});
}

// `property` is the innermost name: of "/labels/3" a sentence speaks of "labels".
Finding Findings::render(const Record& record) const {
  const FindingCodeInfo& code = info(record.code);
  Finding out{code.severity, code.name, {}, {}, record.detail.section.empty() ? code.section : record.detail.section};
  std::string_view property = "this value";
  for (auto at = record.path_end; at != record.path_begin; --at) {  // kept from the leaf to the root
    const Segment& segment = segments_[at - 1];
    if (segment.is_index) {
      fmt::format_to(std::back_inserter(out.path), "/{}", segment.index);
    } else {
      append_pointer_name(out.path, segment.name);
      property = segment.name;
    }
  }
  out.message =
      fmt::format(fmt::runtime(code.text), beginning(property), record.has_value ? shown(record.value) : std::string(),
                  record.detail.first, record.detail.second);
  return out;
}

// Errors first, each kind in the order in which it was met.
std::vector<Finding> Findings::rendered() const {
  std::vector<Finding> out;
  out.reserve(records_[0].size() + records_[1].size());
  for (const auto& records : records_)
    for (const Record& record : records) out.push_back(render(record));
  return out;
}

// For those who refuse an object with one reason, such as a TAXII status.
Finding Findings::first_error() const { return render(records_[0].at(0)); }

}  // namespace parley::stix
