// STIX 2.1 chapter 6: the predefined extensions of cyber-observable objects, and the parts that these objects have.
#include "stix/parts.h"
#include "stix/rules.h"
#include "stix/vocabulary.h"

namespace parley::stix {
namespace {

using namespace vocabulary;
using enum TypeId;

// "This extension MUST contain at least one property from this extension": the sentence stands in most sections of
// the predefined extensions.
constexpr Constraint kOnePropertyAtLeast[] = {own_properties(1)};

// 6.6.2 Email MIME component
// The body as text or as an artifact, exactly one of them.
constexpr Property kMimePartProperties[] = {
    optional("body", text()),
    optional("body_raw_ref", reference(artifact | file)),
    optional("content_type", text()),
    optional("content_disposition", text()),
};
constexpr Constraint kMimePartConstraints[] = {at_least_one("body", "body_raw_ref"),
                                               at_most_one("body", "body_raw_ref")};

// 6.7.2 to 6.7.6, of files
// Files in an archive are objects of their own and are referred to; they are not repeated here.
constexpr Property kArchiveProperties[] = {
    required("contains_refs", list(reference(file | directory))),
    optional("comment", text()),
};

// A stream beside the content of a file is named and hashed like a file, but it is a part and has no id.
constexpr Property kDataStreamProperties[] = {
    required("name", text()),
    optional("hashes", hashes()),
    optional("size", not_negative()),
};
// The required name tells one stream from another, so there is no rule between its properties.
constexpr ObjectType kDataStream = {"alternate data stream", "6.7.3", Family::part, kDataStreamProperties};
// Section 6.7.3. What NTFS keeps of a file beyond its name and times: the owner, and streams beside the content.
constexpr Property kNtfsProperties[] = {
    optional("sid", text()),
    optional("alternate_data_streams", list(part(kDataStream))),
};

// Section 6.7.4. The two ids are those of the trailer of a PDF: the first stays, the second changes with each
// update.
constexpr Property kPdfProperties[] = {
    optional("version", text()),
    optional("is_optimized", boolean()),
    optional("document_info_dict", dictionary(kPdfInfo)),
    optional("pdfid0", text()),
    optional("pdfid1", text()),
};

// Tags of EXIF are not listed: there are hundreds, and makers of cameras add their own.
constexpr Property kRasterImageProperties[] = {
    optional("image_height", integer()),
    optional("image_width", integer()),
    optional("bits_per_pixel", integer()),
    optional("exif_tags", dictionary(kExifTags)),
};

// Values that are flags or bit fields are hexadecimal text; sizes are numbers, which cannot be negative.
constexpr Property kPeOptionalHeaderProperties[] = {
    optional("magic_hex", hexadecimal()),
    optional("major_linker_version", integer()),
    optional("minor_linker_version", integer()),
    optional("size_of_code", not_negative()),
    optional("size_of_initialized_data", not_negative()),
    optional("size_of_uninitialized_data", not_negative()),
    optional("address_of_entry_point", integer()),
    optional("base_of_code", integer()),
    optional("base_of_data", integer()),
    optional("image_base", integer()),
    optional("section_alignment", integer()),
    optional("file_alignment", integer()),
    optional("major_os_version", integer()),
    optional("minor_os_version", integer()),
    optional("major_image_version", integer()),
    optional("minor_image_version", integer()),
    optional("major_subsystem_version", integer()),
    optional("minor_subsystem_version", integer()),
    optional("win32_version_value_hex", hexadecimal()),
    optional("size_of_image", not_negative()),
    optional("size_of_headers", not_negative()),
    optional("checksum_hex", hexadecimal()),
    optional("subsystem_hex", hexadecimal()),
    optional("dll_characteristics_hex", hexadecimal()),
    optional("size_of_stack_reserve", not_negative()),
    optional("size_of_stack_commit", not_negative()),
    optional("size_of_heap_reserve", not_negative()),
    optional("size_of_heap_commit", not_negative()),
    optional("loader_flags_hex", hexadecimal()),
    optional("number_of_rva_and_sizes", integer()),
    optional("hashes", hashes()),
};
// One property at least, or the part would say that there is a header and nothing else.
constexpr ObjectType kPeOptionalHeader = {"PE optional header", "6.7.6", Family::part, kPeOptionalHeaderProperties,
                                          kOnePropertyAtLeast};
// Entropy has no range in the standard, though it lies between 0 and 8.
constexpr Property kPeSectionProperties[] = {
    required("name", text()),
    optional("size", not_negative()),
    optional("entropy", number()),
    optional("hashes", hashes()),
};
constexpr ObjectType kPeSection = {"PE section", "6.7.6", Family::part, kPeSectionProperties};
// Fields of the header with the names of Microsoft's specification, in snake case. Times of the linker may be forged,
// and are kept as they stand there.
constexpr Property kPeBinaryProperties[] = {
    required("pe_type", open_vocabulary(kPeBinaryType)),
    optional("imphash", text()),
    optional("machine_hex", hexadecimal()),
    optional("number_of_sections", not_negative()),
    optional("time_date_stamp", timestamp()),
    optional("pointer_to_symbol_table_hex", hexadecimal()),
    optional("number_of_symbols", not_negative()),
    optional("size_of_optional_header", not_negative()),
    optional("characteristics_hex", hexadecimal()),
    optional("file_header_hashes", hashes()),
    optional("optional_header", part(kPeOptionalHeader)),
    optional("sections", list(part(kPeSection))),
};
// Section 6.7.6 asks for more than the type of the binary, which is required and would be enough for the usual rule.
constexpr Constraint kPeBinaryConstraints[] = {own_properties(2)};  // one beside the required pe_type

// 6.12.2 to 6.12.5, of network traffic
// The first line of a request in parts, and its header as a dictionary of lists (section 6.12.2).
constexpr Property kHttpRequestProperties[] = {
    required("request_method", text()),         required("request_value", text()),
    optional("request_version", text()),        optional("request_header", dictionary(kHttpHeaders)),
    optional("message_body_length", integer()), optional("message_body_data_ref", reference(artifact)),
};
// Section 6.12.3. Type and code are one byte each, written as hexadecimal text, and neither means much without the
// other.
constexpr Property kIcmpProperties[] = {
    required("icmp_type_hex", hexadecimal()),
    required("icmp_code_hex", hexadecimal()),
};
// Families and kinds of sockets are enumerations: the names of the C headers, which no producer makes up.
constexpr Property kSocketProperties[] = {
    required("address_family", enumeration(kSocketAddressFamily)),
    optional("is_blocking", boolean()),
    optional("is_listening", boolean()),
    optional("options", dictionary(kSocketOptions)),
    optional("socket_type", enumeration(kSocketType)),
    optional("socket_descriptor", not_negative()),
    optional("socket_handle", integer()),
};
// Flags as hexadecimal text: which bits were set at all during the connection.
constexpr Property kTcpProperties[] = {
    optional("src_flags_hex", hexadecimal()),
    optional("dst_flags_hex", hexadecimal()),
};

// 6.13.2 and 6.13.3, of processes
// Two names for the title, as the standard changed it without saying so: both are in use.
constexpr Property kWindowsProcessProperties[] = {
    optional("aslr_enabled", boolean()),
    optional("dep_enabled", boolean()),
    optional("priority", text(Format::process_priority)),
    optional("owner_sid", text()),
    optional("window_title", text()),   // as published before Errata 01
    optional("windows_title", text()),  // as in Errata 01
    optional("startup_info", dictionary(kStartupInfo)),
    optional("integrity_level", enumeration(kIntegrityLevel)),
};
// Section 6.13.3. All three enumerations are closed, as Windows itself has no other values for them.
constexpr Property kWindowsServiceProperties[] = {
    optional("service_name", text()),
    optional("descriptions", list(text())),
    optional("display_name", text()),
    optional("group_name", text()),
    optional("start_type", enumeration(kServiceStartType)),
    optional("service_dll_refs", list(reference(file))),
    optional("service_type", enumeration(kServiceType)),
    optional("service_status", enumeration(kServiceStatus)),
};

// 6.16.2, of user accounts
// The number of the user is not among them: it is the "user_id" of the account itself.
constexpr Property kUnixAccountProperties[] = {
    optional("gid", integer()),
    optional("groups", list(text())),
    optional("home_dir", text()),
    optional("shell", text()),
};

// 6.17.2 Windows registry value
// "data" is text whatever its type, because JSON has no bytes.
// All three are optional (section 6.17.2), since the default value of a key has no name; one of them must be there.
constexpr Property kRegistryValueProperties[] = {
    optional("name", text()),
    optional("data", text()),
    optional("data_type", enumeration(kRegistryDatatype)),
};

// 6.18.2 X.509 v3 extensions
// Extensions of certificates as text, as tools print them; nothing in them is checked.
// The two ends of the private key's period of use are the exception: they are times, and checked as such.
constexpr Property kX509V3Properties[] = {
    optional("basic_constraints", text()),
    optional("name_constraints", text()),
    optional("policy_constraints", text()),
    optional("key_usage", text()),
    optional("extended_key_usage", text()),
    optional("subject_key_identifier", text()),
    optional("authority_key_identifier", text()),
    optional("subject_alternative_name", text()),
    optional("issuer_alternative_name", text()),
    optional("subject_directory_attributes", text()),
    optional("crl_distribution_points", text()),
    optional("inhibit_any_policy", text()),
    optional("private_key_usage_period_not_before", timestamp()),
    optional("private_key_usage_period_not_after", timestamp()),
    optional("certificate_policies", text()),
    optional("policy_mappings", text()),
};

}  // namespace

// With names outside of this file, since the tables of the observables point to them.
// Parts have names in words, as messages use them; extensions have the name by which they stand in an object.
constexpr ObjectType kMimePart = {"MIME part", "6.6.2", Family::part, kMimePartProperties, kMimePartConstraints};
constexpr ObjectType kArchiveExtension = {"archive-ext", "6.7.2", Family::part, kArchiveProperties};
constexpr ObjectType kNtfsExtension = {"ntfs-ext", "6.7.3", Family::part, kNtfsProperties, kOnePropertyAtLeast};
constexpr ObjectType kPdfExtension = {"pdf-ext", "6.7.4", Family::part, kPdfProperties, kOnePropertyAtLeast};
constexpr ObjectType kRasterImageExtension = {"raster-image-ext", "6.7.5", Family::part, kRasterImageProperties,
                                              kOnePropertyAtLeast};
constexpr ObjectType kPeBinaryExtension = {"windows-pebinary-ext", "6.7.6", Family::part, kPeBinaryProperties,
                                           kPeBinaryConstraints};
// The last word of a row is the protocol that network traffic with this extension should list (section 6.12.1).
constexpr ObjectType kHttpRequestExtension = {
    "http-request-ext", "6.12.2", Family::part, kHttpRequestProperties, {}, {}, "http"};
constexpr ObjectType kIcmpExtension = {"icmp-ext", "6.12.3", Family::part, kIcmpProperties, {}, {}, "icmp"};
constexpr ObjectType kSocketExtension = {"socket-ext", "6.12.4", Family::part, kSocketProperties};
constexpr ObjectType kTcpExtension = {"tcp-ext",           "6.12.5", Family::part, kTcpProperties,
                                      kOnePropertyAtLeast, {},       "tcp"};
constexpr ObjectType kWindowsProcessExtension = {"windows-process-ext", "6.13.2", Family::part,
                                                 kWindowsProcessProperties, kOnePropertyAtLeast};
constexpr ObjectType kWindowsServiceExtension = {"windows-service-ext", "6.13.3", Family::part,
                                                 kWindowsServiceProperties, kOnePropertyAtLeast};
constexpr ObjectType kUnixAccountExtension = {"unix-account-ext", "6.16.2", Family::part, kUnixAccountProperties,
                                              kOnePropertyAtLeast};
constexpr ObjectType kRegistryValue = {"Windows registry value", "6.17.2", Family::part, kRegistryValueProperties,
                                       kOnePropertyAtLeast};
constexpr ObjectType kX509V3Extensions = {"X.509 v3 extensions", "6.18.2", Family::part, kX509V3Properties,
                                          kOnePropertyAtLeast};

namespace {
// Only what stands under "extensions". The other parts are reached through the properties that have them.
constexpr const ObjectType* kAll[] = {&kArchiveExtension,        &kNtfsExtension,           &kPdfExtension,
                                      &kRasterImageExtension,    &kPeBinaryExtension,       &kHttpRequestExtension,
                                      &kIcmpExtension,           &kSocketExtension,         &kTcpExtension,
                                      &kWindowsProcessExtension, &kWindowsServiceExtension, &kUnixAccountExtension};
}  // namespace
// For an extension that is found on a type to which it does not belong: it is looked up by its name alone.
std::span<const ObjectType* const> predefined_extensions() { return kAll; }

}  // namespace parley::stix
