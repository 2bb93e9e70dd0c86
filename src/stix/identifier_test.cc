// Identifiers that follow from what an observable is (STIX 2.1 section 2.9), so that two who saw the same agree on it.
//
// The identifiers printed in chapter 6 of the standard were not made by its own rule (oasis-tcs/cti-stix2, issue 318).
// Here are the objects of its examples with the identifiers that the rule gives them, worked out by two other programs
// (Python's uuid module, python-stix2).
#include "stix/identifier.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "json/canonical.h"

namespace parley::stix {
namespace {

// The identifier; "random" when the standard wants a random one; else why there is none.
std::string id_of(std::string_view text) {
  json::Parser parser;
  const auto parsed = parser.parse(text);
  if (!parsed.ok()) return parsed.error().message;
  const auto id = deterministic_id(*parsed);
  return !id.ok() ? id.error().message : id->value_or("random");
}

std::string object_of(std::vector<std::string> members) {
  std::string out = "{";
  for (const std::string& one : members) out += (out.size() > 1 ? "," : "") + one;
  return out + "}";
}

struct Row {
  std::string_view object, id;
};

TEST(DeterministicId, OfTheStandardsExamplesIsWhatItsRuleGives) {
  constexpr Row kRows[] = {
      {R"({"type":"ipv4-addr","value":"198.51.100.3"})", "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4"},
      {R"({"type":"ipv6-addr","value":"2001:0db8:85a3:0000:0000:8a2e:0370:7334"})",
       "ipv6-addr--85a85a8c-ee99-5722-946d-3c3a3270fc6f"},
      {R"({"type":"domain-name","value":"example.com"})", "domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7"},
      {R"({"type":"url","value":"https://example.com/research/index.html"})",
       "url--47c3cf9a-5027-5bf0-997a-017c7edc7c55"},
      {R"({"type":"email-addr","value":"john@example.com"})", "email-addr--7165e2a9-671f-585d-b1e1-ca59c671d934"},
      {R"({"type":"mac-addr","value":"d2:fb:49:24:37:18"})", "mac-addr--757b1725-9903-54f5-a855-1240691d7659"},
      {R"({"type":"mutex","name":"__CLEANSWEEP__"})", "mutex--f93fe911-e545-5239-b9b0-597840d0c871"},
      {R"({"type":"autonomous-system","number":15139})", "autonomous-system--3aa27478-50b5-5ab8-9da9-cdc12b657fff"},
      {R"({"type":"directory","path":"C:\\Windows\\System32"})", "directory--0a58d0c1-59e6-5afd-8252-dcd3f13e5622"},
      {R"({"type":"windows-registry-key","key":"hkey_local_machine\\system\\bar\\foo"})",
       "windows-registry-key--67c068a7-2c94-526b-8e90-d0f8d96c630f"},
      {R"({"type":"software","name":"Word","cpe":"cpe:2.3:a:microsoft:word:2000:*:*:*:*:*:*:*","version":"2002","vendor":"Microsoft"})",
       "software--710b0b41-d4d0-5d6c-a400-fc9254554ffc"},
      {R"({"type":"user-account","user_id":"1001","account_login":"jdoe","account_type":"unix"})",
       "user-account--f94d689e-707d-58c3-b803-c720bb6ed096"},
  };
  for (const Row& row : kRows) EXPECT_EQ(id_of(row.object), row.id) << row.object;
}

// Whoever knows more of the same thing still has the same object.
TEST(DeterministicId, OnlyTheContributingPropertiesCount) {
  const std::string bare = id_of(R"({"type":"file","name":"foo.exe"})");
  EXPECT_EQ(bare, "file--7af1312c-4402-5d2f-b169-b118d73b85c4");
  EXPECT_EQ(
      id_of(R"({"type":"file","id":"file--00000000-0000-4000-8000-000000000000","name":"foo.exe","size":7,)"
            R"("x_seen":1,"spec_version":"2.1","defanged":true,"object_marking_refs":["marking-definition--x"]})"),
      bare);
  EXPECT_NE(id_of(R"({"type":"file","name":"Foo.exe"})"), bare) << "a value counts as it is written";
  EXPECT_NE(id_of(R"({"type":"file","name":"foo.exe","hashes":{"MD5":"b365b9a80a06906fc9b400c06c33ff43"}})"), bare);
  EXPECT_NE(id_of(R"({"type":"file","name":"foo.exe","extensions":{"ntfs-ext":{"sid":"1"}}})"), bare);
}

// Section 2.9: of several hashes one counts, by the order MD5, SHA-1, SHA-256, SHA-512.
TEST(DeterministicId, OneHashStandsForAll) {
  const std::string md5 = R"("MD5":"b365b9a80a06906fc9b400c06c33ff43")",
                    sha1 = R"("SHA-1":"bd49c11b86f5ee5cd6ee1c9a5a5bd2a16a1ee8c5")",
                    sha256 = R"("SHA-256":"fe90a7e910cb3a4739bed9180e807e93fa70c90f25a8915476f5e4bfbac681db")",
                    sha512 = R"("SHA-512":"aa")", tlsh = R"("TLSH":"bb")", own = R"("x_own":"cc")";
  const auto file = [](const std::vector<std::string>& hashes) {
    return id_of(R"({"type":"file","hashes":)" + object_of(hashes) + "}");
  };
  EXPECT_EQ(file({sha256, md5, sha1}), file({md5}));
  EXPECT_EQ(file({sha256, tlsh, sha1}), file({sha1}));
  EXPECT_EQ(file({sha512, sha256}), file({sha256}));
  EXPECT_EQ(file({tlsh, own, sha512}), file({sha512}));
  // None of the four: the first as it stands, for which the standard has no better rule.
  EXPECT_EQ(file({tlsh, own}), file({tlsh}));
  EXPECT_NE(file({tlsh, own}), file({own, tlsh}));
  EXPECT_EQ(id_of(R"({"type":"file","name":"foo.exe","hashes":{"SHA-256":)"
                  R"("fe90a7e910cb3a4739bed9180e807e93fa70c90f25a8915476f5e4bfbac681db"}})"),
            "file--741019a6-c339-5e5d-ad1e-6fa3dec47bb4");
}

TEST(DeterministicId, WithoutAContributingPropertyTheIdIsRandom) {
  for (const std::string_view text :
       {R"({"type":"file","size":5})", R"({"type":"domain-name"})",
        R"({"type":"process","pid":314,"command_line":"a"})", R"({"type":"email-message","is_multipart":false})"})
    EXPECT_EQ(id_of(text), "random") << text;
}

TEST(DeterministicId, RefusesWhatHasNone) {
  constexpr Row kRows[] = {
      {"[]", "an object is expected"},
      {R"({"value":"a"})", "\"type\" is missing or not a string"},
      {R"({"type":7,"value":"a"})", "\"type\" is missing or not a string"},
      {R"({"type":"malware","name":"a"})", "\"malware\" is not a type of cyber-observable object of STIX 2.1"},
      {R"({"type":"x-own","value":"a"})", "\"x-own\" is not a type of cyber-observable object of STIX 2.1"},
      {R"({"type":"file","hashes":"b365b9a80a06906fc9b400c06c33ff43"})", "\"hashes\" is not a dictionary"},
      {R"({"type":"file","hashes":{}})", "\"hashes\" is empty"},
      {R"({"type":"file","extensions":{"ntfs-ext":{"sid":"1","sid":"2"}}})",
       "the name \"sid\" occurs twice in one object"},
  };
  for (const Row& row : kRows) EXPECT_EQ(id_of(row.object), row.id) << row.object;
}

// RFC 8785: the same value in another spelling of JSON is the same value.
TEST(DeterministicId, DoesNotDependOnHowTheJsonIsWritten) {
  EXPECT_EQ(id_of(R"({"type":"domain-name","value":"example.com"})"),
            id_of("{ \"value\" : \"ex\\u0061mple\\u002ecom\",\n\t\"type\":\"domain-name\" }"));
  EXPECT_EQ(id_of(R"({"type":"autonomous-system","number":15139})"),
            id_of(R"({"type":"autonomous-system","number":1.5139e4})"));
  EXPECT_EQ(id_of(R"({"type":"mutex","name":"\u00e4\/"})"), id_of("{\"type\":\"mutex\",\"name\":\"\xC3\xA4/\"}"));
}

TEST(DeterministicId, DoesNotDependOnTheOrderOfMembers) {
  std::mt19937 random(7);
  std::vector<std::string> members = {R"("type":"network-traffic")",
                                      R"("start":"2026-01-01T00:00:00Z")",
                                      R"("end":"2026-01-01T00:00:01Z")",
                                      R"("src_ref":"ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4")",
                                      R"("dst_ref":"ipv4-addr--055987b7-7d94-5326-8e20-c3dad8241976")",
                                      R"("src_port":1024)",
                                      R"("dst_port":443)",
                                      R"("protocols":["ipv4","tcp"])",
                                      R"("is_active":false)"};
  std::vector<std::string> extension = {R"("src_flags_hex":"00000002")", R"("dst_flags_hex":"00000010")", R"("x_a":1)"};
  std::string first;
  for (int round = 0; round < 100; ++round) {
    std::shuffle(extension.begin(), extension.end(), random);
    std::vector<std::string> all = members;
    all.push_back(R"("extensions":{"tcp-ext":)" + object_of(extension) + "}");
    std::shuffle(all.begin(), all.end(), random);
    const std::string id = id_of(object_of(all));
    if (first.empty()) first = id;
    ASSERT_EQ(id, first) << object_of(all);
  }
  EXPECT_TRUE(first.starts_with("network-traffic--")) << first;
  // The order within a list is part of the value.
  members[7] = R"("protocols":["tcp","ipv4"])";
  members.push_back(R"("extensions":{"tcp-ext":)" + object_of(extension) + "}");
  EXPECT_NE(id_of(object_of(members)), first);
}

}  // namespace
}  // namespace parley::stix
