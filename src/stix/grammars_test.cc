// Values are judged by their grammar, each rule is asked only of the types that the standard gives it to, and what is
// no MUST is never an error.
#include "stix/grammars.h"

#include <gmock/gmock.h>

#include "base/bytes.h"
#include "json/json.h"
#include "stix/validate.h"

namespace parley::stix {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<Finding> check(std::string_view text) {
  json::Parser parser;
  Validator validator;
  const auto parsed = parser.parse(text);
  if (!parsed.ok()) return {{Severity::error, "not-json", "", parsed.error().message, ""}};
  validator.check(*parsed);
  return validator.findings();
}
std::vector<std::string> codes(std::string_view text, Severity severity) {
  std::vector<std::string> out;
  for (const Finding& one : check(text))
    if (one.severity == severity) out.emplace_back(one.code);
  return out;
}
std::vector<std::string> errors(std::string_view text) { return codes(text, Severity::error); }
std::vector<std::string> warnings(std::string_view text) { return codes(text, Severity::warning); }

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}
std::string observable(std::string_view type, std::string_view members) {
  return R"({"type":")" + std::string(type) + R"(","id":")" + std::string(type) +
         R"(--0f34319d-23df-4cd6-a883-4761519e1b33",)" + std::string(members) + "}";
}
std::string domain_object(std::string_view type, std::string_view members) {
  return R"({"type":")" + std::string(type) + R"(","spec_version":"2.1","id":")" + std::string(type) +
         R"(--0f34319d-23df-4cd6-a883-4761519e1b33","created":"2024-05-01T08:00:00.000Z","modified":"2024-05-01T08:00:00.000Z",)" +
         std::string(members) + "}";
}

struct Value {
  const char* text;
  bool good;
};

TEST(Grammar, AUrlMayHaveBracketsOnlyAroundAnIpLiteral) {
  constexpr Value kValues[] = {
      {"hxxp://files[.]bad-host[.]example/load", false},
      {"https://files[.]bad-host.example/", false},
      {"http://[files.bad-host.example]/", false},
      {"http://192[.]0[.]2[.]1/", false},
      {"http[:]//files.example/", false},
      {"http[://]files.example/", false},
      {"http://[2001:db8::1]/a", true},
      {"http://[2001:db8::1]:8080/a", true},
      {"http://[2001:db8::1]8080/a", false},
      {"http://[2001:db8::1/a", false},
      {"http://2001:db8::1/a", false},
      {"http://[2001:db8::12345]/", false},
      {"http://[::ffff:192.0.2.1]/", true},
      {"http://[v1.fe80::a]/", true},
      {"http://[v1.]/", false},
      {"http://[fe80::1%25eth0]/", true},
      {"http://[2001:db8::1].example/", false},
      {"http://host.example/a[1]", false},
      {"http://host.example/?a[]=1", false},
      {"http://host.example/#a[b]", false},
      {"http://user[at]host.example/", false},
  };
  for (const Value& one : kValues) {
    EXPECT_EQ(is_url(one.text), one.good) << one.text;
    EXPECT_EQ(errors(observable("url", R"("value":)" + quoted(one.text))).empty(), one.good) << one.text;
  }
}

TEST(Grammar, AUrlIsReadPartByPart) {
  constexpr Value kValues[] = {
      {"http://host.example", true},
      {"HTTP://HOST.example/", true},
      {"http://host.example:80", true},
      {"http://host.example:/", true},
      {"http://host.example:port/", false},
      {"http://host.example:80:80/", false},
      {"http://user:secret@host.example/", true},
      {"http://a@b@host.example/", false},
      {"http://ho%73t.example/%2Fa", true},
      {"http://host.example/%", false},
      {"http://host.example/%2", false},
      {"http://host.example/%zz", false},
      {"http://host.example/a b", false},
      {" http://host.example/", false},
      {"http://host.example/\xC3\xA9", false},
      {"http://host.example/a?b?c/d#e?f", true},
      {"http://host.example/#a#b", false},
      {"http://host.example/a\\b", false},
      {"http://host.example/{id}", false},
      {"http://host.example/a|b", false},
      {"http://host.example/\"", false},
      {"http:///path", false},
      {"https://:443/", false},
      {"http:path", false},
      {"file:///etc/passwd", true},
      {"mailto:someone@host.example", true},
      {"urn:example:animal:ferret:nose", true},
      {"data:text/plain,hello", true},
      {"host.example/a", false},
      {"//host.example/a", false},
      {"1http://host.example/", false},
      {"ht_tp://host.example/", false},
      {"http:", false},
      {"", false},
  };
  for (const Value& one : kValues) {
    EXPECT_EQ(is_url(one.text), one.good) << one.text;
    EXPECT_EQ(errors(observable("url", R"("value":)" + quoted(one.text))).empty(), one.good) << one.text;
    EXPECT_EQ(errors(observable("artifact",
                                R"("hashes":{"MD5":"b365b9a80a06906fc9b400c06c33ff43"},"url":)" + quoted(one.text)))
                  .empty(),
              one.good)
        << one.text;
  }
}

TEST(Grammar, ADomainNameHasLabelsThatDnsAndIdnaKnow) {
  constexpr Value kValues[] = {
      {"files.bad-host.example", true},
      {"files[.]bad-host.example", false},
      {"files(.)bad-host.example", false},
      {"files.bad-host.example.", true},
      {"files..example", false},
      {".example", false},
      {"-a.example", false},
      {"a-.example", false},
      {"_dmarc.example.com", true},
      {"*.example.com", false},
      {"b\xC3\xBC"
       "cher.example",
       true},
      {"xn--bcher-kva.example", true},
      {"xn--.example", false},
      {"xn--a", false},
      {"xn--bcher-99999999.example", false},
      {"a\xE3\x80\x82"
       "b.example",
       false},
      {"a\xE2\x80\x8B"
       "b.example",
       false},
      {"a b.example", false},
      {"http://host.example", false},
      {"host.example:443", false},
      {"host.example/a", false},
      {"user@host.example", false},
      {"r3---sn-x.example", true},
  };
  for (const Value& one : kValues) {
    EXPECT_EQ(is_domain_name(one.text), one.good) << one.text;
    EXPECT_EQ(errors(observable("domain-name", R"("value":)" + quoted(one.text))).empty(), one.good) << one.text;
  }
  EXPECT_TRUE(is_domain_name(std::string(63, 'a') + ".example"));
  EXPECT_FALSE(is_domain_name(std::string(64, 'a') + ".example"));
}

TEST(Grammar, AnAddressIsAnAddressOrABlockOfThem) {
  constexpr Value kFour[] = {{"192.0.2.1", true},      {"192.0.2.0/24", true}, {"192[.]0.2.1", false},
                             {"192.0.2", false},       {"192.0.2.256", false}, {"192.0.2.1/33", false},
                             {"192.0.2.1/", false},    {"192.0.2.01", false},  {"192.0.2.1:80", false},
                             {"192.0.2.1/024", false}, {" 192.0.2.1", false},  {"192.0.2.1-192.0.2.9", false}};
  for (const Value& one : kFour)
    EXPECT_EQ(errors(observable("ipv4-addr", R"("value":)" + quoted(one.text))).empty(), one.good) << one.text;
  constexpr Value kSix[] = {{"2001:db8::1", true},      {"2001:db8::/32", true},   {"::", true},
                            {"2001:db8::/129", false},  {"2001:db8[:]:1", false},  {"[2001:db8::1]", false},
                            {"2001:db8::1::2", false},  {"1:2:3:4:5:6:7:8", true}, {"1:2:3:4:5:6:7:8:9", false},
                            {"1:2:3:4:5:6:7::", true},  {"fe80::1%eth0", false},   {":::", false},
                            {"::ffff:192.0.2.1", true}, {"192.0.2.1", false}};
  for (const Value& one : kSix)
    EXPECT_EQ(errors(observable("ipv6-addr", R"("value":)" + quoted(one.text))).empty(), one.good) << one.text;
  constexpr Value kMac[] = {{"00:00:ab:cd:ef:01", true},    {"00:00:AB:CD:EF:01", false}, {"00-00-ab-cd-ef-01", false},
                            {"0:0:ab:cd:ef:1", false},      {"0000.abcd.ef01", false},    {"00:00:ab:cd:ef", false},
                            {"00:00:ab:cd:ef:01:02", false}};
  for (const Value& one : kMac)
    EXPECT_EQ(errors(observable("mac-addr", R"("value":)" + quoted(one.text))).empty(), one.good) << one.text;
}

TEST(Grammar, AnEmailAddressIsAnAddrSpec) {
  constexpr Value kValues[] = {{"someone@host.example", true},
                               {"some.one+tag@host.example", true},
                               {"someone@host[.]example", false},
                               {"someone[at]host.example", false},
                               {"some..one@host.example", false},
                               {".someone@host.example", false},
                               {"someone.@host.example", false},
                               {"someone@host.example.", false},
                               {"\"some one\"@host.example", true},
                               {"\"some\"one\"@host.example", false},
                               {"\"some\\\"one\"@host.example", true},
                               {"some one@host.example", false},
                               {"someone@[192.0.2.1]", true},
                               {"someone@[IPv6:2001:db8::1]", true},
                               {"someone@[192[.]0.2.1]", false},
                               {"Some One <someone@host.example>", false},
                               {"@host.example", false},
                               {"someone@", false},
                               {"a@b@host.example", false},
                               {"someone@host..example", false},
                               {"someone@host.example, b@c.example", false}};
  for (const Value& one : kValues)
    EXPECT_EQ(errors(observable("email-addr", R"("value":)" + quoted(one.text))).empty(), one.good) << one.text;
}

TEST(Grammar, ALanguageTagIsWellFormed) {
  constexpr Value kValues[] = {{"en", true},
                               {"zh-Hant-TW", true},
                               {"de-CH-1996", true},
                               {"en-GB-oed", true},
                               {"i-klingon", true},
                               {"i-nonsense", false},
                               {"sgn-BE-FR", true},
                               {"x-whatever", true},
                               {"en-x-a", true},
                               {"en-x", false},
                               {"en-a-bbb-x-a-ccc", true},
                               {"en-a-bbb-a-ccc", false},
                               {"de-1901-1901", false},
                               {"en_US", false},
                               {"", false},
                               {"english-language-x", false},
                               {"e", false},
                               {"en--US", false},
                               {"en-", false},
                               {"zh-min-nan", true}};
  for (const Value& one : kValues) {
    EXPECT_EQ(is_language_tag(one.text), one.good) << one.text;
    EXPECT_EQ(errors(domain_object("campaign", R"("name":"c","lang":)" + quoted(one.text))).empty(), one.good)
        << one.text;
  }
}

TEST(Grammar, ACpeNameIsAFormattedString) {
  constexpr Value kValues[] = {{"cpe:2.3:a:microsoft:word:2000:*:*:*:*:*:*:*", true},
                               {"cpe:2.3:a:foo\\:bar:word:2000:*:*:*:*:*:*:*", true},
                               {"cpe:2.3:a:notepad\\+\\+:notepad\\+\\+:8.1:*:*:*:*:*:*:*", true},
                               {"cpe:2.3:a:notepad++:notepad++:8.1:*:*:*:*:*:*:*", false},
                               {"cpe:2.3:a:microsoft:word*:2000:*:*:*:*:*:*:*", true},
                               {"cpe:2.3:a:microsoft:wo*rd:2000:*:*:*:*:*:*:*", false},
                               {"cpe:2.3:x:microsoft:word:2000:*:*:*:*:*:*:*", false},
                               {"cpe:2.3:a:microsoft:word:2000:*:*:*:*:*:*", false},
                               {"cpe:2.3:a:microsoft:word:2000:*:*:*:*:*:*:*:*", false},
                               {"cpe:2.3:a::word:2000:*:*:*:*:*:*:*", false},
                               {"cpe:/a:microsoft:word:2000", false}};
  for (const Value& one : kValues)
    EXPECT_EQ(errors(observable("software", R"("name":"w","cpe":)" + quoted(one.text))).empty(), one.good) << one.text;
}

TEST(Grammar, AHashHasTheLengthAndTheDigitsOfItsAlgorithm) {
  const std::pair<std::string, bool> rows[] = {
      {R"("MD5":"b365b9a80a06906fc9b400c06c33ff43")", true},
      {R"("MD5":"b365b9a80a06906fc9b400c06c33ff4")", false},
      {R"("MD5":"z365b9a80a06906fc9b400c06c33ff43")", false},
      {R"("SHA-1":"b365b9a80a06906fc9b400c06c33ff43")", false},
      {R"("SHA-256":")" + std::string(64, 'a') + "\"", true},
      {R"("SHA-256":")" + std::string(63, 'a') + "\"", false},
      {R"("SHA-512":")" + std::string(64, 'a') + "\"", false},
      {R"("SHA3-512":")" + std::string(128, '0') + "\"", true},
      {R"("SSDEEP":"96:s4Ud1Lj96tHHlZDrwciQmA+4uy1I0G4HYuL8N3TzS8QsO/wqWXLcMSx:sF1LjEtHHlZDrJzrhuyZvHYm8tKp/RWO")",
       true},
      {R"("SSDEEP":"96:abc")", false},
      {R"("SSDEEP":"x:abc:def")", false},
      {R"("SSDEEP":"96:a:b:c")", false},
      {R"("TLSH":")" + std::string(70, 'A') + "\"", true},
      {R"("TLSH":")" + std::string(69, 'A') + "\"", false}};
  for (const auto& [hash, good] : rows)
    EXPECT_EQ(errors(observable("file", "\"hashes\":{" + hash + "}")).empty(), good) << hash;
}

TEST(Grammar, ATimeIsOneThatThereWas) {
  constexpr Value kValues[] = {
      {"2024-02-29T00:00:00Z", true},  {"2023-02-29T00:00:00Z", false},  {"2024-04-31T00:00:00Z", false},
      {"2016-12-31T23:59:60Z", true},  {"2016-12-30T23:59:60Z", false},  {"2016-06-30T23:59:60.5Z", true},
      {"2024-05-01T24:00:00Z", false}, {"2024-05-01T08:00:00.Z", false}, {"2024-05-01T08:00:00+00:00", false},
      {"2024-05-01t08:00:00z", false}, {"2024-05-01 08:00:00Z", false},  {"2024-05-01T08:00Z", false},
      {"1900-02-29T00:00:00Z", false}, {"2000-02-29T00:00:00Z", true}};
  for (const Value& one : kValues)
    EXPECT_EQ(errors(domain_object("campaign", R"("name":"c","first_seen":)" + quoted(one.text))).empty(), one.good)
        << one.text;
}

TEST(Grammar, ARegistryHiveIsWrittenInFull) {
  constexpr Value kValues[] = {{R"(HKEY_LOCAL_MACHINE\\Software)", true},
                               {R"(HKLM\\Software)", false},
                               {R"(hkcu\\Software)", false},
                               {R"(HKLM:\\Software)", false},
                               {"HKU", false},
                               {"HKLM/Software", false},
                               {R"(HKEY_USERS\\S-1\\HKCU_backup)", true}};
  for (const Value& one : kValues)
    EXPECT_EQ(errors(observable("windows-registry-key", R"("key":")" + std::string(one.text) + "\"")).empty(), one.good)
        << one.text;
}

TEST(Grammar, ANumberBeyondWhatIsUsualIsAWarningWhereTheStandardHasNoRange) {
  EXPECT_THAT(errors(observable("autonomous-system", R"("number":4294967296)")), IsEmpty());
  EXPECT_THAT(warnings(observable("autonomous-system", R"("number":4294967296)")), Contains("number-implausible"));
  EXPECT_THAT(warnings(observable("autonomous-system", R"("number":-1)")), Contains("number-implausible"));
  EXPECT_THAT(warnings(observable("autonomous-system", R"("number":4294967295)")), Not(Contains("number-implausible")));
  const auto traffic = [](std::string_view port) {
    return observable(
        "network-traffic",
        R"("protocols":["ipv4","TCP"],"src_ref":"ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd","dst_port":)" +
            std::string(port));
  };
  EXPECT_THAT(errors(traffic("65535")), IsEmpty());
  EXPECT_THAT(warnings(traffic("65535")), Contains("protocol-name"));
  EXPECT_THAT(errors(traffic("65536")), Contains("value-out-of-range"));
}

TEST(Defanged, AValueIsToldWithWhatItMustHaveBeen) {
  const auto found = check(observable("url", R"("value":"hxxp://files[.]bad-host[.]example/load")"));
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0].severity, Severity::error);
  EXPECT_THAT(found[0].message, HasSubstr("refanged it would be \"http://files.bad-host.example/load\""));
  // RFC 3986 knows no list of schemes and has "(" in names: valid, and yet nothing will ever match it.
  for (const char* valid : {"hxxp://files.bad-host.example/load", "hxxps://files.example/", "fxp://files.example/",
                            "http://files(.)bad-host(.)example/", "http://files(dot)example/"}) {
    const std::string url = observable("url", R"("value":)" + quoted(valid));
    EXPECT_THAT(errors(url), IsEmpty()) << valid;
    EXPECT_THAT(warnings(url), Contains("value-defanged")) << valid;
  }
  EXPECT_THAT(warnings(observable("url", R"("value":"http://files.example/a(at)b")")), Not(Contains("value-defanged")));
}

// Section 3.2: the property says that the data has been defanged, so that it is no contradiction that it is.
TEST(Defanged, AnObjectThatSaysSoIsTakenWithAWarning) {
  for (const auto& [type, value] :
       {std::pair("url", "hxxp://files[.]bad-host[.]example/load"),
        std::pair("domain-name", "files[.]bad-host[.]example"), std::pair("ipv4-addr", "192[.]0[.]2[.]1"),
        std::pair("email-addr", "someone[@]host[.]example")}) {
    const std::string members = R"("value":)" + quoted(value);
    EXPECT_THAT(errors(observable(type, members)), Not(IsEmpty())) << type;
    EXPECT_THAT(errors(observable(type, members + R"(,"defanged":false)")), Not(IsEmpty())) << type;
    EXPECT_THAT(errors(observable(type, members + R"(,"defanged":true)")), IsEmpty()) << type;
    EXPECT_THAT(warnings(observable(type, members + R"(,"defanged":true)")), Contains("value-defanged")) << type;
  }
  EXPECT_THAT(errors(observable("url", R"("value":"not a url","defanged":true)")), Contains("url-invalid"));
}

// Section 3.8, for everybody's objects, Parley's own included.
TEST(ReservedNames, AreRefusedOnAnyObject) {
  for (const char* name : {"severity", "username", "phone_number", "action"}) {
    const std::string more = ",\"" + std::string(name) + R"(":"low")";
    for (
        const std::string& object :
        {domain_object("campaign", R"("name":"c")" + more), domain_object("x-example-alert", R"("name":"c")" + more),
         domain_object("course-of-action", R"("name":"c")" + more),
         observable("url", R"("value":"http://a.example/")" + more),
         domain_object(
             "notification",
             R"("name":"x","incident_severity":"low","asks":["nothing"],"extensions":{"extension-definition--5c1e9a04-3f0e-4d37-9a53-6f5be2c7d0b1":{"extension_type":"new-sdo"}})" +
                 more)})
      EXPECT_THAT(errors(object), Contains("property-reserved")) << object;
  }
}

// "MUST NOT ... be present in any STIX content"; a key of a dictionary that the standard has is no property.
TEST(ReservedNames, AreWarnedOfInsideOfPropertiesOfSomebodysOwn) {
  for (const std::string& members :
       {std::string(R"("name":"c","x_y":{"severity":"low"})"), std::string(R"("name":"c","x_y":[{"z":{"action":1}}])"),
        std::string(R"("name":"c","external_references":[{"source_name":"s","description":"d","severity":"low"}])")}) {
    EXPECT_THAT(errors(domain_object("campaign", members)), Not(Contains("property-reserved"))) << members;
    EXPECT_THAT(warnings(domain_object("campaign", members)), Contains("property-reserved")) << members;
  }
  EXPECT_THAT(warnings(observable("process", R"("command_line":"x","environment_variables":{"username":"ana"})")),
              Not(Contains("property-reserved")));
}

// Whatever kind of extension, of whatever object, by an id or by a name: directly in it, and further inside.
TEST(ReservedNames, AreWarnedOfInEveryExtension) {
  constexpr const char* kOwn = "extension-definition--a932fcc6-e032-476c-826f-cb970a5a1fff";
  for (const char* reserved : {"severity", "username", "phone_number", "action"}) {
    const std::string member = "\"" + std::string(reserved) + R"(":"low")";
    for (const auto& [key, content] : std::initializer_list<std::pair<std::string, std::string>>{
             {kOwn, R"("extension_type":"property-extension",)" + member},
             {kOwn, member + R"(,"extension_type":"property-extension")"},
             {kOwn, R"("extension_type":"toplevel-property-extension",)" + member},
             {kOwn, R"("extension_type":"new-sdo",)" + member},
             {kOwn, R"("extension_type":"property-extension","rating":{)" + member + "}"},
             {kOwn, R"("extension_type":"property-extension","ratings":[{)" + member + "}]"},
             {kOwn, member},
             {"x-example-ext", member}}) {
      const std::string extensions = R"("extensions":{")" + key + "\":{" + content + "}}";
      for (const std::string& object :
           {domain_object("campaign", R"("name":"c",)" + extensions), domain_object("x-example-alert", extensions),
            observable("url", R"("value":"http://a.example/",)" + extensions)}) {
        EXPECT_THAT(warnings(object), Contains("property-reserved").Times(1)) << object;
        EXPECT_THAT(errors(object), Not(Contains("property-reserved"))) << object;
      }
    }
    const std::string in_standards_own = R"("extensions":{"ntfs-ext":{"sid":"S-1-5-21",)" + member + "}}";
    EXPECT_THAT(warnings(observable("file", R"("name":"a.exe",)" + in_standards_own)),
                Contains("property-reserved").Times(1));
  }
}

// Names that nobody reserved are no reason, and a name that contains a reserved one is another name.
TEST(ReservedNames, AreWholeNames) {
  constexpr const char* kExtension =
      R"("name":"c","extensions":{"extension-definition--a932fcc6-e032-476c-826f-cb970a5a1fff":{"extension_type":"property-extension","severity_score":1,"actions":["x"],"user":"severity"}})";
  EXPECT_THAT(warnings(domain_object("campaign", kExtension)), Not(Contains("property-reserved")));
}

// A definition that announces one announces objects that nobody may take.
TEST(ReservedNames, AreWarnedOfWhereAnExtensionDefinitionListsThem) {
  const auto definition = [](std::string_view names) {
    return domain_object(
        "extension-definition",
        R"("created_by_ref":"identity--06c9f52c-3645-4612-a865-17a238b7213f","name":"e","schema":"s","version":"1.0.0","extension_types":["toplevel-property-extension"],"extension_properties":[)" +
            std::string(names) + "]");
  };
  EXPECT_THAT(warnings(definition(R"("rank","severity")")), Contains("property-reserved"));
  EXPECT_THAT(errors(definition(R"("rank","severity")")), IsEmpty());
  EXPECT_THAT(warnings(definition(R"("rank","severity_score")")), Not(Contains("property-reserved")));
}

TEST(ReservedNames, AreNotWhatTheProductsOwnObjectsNeed) {
  const std::string extension =
      R"(,"extensions":{"extension-definition--5c1e9a04-3f0e-4d37-9a53-6f5be2c7d0b1":{"extension_type":"new-sdo"}})";
  for (const std::string& members :
       {std::string(R"("name":"x","incident_severity":"low","asks":["nothing"])"),
        std::string(R"("name":"x","incident_severity":"critical","asks":["action"],"severity_text":"5")")})
    EXPECT_THAT(errors(domain_object("notification", members + extension)), IsEmpty());
  EXPECT_THAT(errors(domain_object("notification", R"("name":"x","severity":"low","asks":["nothing"])" + extension)),
              ::testing::UnorderedElementsAre("property-reserved", "required-property-missing"));
}

constexpr const char* kReport =
    R"("name":"r","published":"2024-05-01T00:00:00Z","object_refs":["indicator--06c9f52c-3645-4612-a865-17a238b7213f"])";
std::string with_reference(std::string_view members, std::string_view reference) {
  return std::string(members) + R"(,"external_references":[)" + std::string(reference) + "]";
}

TEST(ExternalReference, ToACveBindsAVulnerabilityOnly) {
  for (const char* reference :
       {R"({"source_name":"CVE","url":"https://www.cve.org/CVERecord?id=CVE-2024-10001"})",
        R"({"source_name":"cve","description":"see there"})", R"({"source_name":"Cve","external_id":"CVE-2024-10001"})",
        R"({"source_name":"cve","external_id":"2024-10001"})"}) {
    for (const auto& [type, members] :
         {std::pair("report", kReport), std::pair("malware", R"("name":"m","is_family":false)"),
          std::pair("course-of-action", R"("name":"c")"), std::pair("attack-pattern", R"("name":"a")"),
          std::pair("x-example-advisory", R"("name":"x")")}) {
      const std::string object = domain_object(type, with_reference(members, reference));
      EXPECT_THAT(errors(object), IsEmpty()) << object;
      EXPECT_THAT(warnings(object), Contains("external-reference-identifier")) << object;
    }
  }
  const auto vulnerability = [](std::string_view reference) {
    return errors(domain_object("vulnerability", with_reference(R"("name":"v")", reference)));
  };
  EXPECT_THAT(vulnerability(R"({"source_name":"CVE","external_id":"CVE-2024-10001"})"),
              Contains("cve-reference-invalid"));
  EXPECT_THAT(vulnerability(R"({"source_name":"cve","external_id":"cve-2024-10001"})"),
              Contains("cve-reference-invalid"));
  EXPECT_THAT(vulnerability(R"({"source_name":"cve","external_id":"CVE-2024-1"})"), Contains("cve-reference-invalid"));
  EXPECT_THAT(vulnerability(R"({"source_name":"cve","external_id":"CVE-2024-10001"})"), IsEmpty());
  EXPECT_THAT(vulnerability(R"({"source_name":"capec","external_id":"163"})"), IsEmpty());
  // No identifier is given, so the rule for when one is has nothing to say.
  EXPECT_THAT(vulnerability(R"({"source_name":"CVE","url":"https://www.cve.org/CVERecord?id=CVE-2024-10001"})"),
              IsEmpty());
}

TEST(ExternalReference, ToACapecBindsAnAttackPatternOnly) {
  for (const char* reference :
       {R"({"source_name":"CAPEC","external_id":"CAPEC-163"})", R"({"source_name":"capec","external_id":"163"})"}) {
    for (const auto& [type, members] : {std::pair("report", kReport), std::pair("tool", R"("name":"t")"),
                                        std::pair("vulnerability", R"("name":"v")")})
      EXPECT_THAT(errors(domain_object(type, with_reference(members, reference))), IsEmpty()) << type << reference;
    EXPECT_THAT(errors(domain_object("attack-pattern", with_reference(R"("name":"a")", reference))),
                Contains("capec-reference-invalid"));
  }
  EXPECT_THAT(
      errors(domain_object("attack-pattern",
                           with_reference(R"("name":"a")", R"({"source_name":"capec","url":"https://c.example/"})"))),
      IsEmpty());
}

TEST(ExternalReference, WithAUrlThatIsNoneIsAWarningAndNeverAnError) {
  for (const char* url :
       {"https://kb.example/techniques/EX-17 .md", "https://kb.example/?a[]=1", "hxxp://kb[.]example", "see the wiki",
        "https://kb.example/\xC3\xA9", "https://kb.example/%zz", "www.kb.example:80/a b"}) {
    const std::string object = domain_object(
        "attack-pattern", with_reference(R"("name":"a")", R"({"source_name":"kb","url":)" + quoted(url) + "}"));
    EXPECT_THAT(errors(object), IsEmpty()) << url;
    EXPECT_THAT(warnings(object), Contains("external-reference-url")) << url;
  }
  // A relative reference is a reference (RFC 3986, section 4.1).
  for (const char* url :
       {"techniques/EX-17.md", "../EX-17", "//kb.example/EX-17", "#EX-17", "?id=17", "https://kb.example"}) {
    const std::string object = domain_object(
        "attack-pattern", with_reference(R"("name":"a")", R"({"source_name":"kb","url":)" + quoted(url) + "}"));
    EXPECT_THAT(warnings(object), Not(Contains("external-reference-url"))) << url;
  }
  EXPECT_THAT(errors(domain_object("campaign", with_reference(R"("name":"c")", R"({"source_name":"kb","url":7})"))),
              Contains("wrong-type"));
}

}  // namespace
}  // namespace parley::stix
