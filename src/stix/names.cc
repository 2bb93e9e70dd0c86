// Names from registries of others, as compact lists: character sets (IANA, preferred MIME names and names), countries
// (ISO 3166-1 alpha-2), HTTP header fields in common use.
#include <algorithm>
#include <cctype>

#include "stix/formats.h"

namespace parley::stix {
namespace {

constexpr std::string_view kCharacterSets[] = {
    "US-ASCII", "ISO-8859-1", "ISO-8859-2", "ISO-8859-3", "ISO-8859-4", "ISO-8859-5", "ISO-8859-6", "ISO-8859-7",
    "ISO-8859-8", "ISO-8859-9", "ISO-8859-10", "ISO-8859-13", "ISO-8859-14", "ISO-8859-15", "ISO-8859-16",
    "ISO-8859-6-E", "ISO-8859-6-I", "ISO-8859-8-E", "ISO-8859-8-I", "ISO_6937-2-add", "JIS_X0201", "JIS_Encoding",
    "Shift_JIS", "EUC-JP", "Extended_UNIX_Code_Fixed_Width_for_Japanese", "BS_4730", "SEN_850200_C", "IT", "ES",
    "DIN_66003", "NS_4551-1", "NF_Z_62-010", "ISO-10646-UTF-1", "ISO_646.basic:1983", "INVARIANT",
    "ISO_646.irv:1983", "NATS-SEFI", "NATS-SEFI-ADD", "NATS-DANO", "NATS-DANO-ADD", "SEN_850200_B",
    "KS_C_5601-1987", "ISO-2022-KR", "EUC-KR", "ISO-2022-JP", "ISO-2022-JP-2", "JIS_C6220-1969-jp",
    "JIS_C6220-1969-ro", "PT", "greek7-old", "latin-greek", "NF_Z_62-010_(1973)", "Latin-greek-1", "ISO_5427",
    "JIS_C6226-1978", "BS_viewdata", "INIS", "INIS-8", "INIS-cyrillic", "ISO_5427:1981", "ISO_5428:1980",
    "GB_1988-80", "GB_2312-80", "NS_4551-2", "videotex-suppl", "PT2", "ES2", "MSZ_7795.3", "JIS_C6226-1983",
    "greek7", "ASMO_449", "iso-ir-90", "JIS_C6229-1984-a", "JIS_C6229-1984-b", "JIS_C6229-1984-b-add",
    "JIS_C6229-1984-hand", "JIS_C6229-1984-hand-add", "JIS_C6229-1984-kana", "ISO_2033-1983", "ANSI_X3.110-1983",
    "T.61-7bit", "T.61-8bit", "ECMA-cyrillic", "CSA_Z243.4-1985-1", "CSA_Z243.4-1985-2", "CSA_Z243.4-1985-gr",
    "T.101-G2", "CSN_369103", "JUS_I.B1.002", "IEC_P27-1", "JUS_I.B1.003-serb", "JUS_I.B1.003-mac", "greek-ccitt",
    "NC_NC00-10:81", "ISO_6937-2-25", "GOST_19768-74", "ISO_8859-supp", "ISO_10367-box", "latin-lap",
    "JIS_X0212-1990", "DS_2089", "us-dk", "dk-us", "KSC5636", "UNICODE-1-1-UTF-7", "ISO-2022-CN", "ISO-2022-CN-EXT",
    "UTF-8", "GBK", "GB18030", "OSD_EBCDIC_DF04_15", "OSD_EBCDIC_DF03_IRV", "OSD_EBCDIC_DF04_1", "ISO-11548-1",
    "KZ-1048", "ISO-10646-UCS-2", "ISO-10646-UCS-4", "ISO-10646-UCS-Basic", "ISO-10646-Unicode-Latin1",
    "ISO-10646-J-1", "ISO-Unicode-IBM-1261", "ISO-Unicode-IBM-1264", "ISO-Unicode-IBM-1265", "ISO-Unicode-IBM-1268",
    "ISO-Unicode-IBM-1276", "UNICODE-1-1", "SCSU", "UTF-7", "UTF-7-IMAP", "UTF-16BE", "UTF-16LE", "UTF-16", "CESU-8",
    "UTF-32", "UTF-32BE", "UTF-32LE", "BOCU-1", "ISO-8859-1-Windows-3.0-Latin-1", "ISO-8859-1-Windows-3.1-Latin-1",
    "ISO-8859-2-Windows-Latin-2", "ISO-8859-9-Windows-Latin-5", "hp-roman8", "Adobe-Standard-Encoding", "Ventura-US",
    "Ventura-International", "Ventura-Math", "DEC-MCS", "PC8-Danish-Norwegian", "PC8-Turkish", "IBM-Symbols",
    "IBM-Thai", "HP-Legal", "HP-Pi-font", "HP-Math8", "HP-DeskTop", "Adobe-Symbol-Encoding", "Microsoft-Publishing",
    "Windows-31J", "GB2312", "Big5", "Big5-HKSCS", "macintosh", "IBM037", "IBM038", "IBM273", "IBM274", "IBM275",
    "IBM277", "IBM278", "IBM280", "IBM281", "IBM284", "IBM285", "IBM290", "IBM297", "IBM420", "IBM423", "IBM424",
    "IBM437", "IBM500", "IBM775", "IBM850", "IBM851", "IBM852", "IBM855", "IBM857", "IBM860", "IBM861", "IBM862",
    "IBM863", "IBM864", "IBM865", "IBM866", "IBM868", "IBM869", "IBM870", "IBM871", "IBM880", "IBM891", "IBM903",
    "IBM904", "IBM905", "IBM918", "IBM1026", "IBM1047", "IBM00858", "IBM00924", "IBM01140", "IBM01141", "IBM01142",
    "IBM01143", "IBM01144", "IBM01145", "IBM01146", "IBM01147", "IBM01148", "IBM01149", "EBCDIC-AT-DE",
    "EBCDIC-AT-DE-A", "EBCDIC-CA-FR", "EBCDIC-DK-NO", "EBCDIC-DK-NO-A", "EBCDIC-FI-SE", "EBCDIC-FI-SE-A",
    "EBCDIC-FR", "EBCDIC-IT", "EBCDIC-PT", "EBCDIC-ES", "EBCDIC-ES-A", "EBCDIC-ES-S", "EBCDIC-UK", "EBCDIC-US",
    "UNKNOWN-8BIT", "MNEMONIC", "MNEM", "VISCII", "VIQR", "KOI8-R", "KOI8-U", "KOI7-switched", "HZ-GB-2312",
    "PTCP154", "Amiga-1251", "BRF", "TSCII", "CP51932", "CP50220", "TIS-620", "windows-874", "windows-1250",
    "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257",
    "windows-1258",
};

// In alphabetical order, two letters each.
constexpr std::string_view kCountries =
    "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDM"
    "DODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKN"
    "KPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPM"
    "PNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVI"
    "VNVUWFWSYEYTZAZMZW";

constexpr std::string_view kHttpHeaderNames[] = {
    "A-IM", "Accept", "Accept-CH", "Accept-Charset", "Accept-Datetime", "Accept-Encoding", "Accept-Features",
    "Accept-Language", "Accept-Patch", "Accept-Post", "Accept-Ranges", "Access-Control-Request-Headers",
    "Access-Control-Request-Method", "Age", "Allow", "ALPN", "Alt-Svc", "Alt-Used", "Alternates",
    "Authentication-Control", "Authentication-Info", "Authorization", "Cache-Control", "CalDAV-Timezones", "Close",
    "Connection", "Content-Disposition", "Content-Encoding", "Content-ID", "Content-Language", "Content-Length",
    "Content-Location", "Content-MD5", "Content-Range", "Content-Security-Policy", "Content-Transfer-Encoding",
    "Content-Type", "Cookie", "Cookie2", "DASL", "Date", "DAV", "Depth", "Destination", "DNT", "DPoP", "Early-Data",
    "ETag", "Expect", "Expires", "Forwarded", "From", "Front-End-Https", "Host", "HTTP2-Settings", "If",
    "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Schedule-Tag-Match", "If-Unmodified-Since",
    "IM", "Keep-Alive", "Label", "Last-Modified", "Link", "Location", "Lock-Token", "Max-Forwards", "Meter",
    "MIME-Version", "Negotiate", "OData-MaxVersion", "OData-Version", "Ordering-Type", "Origin", "Overwrite",
    "Position", "Pragma", "Prefer", "Preference-Applied", "Priority", "Proxy-Authenticate",
    "Proxy-Authentication-Info", "Proxy-Authorization", "Proxy-Connection", "Range", "Redirect-Ref", "Referer",
    "Referrer-Policy", "Refresh", "Retry-After", "Save-Data", "Schedule-Reply", "Schedule-Tag", "Sec-CH-UA",
    "Sec-CH-UA-Mobile", "Sec-CH-UA-Platform", "Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site", "Sec-Fetch-User",
    "Sec-GPC", "Sec-Token-Binding", "Sec-WebSocket-Accept", "Sec-WebSocket-Extensions", "Sec-WebSocket-Key",
    "Sec-WebSocket-Protocol", "Sec-WebSocket-Version", "Server", "Set-Cookie", "SLUG", "SOAPAction",
    "Strict-Transport-Security", "TCN", "TE", "Timeout", "Topic", "Traceparent", "Tracestate", "Trailer",
    "Transfer-Encoding", "TTL", "Upgrade", "Upgrade-Insecure-Requests", "Urgency", "User-Agent", "Vary", "Via",
    "Want-Digest", "Warning", "WWW-Authenticate", "X-ATT-DeviceId", "X-Correlation-ID", "X-Csrf-Token",
    "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Http-Method-Override", "X-Real-IP", "X-Request-ID",
    "X-Requested-With", "X-UIDH", "X-Wap-Profile",
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool same_but_for_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}
template <std::size_t size>
bool has(const std::string_view (&names)[size], std::string_view name) {
  return std::any_of(std::begin(names), std::end(names), [&](std::string_view one) { return same_but_for_case(one, name); });
}

}  // namespace

bool is_character_set(std::string_view name) { return has(kCharacterSets, name); }
bool is_http_header(std::string_view name) { return has(kHttpHeaderNames, name); }
bool is_country_code(std::string_view code) {
  if (code.size() != 2) return false;
  for (std::size_t i = 0; i < kCountries.size(); i += 2)
    if (same_but_for_case(kCountries.substr(i, 2), code)) return true;
  return false;
}

}  // namespace parley::stix
