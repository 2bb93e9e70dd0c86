#include "stix/vocabulary.h"

namespace parley::stix {

// One by one: most lists are short, and the usual value stands in them.
bool Vocabulary::has(std::string_view value) const {
  for (const std::string_view one : values)
    if (one == value) return true;
  return false;
}

namespace vocabulary {
namespace {

// STIX 2.1 chapter 10, with the values as they are written there. Some vocabularies are open (another value is a
// warning), some are enumerations (an error): which one a list is says the row that uses it.
using Values = std::string_view[];

// In the order of the standard. Values are compared as they are written, and case counts, since a program that looks
// for one compares so, too.
constexpr Values kAccountTypes = {"facebook", "ldap",    "nis",  "openid",        "radius",        "skype",
                                  "tacacs",   "twitter", "unix", "windows-local", "windows-domain"};
constexpr Values kAttackMotivations = {"accidental",    "coercion",
                                       "dominance",     "ideology",
                                       "notoriety",     "organizational-gain",
                                       "personal-gain", "personal-satisfaction",
                                       "revenge",       "unpredictable"};
// From a single person to a government.
constexpr Values kAttackResourceLevels = {"individual", "club", "contest", "team", "organization", "government"};
constexpr Values kEncryptionAlgorithms = {"AES-256-GCM", "ChaCha20-Poly1305", "mime-type-indicated"};
// The first three define types of their own; the last two add properties to others, within the extension or beside
// the standard's.
constexpr Values kExtensionTypes = {"new-sdo", "new-sco", "new-sro", "property-extension",
                                    "toplevel-property-extension"};
constexpr Values kGroupingContexts = {"suspicious-activity", "malware-analysis", "unspecified"};
// With the spelling that keys of "hashes" must have; stix/normalise.h knows the other spellings in use.
constexpr Values kHashAlgorithms = {"MD5", "SHA-1", "SHA-256", "SHA-512", "SHA3-256", "SHA3-512", "SSDEEP", "TLSH"};
constexpr Values kIdentityClasses = {"individual", "group", "system", "organization", "class", "unknown"};
// Languages a program is written in, assemblers included.
constexpr Values kImplementationLanguages = {"applescript", "bash",         "c",      "c++",         "c#",    "go",
                                             "java",        "javascript",   "lua",    "objective-c", "perl",  "php",
                                             "powershell",  "python",       "ruby",   "rust",        "scala", "swift",
                                             "typescript",  "visual-basic", "x86-32", "x86-64"};
// "benign" is among them, since a pattern may also be of what is known to do no harm.
constexpr Values kIndicatorTypes = {"anomalous-activity", "anonymization", "benign", "compromised",
                                    "malicious-activity", "attribution",   "unknown"};
// Some sectors lie within others (a dam is infrastructure, a local government a government): the list is flat in the
// standard, too.
constexpr Values kIndustrySectors = {"agriculture",
                                     "aerospace",
                                     "automotive",
                                     "chemical",
                                     "commercial",
                                     "communications",
                                     "construction",
                                     "defense",
                                     "education",
                                     "energy",
                                     "entertainment",
                                     "financial-services",
                                     "government",
                                     "emergency-services",
                                     "government-local",
                                     "government-national",
                                     "government-public-services",
                                     "government-regional",
                                     "healthcare",
                                     "hospitality-leisure",
                                     "infrastructure",
                                     "dams",
                                     "nuclear",
                                     "water",
                                     "insurance",
                                     "legal",
                                     "manufacturing",
                                     "mining",
                                     "non-profit",
                                     "pharmaceuticals",
                                     "retail",
                                     "technology",
                                     "telecommunications",
                                     "transportation",
                                     "utilities"};
constexpr Values kInfrastructureTypes = {
    "amplification",  "anonymization",    "botnet",          "command-and-control",  "control-system",
    "exfiltration",   "firewall",         "hosting-malware", "hosting-target-lists", "phishing",
    "reconnaissance", "routers-switches", "staging",         "workstation",          "unknown"};
// What a program can do, not what it did: an observed act is told by other objects. The longer name keeps it apart
// from the row below, whose name is already a plural.
constexpr Values kMalwareCapabilitiesValues = {"accesses-remote-machines",
                                               "anti-debugging",
                                               "anti-disassembly",
                                               "anti-emulation",
                                               "anti-memory-forensics",
                                               "anti-sandbox",
                                               "anti-vm",
                                               "captures-input-peripherals",
                                               "captures-output-peripherals",
                                               "captures-system-state-data",
                                               "cleans-traces-of-infection",
                                               "commits-fraud",
                                               "communicates-with-c2",
                                               "compromises-data-availability",
                                               "compromises-data-integrity",
                                               "compromises-system-availability",
                                               "controls-local-machine",
                                               "degrades-security-software",
                                               "degrades-system-updates",
                                               "determines-c2-server",
                                               "emails-spam",
                                               "escalates-privileges",
                                               "evades-av",
                                               "exfiltrates-data",
                                               "fingerprints-host",
                                               "hides-artifacts",
                                               "hides-executing-code",
                                               "infects-files",
                                               "infects-remote-machines",
                                               "installs-other-components",
                                               "persists-after-system-reboot",
                                               "prevents-artifact-access",
                                               "prevents-artifact-deletion",
                                               "probes-network-environment",
                                               "self-modifies",
                                               "steals-authentication-credentials",
                                               "violates-system-operational-integrity"};
// "unknown" is a result of its own: somebody looked and could not tell.
constexpr Values kMalwareResults = {"malicious", "suspicious", "benign", "unknown"};
constexpr Values kMalwareTypes = {"adware",
                                  "backdoor",
                                  "bot",
                                  "bootkit",
                                  "ddos",
                                  "downloader",
                                  "dropper",
                                  "exploit-kit",
                                  "keylogger",
                                  "ransomware",
                                  "remote-access-trojan",
                                  "resource-exploitation",
                                  "rogue-security-software",
                                  "rootkit",
                                  "screen-capture",
                                  "spyware",
                                  "trojan",
                                  "unknown",
                                  "virus",
                                  "webshell",
                                  "wiper",
                                  "worm"};
constexpr Values kSocketAddressFamilies = {"AF_UNSPEC",  "AF_INET",  "AF_IPX",  "AF_APPLETALK",
                                           "AF_NETBIOS", "AF_INET6", "AF_IRDA", "AF_BTH"};
// The standard's summary of this list misprints SOCK_DGRAM; section 10.17 itself has it right.
constexpr Values kSocketTypes = {"SOCK_STREAM", "SOCK_DGRAM", "SOCK_RAW", "SOCK_RDM", "SOCK_SEQPACKET"};
// From one end to the other, with the middle in the middle.
constexpr Values kOpinions = {"strongly-disagree", "disagree", "neutral", "agree", "strongly-agree"};
// Only patterns of type "stix" are read by Parley; those of the others are kept as text.
constexpr Values kPatternTypes = {"stix", "pcre", "sigma", "snort", "suricata", "yara"};
// "x86" and "x86-64" are architectures here; the languages above have their assemblers as "x86-32" and "x86-64".
constexpr Values kProcessorArchitectures = {"alpha", "arm", "ia-64", "mips", "powerpc", "sparc", "x86", "x86-64"};
// The regions of the United Nations' M49, with the larger ones beside those within them.
constexpr Values kRegions = {"africa",
                             "eastern-africa",
                             "middle-africa",
                             "northern-africa",
                             "southern-africa",
                             "western-africa",
                             "americas",
                             "caribbean",
                             "central-america",
                             "latin-america-caribbean",
                             "northern-america",
                             "south-america",
                             "asia",
                             "central-asia",
                             "eastern-asia",
                             "southern-asia",
                             "south-eastern-asia",
                             "western-asia",
                             "europe",
                             "eastern-europe",
                             "northern-europe",
                             "southern-europe",
                             "western-europe",
                             "oceania",
                             "antarctica",
                             "australia-new-zealand",
                             "melanesia",
                             "micronesia",
                             "polynesia"};
// By what a report is mainly about, so most of these are names of types as well.
constexpr Values kReportTypes = {"attack-pattern", "campaign",      "identity", "incident",
                                 "indicator",      "intrusion-set", "malware",  "observed-data",
                                 "threat-actor",   "threat-report", "tool",     "vulnerability"};
constexpr Values kThreatActorTypes = {"activist",
                                      "competitor",
                                      "crime-syndicate",
                                      "criminal",
                                      "hacker",
                                      "insider-accidental",
                                      "insider-disgruntled",
                                      "nation-state",
                                      "private-sector",
                                      "sensationalist",
                                      "spy",
                                      "terrorist",
                                      "unknown"};
constexpr Values kThreatActorRoles = {
    "agent",          "director", "independent", "infrastructure-architect", "infrastructure-operator",
    "malware-author", "sponsor"};
// From nothing to what states can do. The order is meant, and no rule goes by it.
constexpr Values kThreatActorSophistications = {"none",   "minimal",   "intermediate", "advanced",
                                                "expert", "innovator", "strategic"};
constexpr Values kToolTypes = {"denial-of-service",       "exploitation",  "information-gathering",  "network-capture",
                               "credential-exploitation", "remote-access", "vulnerability-scanning", "unknown"};
// Enumerations of Windows: the operating system's own values, to which nobody adds.
constexpr Values kIntegrityLevels = {"low", "medium", "high", "system"};
constexpr Values kPeBinaryTypes = {"dll", "exe", "sys"};
constexpr Values kRegistryDatatypes = {"REG_NONE",
                                       "REG_SZ",
                                       "REG_EXPAND_SZ",
                                       "REG_BINARY",
                                       "REG_DWORD",
                                       "REG_DWORD_BIG_ENDIAN",
                                       "REG_DWORD_LITTLE_ENDIAN",
                                       "REG_LINK",
                                       "REG_MULTI_SZ",
                                       "REG_RESOURCE_LIST",
                                       "REG_FULL_RESOURCE_DESCRIPTION",
                                       "REG_RESOURCE_REQUIREMENTS_LIST",
                                       "REG_QWORD",
                                       "REG_INVALID_TYPE"};
constexpr Values kServiceStartTypes = {"SERVICE_AUTO_START", "SERVICE_BOOT_START", "SERVICE_DEMAND_START",
                                       "SERVICE_DISABLED", "SERVICE_SYSTEM_ALERT"};
constexpr Values kServiceTypes = {"SERVICE_KERNEL_DRIVER", "SERVICE_FILE_SYSTEM_DRIVER", "SERVICE_WIN32_OWN_PROCESS",
                                  "SERVICE_WIN32_SHARE_PROCESS"};
constexpr Values kServiceStatuses = {"SERVICE_CONTINUE_PENDING", "SERVICE_PAUSE_PENDING", "SERVICE_PAUSED",
                                     "SERVICE_RUNNING",          "SERVICE_START_PENDING", "SERVICE_STOP_PENDING",
                                     "SERVICE_STOPPED"};

}  // namespace

// A row: the name that messages use, the section, and the values. "-ov" in a name is an open vocabulary, "-enum" an
// enumeration.
constexpr Vocabulary kAccountType = {"account-type-ov", "10.1", kAccountTypes};
constexpr Vocabulary kAttackMotivation = {"attack-motivation-ov", "10.2", kAttackMotivations};
constexpr Vocabulary kAttackResourceLevel = {"attack-resource-level-ov", "10.3", kAttackResourceLevels};
constexpr Vocabulary kEncryptionAlgorithm = {"encryption-algorithm-enum", "10.4", kEncryptionAlgorithms};
constexpr Vocabulary kExtensionType = {"extension-type-enum", "10.5", kExtensionTypes};
constexpr Vocabulary kGroupingContext = {"grouping-context-ov", "10.6", kGroupingContexts};
constexpr Vocabulary kHashAlgorithm = {"hash-algorithm-ov", "10.7", kHashAlgorithms};
constexpr Vocabulary kIdentityClass = {"identity-class-ov", "10.8", kIdentityClasses};
constexpr Vocabulary kImplementationLanguage = {"implementation-language-ov", "10.9", kImplementationLanguages};
constexpr Vocabulary kIndicatorType = {"indicator-type-ov", "10.10", kIndicatorTypes};
constexpr Vocabulary kIndustrySector = {"industry-sector-ov", "10.11", kIndustrySectors};
constexpr Vocabulary kInfrastructureType = {"infrastructure-type-ov", "10.12", kInfrastructureTypes};
constexpr Vocabulary kMalwareCapabilities = {"malware-capabilities-ov", "10.13", kMalwareCapabilitiesValues};
constexpr Vocabulary kMalwareResult = {"malware-result-ov", "10.14", kMalwareResults};
constexpr Vocabulary kMalwareType = {"malware-type-ov", "10.15", kMalwareTypes};
constexpr Vocabulary kSocketAddressFamily = {"network-socket-address-family-enum", "10.16", kSocketAddressFamilies};
constexpr Vocabulary kSocketType = {"network-socket-type-enum", "10.17", kSocketTypes};
constexpr Vocabulary kOpinion = {"opinion-enum", "10.18", kOpinions};
constexpr Vocabulary kPatternType = {"pattern-type-ov", "10.19", kPatternTypes};
constexpr Vocabulary kProcessorArchitecture = {"processor-architecture-ov", "10.20", kProcessorArchitectures};
constexpr Vocabulary kRegion = {"region-ov", "10.21", kRegions};
constexpr Vocabulary kReportType = {"report-type-ov", "10.22", kReportTypes};
constexpr Vocabulary kThreatActorType = {"threat-actor-type-ov", "10.23", kThreatActorTypes};
constexpr Vocabulary kThreatActorRole = {"threat-actor-role-ov", "10.24", kThreatActorRoles};
constexpr Vocabulary kThreatActorSophistication = {"threat-actor-sophistication-ov", "10.25",
                                                   kThreatActorSophistications};
constexpr Vocabulary kToolType = {"tool-type-ov", "10.26", kToolTypes};
constexpr Vocabulary kIntegrityLevel = {"windows-integrity-level-enum", "10.27", kIntegrityLevels};
constexpr Vocabulary kPeBinaryType = {"windows-pebinary-type-ov", "10.28", kPeBinaryTypes};
constexpr Vocabulary kRegistryDatatype = {"windows-registry-datatype-enum", "10.29", kRegistryDatatypes};
constexpr Vocabulary kServiceStartType = {"windows-service-start-type-enum", "10.30", kServiceStartTypes};
constexpr Vocabulary kServiceType = {"windows-service-type-enum", "10.31", kServiceTypes};
constexpr Vocabulary kServiceStatus = {"windows-service-status-enum", "10.32", kServiceStatuses};

}  // namespace vocabulary
}  // namespace parley::stix
