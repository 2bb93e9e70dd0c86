// STIX 2.1 chapter 6, the cyber-observable objects: one table a type, in the order of the chapter. Their predefined
// extensions are in rules_extensions.cc.
#include "stix/checks.h"
#include "stix/parts.h"
#include "stix/rules.h"
#include "stix/vocabulary.h"

namespace parley::stix {
namespace {

using namespace vocabulary;
using enum TypeId;

// The last part of each type is its ID contributing properties: an id of version 5 is made of these (section 2.9).
constexpr Property kArtifactProperties[] = {
    optional("mime_type", text(Format::media_type)),
    optional("payload_bin", binary()),
    optional("url", text(Format::url)),
    optional("hashes", hashes()),
    optional("encryption_algorithm", enumeration(kEncryptionAlgorithm)),
    optional("decryption_key", text()),
};
// The content itself, or where it lies with a hash to know it by: never both.
// A key without the algorithm could not be used. The algorithm without a key is allowed: the key may be told another
// way.
constexpr Constraint kArtifactConstraints[] = {
    at_least_one("payload_bin", "url"),
    at_most_one("payload_bin", "url"),
    needs("url", "hashes"),
    needs("decryption_key", "encryption_algorithm"),
};
// The url is not in the id: the same content is the same artifact wherever it lies.
constexpr ObjectType kArtifact = {
    "artifact", "6.1.1", Family::observable, kArtifactProperties, kArtifactConstraints, {"hashes", "payload_bin"}};

// The standard gives no range, so a number that no autonomous system can have is a warning.
constexpr Property kAutonomousSystemProperties[] = {
    required("number", integer_usually(0, 4294967295.0, "from 0 to 4294967295 (RFC 6793)")),
    optional("name", text()),
    optional("rir", text()),
};
// The number is all that the id is made of: names of such systems change with their owners.
constexpr ObjectType kAutonomousSystem = {"autonomous-system",         "6.2.1", Family::observable,
                                          kAutonomousSystemProperties, {},      {"number"}};

// Times here are those of a file system. They need no fraction of a second, unlike "created" and "modified".
constexpr Property kDirectoryProperties[] = {
    required("path", text()),       optional("path_enc", text(Format::character_set)),
    optional("ctime", timestamp()), optional("mtime", timestamp()),
    optional("atime", timestamp()), optional("contains_refs", list(reference(file | directory))),
};
// The encoding and the times are not in the id, which is made of the path alone.
constexpr ObjectType kDirectory = {"directory", "6.3.1", Family::observable, kDirectoryProperties, {}, {"path"}};

// Section 6.4.1. "resolves_to_refs" may lead to another domain name as well: that is an alias in the DNS.
constexpr Property kDomainNameProperties[] = {
    required("value", text(Format::domain_name)),
    optional("resolves_to_refs", list(reference(ipv4_addr | ipv6_addr | domain_name))),
};
constexpr ObjectType kDomainName = {"domain-name", "6.4.1", Family::observable, kDomainNameProperties, {}, {"value"}};

// Section 6.5.1. The address alone makes the id: one mailbox is one object, whatever name it is shown with.
constexpr Property kEmailAddressProperties[] = {
    required("value", text(Format::email)),
    optional("display_name", text()),
    optional("belongs_to_ref", reference(user_account)),
};
constexpr ObjectType kEmailAddress = {"email-addr", "6.5.1",  Family::observable, kEmailAddressProperties,
                                      {},           {"value"}};

// Header fields that a mail can have several times are lists. The others are in additional_header_fields, which the
// standard asks to be lists of strings and shows as strings.
constexpr Property kEmailMessageProperties[] = {
    required("is_multipart", boolean()),
    optional("date", timestamp()),
    optional("content_type", text()),
    optional("from_ref", reference(email_addr)),
    optional("sender_ref", reference(email_addr)),
    optional("to_refs", list(reference(email_addr))),
    optional("cc_refs", list(reference(email_addr))),
    optional("bcc_refs", list(reference(email_addr))),
    optional("message_id", text()),
    optional("subject", text()),
    optional("received_lines", list(text())),
    optional("additional_header_fields", dictionary(kHeaderFields)),
    optional("body", text()),
    optional("body_multipart", list(part(kMimePart))),
    optional("raw_email_ref", reference(artifact)),
};
// The body is one text or several parts, and is_multipart says which.
constexpr Constraint kEmailMessageConstraints[] = {not_when_true("body", "is_multipart"),
                                                   not_when_false("body_multipart", "is_multipart")};
// Neither the time nor the recipients are in the id: one mail to many is one object.
constexpr ObjectType kEmailMessage = {"email-message",          "6.6.1",
                                      Family::observable,       kEmailMessageProperties,
                                      kEmailMessageConstraints, {"from_ref", "subject", "body"}};

// The extensions that belong to this type by the standard. One of another type is checked by its own table and told
// as a custom one.
constexpr const ObjectType* kFileExtensions[] = {&kNtfsExtension, &kRasterImageExtension, &kPdfExtension,
                                                 &kArchiveExtension, &kPeBinaryExtension};
constexpr Property kFileProperties[] = {
    optional("extensions", extensions(kFileExtensions)),
    optional("hashes", hashes()),
    optional("size", not_negative()),
    optional("name", text()),
    optional("name_enc", text(Format::character_set)),
    optional("magic_number_hex", hexadecimal()),
    optional("mime_type", text(Format::media_type)),
    optional("ctime", timestamp()),
    optional("mtime", timestamp()),
    optional("atime", timestamp()),
    optional("parent_directory_ref", reference(directory)),
    optional("contains_refs", list(reference(kObservables | kCustom))),
    optional("content_ref", reference(artifact)),
};
// Section 6.7.1: a file must be known by a hash or by a name, and an encoding is always that of the name.
constexpr Constraint kFileConstraints[] = {at_least_one("hashes", "name"), needs("name_enc", "name")};
// Section 6.7.1: a file with the same hash under another name, or in another directory, is another object.
constexpr ObjectType kFile = {
    "file",          "6.7.1",          Family::observable,
    kFileProperties, kFileConstraints, {"hashes", "name", "extensions", "parent_directory_ref"}};

// A single address or a block: the standard has both under one type, told apart by the slash.
constexpr Property kIpv4AddressProperties[] = {
    required("value", text(Format::ipv4)),
    optional("resolves_to_refs", list(reference(mac_addr))),
    optional("belongs_to_refs", list(reference(autonomous_system))),
};
constexpr ObjectType kIpv4Address = {"ipv4-addr", "6.8.1", Family::observable, kIpv4AddressProperties, {}, {"value"}};

// Section 6.9.1, with the same rows as for version 4; only the form of the value differs.
constexpr Property kIpv6AddressProperties[] = {
    required("value", text(Format::ipv6)),
    optional("resolves_to_refs", list(reference(mac_addr))),
    optional("belongs_to_refs", list(reference(autonomous_system))),
};
constexpr ObjectType kIpv6Address = {"ipv6-addr", "6.9.1", Family::observable, kIpv6AddressProperties, {}, {"value"}};

// Section 6.10.1. Addresses of the network lead to one of these, and none leads back.
constexpr Property kMacAddressProperties[] = {
    required("value", text(Format::mac)),
};
constexpr ObjectType kMacAddress = {"mac-addr", "6.10.1", Family::observable, kMacAddressProperties, {}, {"value"}};

// Section 6.11.1. The name is all that is known of one, and it says nothing of the host it was seen on.
constexpr Property kMutexProperties[] = {
    required("name", text()),
};
constexpr ObjectType kMutex = {"mutex", "6.11.1", Family::observable, kMutexProperties, {}, {"name"}};

// What a protocol adds to plain traffic is in an extension, and one object may have several of these.
constexpr const ObjectType* kTrafficExtensions[] = {&kHttpRequestExtension, &kTcpExtension, &kIcmpExtension,
                                                    &kSocketExtension};
// Ports, bytes and packets are numbers of the wire; "protocols" goes from the outer to the inner, as in ["ipv4",
// "tcp", "https"].
constexpr Property kNetworkTrafficProperties[] = {
    optional("extensions", extensions(kTrafficExtensions)),
    optional("start", timestamp()),
    optional("end", timestamp()),
    optional("is_active", boolean()),
    optional("src_ref", reference(ipv4_addr | ipv6_addr | mac_addr | domain_name)),
    optional("dst_ref", reference(ipv4_addr | ipv6_addr | mac_addr | domain_name)),
    optional("src_port", integer(0, 65535, "from 0 to 65535")),
    optional("dst_port", integer(0, 65535, "from 0 to 65535")),
    required("protocols", list(text(Format::protocol))),
    optional("src_byte_count", not_negative()),
    optional("dst_byte_count", not_negative()),
    optional("src_packets", not_negative()),
    optional("dst_packets", not_negative()),
    optional("ipfix", dictionary(kIpfix)),
    optional("src_payload_ref", reference(artifact)),
    optional("dst_payload_ref", reference(artifact)),
    optional("encapsulates_refs", list(reference(network_traffic))),
    optional("encapsulated_by_ref", reference(network_traffic)),
};
// What is still going on has no end yet.
constexpr Constraint kNetworkTrafficConstraints[] = {
    at_least_one("src_ref", "dst_ref"),
    not_before("end", "start"),
    not_when_true("end", "is_active"),
    check(check_network_traffic),
};
// Nearly everything that tells two flows apart is in the id, the times included: the same hosts may talk again.
constexpr ObjectType kNetworkTraffic = {
    "network-traffic",
    "6.12.1",
    Family::observable,
    kNetworkTrafficProperties,
    kNetworkTrafficConstraints,
    {"start", "end", "src_ref", "dst_ref", "src_port", "dst_port", "protocols", "extensions"}};

// Both are of Windows: the standard has no extension for processes of other systems.
constexpr const ObjectType* kProcessExtensions[] = {&kWindowsProcessExtension, &kWindowsServiceExtension};
// No contributing properties: two processes with the same command line are still two.
constexpr Property kProcessProperties[] = {
    optional("extensions", extensions(kProcessExtensions)),
    optional("is_hidden", boolean()),
    optional("pid", integer()),
    optional("created_time", timestamp()),
    optional("cwd", text()),
    optional("command_line", text()),
    optional("environment_variables", dictionary(kEnvironment)),
    optional("opened_connection_refs", list(reference(network_traffic))),
    optional("creator_user_ref", reference(user_account)),
    optional("image_ref", reference(file)),
    optional("parent_ref", reference(process)),
    optional("child_refs", list(reference(process))),
};
// Accounts, registry keys and certificates below share this rule: all of their properties are optional, and one must
// be there all the same.
constexpr Constraint kOnePropertyAtLeast[] = {own_properties(1)};
constexpr ObjectType kProcess = {"process", "6.13.1", Family::observable, kProcessProperties, kOnePropertyAtLeast};

// The name is enough; a CPE or SWID tag says which product exactly (section 6.14.1).
constexpr Property kSoftwareProperties[] = {
    required("name", text()),   optional("cpe", text(Format::cpe)),
    optional("swid", text()),   optional("languages", list(text(Format::language))),
    optional("vendor", text()), optional("version", text()),
};
// All that names a product and its version is in the id; the languages are not.
constexpr ObjectType kSoftware = {"software",          "6.14.1", Family::observable,
                                  kSoftwareProperties, {},       {"name", "cpe", "swid", "vendor", "version"}};

// A URL by RFC 3986, with characters beyond ASCII percent-encoded (section 6.15.1).
constexpr Property kUrlProperties[] = {
    required("value", text(Format::url)),
};
constexpr ObjectType kUrl = {"url", "6.15.1", Family::observable, kUrlProperties, {}, {"value"}};

// The only predefined one; accounts of Windows or of services on the web have none.
constexpr const ObjectType* kAccountExtensions[] = {&kUnixAccountExtension};
// Nothing is required by itself, and an account that says nothing at all would be no account: so one property of its
// own must be there (section 6.16.1).
constexpr Property kUserAccountProperties[] = {
    optional("extensions", extensions(kAccountExtensions)),
    optional("user_id", text()),
    optional("credential", text()),
    optional("account_login", text()),
    optional("account_type", open_vocabulary(kAccountType)),
    optional("display_name", text()),
    optional("is_service_account", boolean()),
    optional("is_privileged", boolean()),
    optional("can_escalate_privs", boolean()),
    optional("is_disabled", boolean()),
    optional("account_created", timestamp()),
    optional("account_expires", timestamp()),
    optional("credential_last_changed", timestamp()),
    optional("account_first_login", timestamp()),
    optional("account_last_login", timestamp()),
};
// The id says whose account it is and of which kind; what may change, such as rights and times, is not in it.
constexpr ObjectType kUserAccount = {"user-account",      "6.16.1",
                                     Family::observable,  kUserAccountProperties,
                                     kOnePropertyAtLeast, {"account_type", "user_id", "account_login"}};

// The hive is written in full (section 6.17.1); behind it anything goes, "HKCU" included, since a key may have that
// name.
constexpr Property kRegistryKeyProperties[] = {
    optional("key", text(Format::registry_key)), optional("values", list(part(kRegistryValue))),
    optional("modified_time", timestamp()),      optional("creator_user_ref", reference(user_account)),
    optional("number_of_subkeys", integer()),
};
// A key with other values is another object: what was seen is the key as it stood.
constexpr ObjectType kRegistryKey = {"windows-registry-key", "6.17.1",
                                     Family::observable,     kRegistryKeyProperties,
                                     kOnePropertyAtLeast,    {"key", "values"}};

// Serial numbers and moduli are text: they do not fit into an integer of STIX.
constexpr Property kCertificateProperties[] = {
    optional("is_self_signed", boolean()),
    optional("hashes", hashes()),
    optional("version", text()),
    optional("serial_number", text()),
    optional("signature_algorithm", text()),
    optional("issuer", text()),
    optional("validity_not_before", timestamp()),
    optional("validity_not_after", timestamp()),
    optional("subject", text()),
    optional("subject_public_key_algorithm", text()),
    optional("subject_public_key_modulus", text()),
    optional("subject_public_key_exponent", integer()),
    optional("x509_v3_extensions", part(kX509V3Extensions)),
};
// Without a hash or a serial number nothing tells one certificate from another, and its id is of version 4 then.
constexpr ObjectType kCertificate = {"x509-certificate",  "6.18.1",
                                     Family::observable,  kCertificateProperties,
                                     kOnePropertyAtLeast, {"hashes", "serial_number"}};

// In the order of TypeId, by which types are found (registry.cc).
constexpr const ObjectType* kAll[] = {
    &kArtifact, &kAutonomousSystem, &kDirectory,   &kDomainName,  &kEmailAddress, &kEmailMessage,
    &kFile,     &kIpv4Address,      &kIpv6Address, &kMacAddress,  &kMutex,        &kNetworkTraffic,
    &kProcess,  &kSoftware,         &kUrl,         &kUserAccount, &kRegistryKey,  &kCertificate,
};

// For types of somebody's own that are observables: the common properties are all that is known of them.
constexpr ObjectType kCustomObservable = {"cyber-observable object of its own type", "11.2", Family::observable, {}};

}  // namespace

std::span<const ObjectType* const> observables() { return kAll; }
const ObjectType& custom_observable() { return kCustomObservable; }

}  // namespace parley::stix
