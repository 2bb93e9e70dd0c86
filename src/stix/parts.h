// The tables that more than one chapter uses.
#pragma once

#include "stix/rules.h"

namespace parley::stix {

extern const ObjectType kKillChainPhase;  // rules_meta.cc

// rules_extensions.cc: what the objects of chapter 6 may carry in "extensions", and the parts of these objects.
extern const ObjectType kArchiveExtension, kNtfsExtension, kPdfExtension, kRasterImageExtension, kPeBinaryExtension,
    kHttpRequestExtension, kIcmpExtension, kSocketExtension, kTcpExtension, kWindowsProcessExtension,
    kWindowsServiceExtension, kUnixAccountExtension;
extern const ObjectType kMimePart, kRegistryValue, kX509V3Extensions;

// dictionaries.cc
extern const Dictionary kTranslations, kHeaderFields, kHttpHeaders, kIpfix, kSocketOptions, kPdfInfo, kExifTags,
    kEnvironment, kStartupInfo;

}  // namespace parley::stix
