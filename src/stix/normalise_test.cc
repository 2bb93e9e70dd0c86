#include "stix/normalise.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <random>
#include <vector>

namespace parley::stix {
namespace {

const std::map<std::string, ValueKind> kKinds = {
    {"domain", ValueKind::domain},
    {"ipv4", ValueKind::ipv4},
    {"ipv6", ValueKind::ipv6},
    {"url", ValueKind::url},
    {"email", ValueKind::email},
    {"mac", ValueKind::mac},
    {"as_number", ValueKind::as_number},
    {"host", ValueKind::host},
    {"md5", ValueKind::md5},
    {"sha1", ValueKind::sha1},
    {"sha256", ValueKind::sha256},
    {"sha512", ValueKind::sha512},
    {"account_id", ValueKind::account_id},
    {"account_login", ValueKind::account_login},
};

std::string unescape(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
    } else if (text[++i] == 'x') {
      out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      out += text[i] == 't' ? '\t' : text[i];
    }
  }
  return out;
}

struct Case {
  std::string kind, value, normal;
};

std::vector<Case> read_cases() {
  std::vector<Case> out;
  std::ifstream file(PARLEY_STIX_TESTDATA "/normalise.tsv");
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::size_t first = line.find('\t'), second = line.find('\t', first + 1);
    out.push_back({line.substr(0, first), unescape(line.substr(first + 1, second - first - 1)),
                   unescape(line.substr(second + 1))});
  }
  return out;
}

TEST(Normalise, AgreesWithTheVectors) {
  const std::vector<Case> cases = read_cases();
  ASSERT_GT(cases.size(), 140u);
  for (const Case& c : cases) {
    SCOPED_TRACE(c.kind + " " + c.value);
    const ValueKind kind = kKinds.at(c.kind);
    const auto normal = normalise(kind, c.value);
    ASSERT_EQ(normal.ok() ? *normal : "!", c.normal) << (normal.ok() ? "" : normal.error().message);
    std::string storage;
    const auto view = normalise(kind, c.value, storage);
    ASSERT_EQ(view ? *view : "!", c.normal);
    if (!normal.ok()) continue;
    // ::ffff:a.b.c.d changes its kind.
    const ValueKind kept = kind == ValueKind::ipv6 && c.normal.find(':') == std::string::npos ? ValueKind::ipv4 : kind;
    const auto again = normalise(kept, *normal);
    EXPECT_EQ(again.ok() ? *again : "!", *normal) << "not a fixed point";
  }
}

TEST(Normalise, NormalValuesAreNotCopied) {
  const std::pair<ValueKind, std::string_view> cases[] = {
      {ValueKind::domain, "www.example.org"},
      {ValueKind::domain, "www.example.org."},
      {ValueKind::ipv4, "198.51.100.7"},
      {ValueKind::host, "198.51.100.7"},
      {ValueKind::url, "https://example.org/a/b.html?q=1"},
      {ValueKind::email, "someone@example.org"},
      {ValueKind::md5, "d41d8cd98f00b204e9800998ecf8427e"},
      {ValueKind::none, "Anything"},
  };
  for (const auto& [kind, value] : cases) {
    std::string storage;
    const auto normal = normalise(kind, value, storage);
    ASSERT_TRUE(normal) << value;
    EXPECT_EQ(normal->data(), value.data()) << value;
  }
}

TEST(Normalise, ArbitraryBytesAreRefusedOrHaveAFixedPoint) {
  std::mt19937 random(1);
  const std::string alphabet = "aZ0.-:/%@?#[]_ \xC3\xBC\xE3\x80\x82";
  for (int round = 0; round < 20'000; ++round) {
    std::string value = round % 3 == 0 ? "http://" : "";
    for (auto n = random() % 12; n > 0; --n) value += alphabet[random() % alphabet.size()];
    for (const auto& [name, kind] : kKinds) {
      const auto normal = normalise(kind, value);
      if (!normal.ok()) continue;
      if (kind == ValueKind::ipv6) continue;
      const auto again = normalise(kind, *normal);
      ASSERT_EQ(again.ok() ? *again : "!", *normal) << name << " of " << value;
    }
  }
}

TEST(Normalise, PathsHaveKinds) {
  EXPECT_EQ(kind_of_path("domain-name:value"), ValueKind::domain);
  EXPECT_EQ(kind_of_path("file:hashes.'SHA-256'"), ValueKind::sha256);
  EXPECT_EQ(kind_of_path("file:hashes.SHA256"), ValueKind::sha256);
  EXPECT_EQ(kind_of_path("x509-certificate:hashes.MD5"), ValueKind::md5);
  EXPECT_EQ(kind_of_path("file:extensions.'windows-pebinary-ext'.file_header_hashes.MD5"), ValueKind::none);
  EXPECT_EQ(kind_of_path("file:hashes.SSDEEP"), ValueKind::none);
  EXPECT_EQ(kind_of_path("network-traffic:dst_ref.value"), ValueKind::host);
  EXPECT_EQ(kind_of_path("file:name"), ValueKind::none);
  EXPECT_EQ(hash_algorithm("sha3_256"), "");
  EXPECT_EQ(hash_algorithm("sha-3-256"), "SHA3-256");
}

TEST(Refang, SaysWhetherItChangedAnything) {
  bool changed = false;
  EXPECT_EQ(refang("hxxps[://]evil[.]example/a", changed), "https://evil.example/a");
  EXPECT_TRUE(changed);
  EXPECT_EQ(refang("HXXP://evil(dot)example", changed), "http://evil.example");
  EXPECT_TRUE(changed);
  EXPECT_EQ(refang("someone[at]example[.]org", changed), "someone@example.org");
  EXPECT_TRUE(changed);
  EXPECT_EQ(refang("h**ps://evil[.example/a", changed), "https://evil.example/a");
  EXPECT_TRUE(changed);
  EXPECT_EQ(refang("evil{dot}sub\\.example", changed), "evil.sub.example");
  EXPECT_TRUE(changed);
  EXPECT_EQ(refang("http://[2001:db8::1]/", changed), "http://[2001:db8::1]/");
  EXPECT_FALSE(changed);
}

TEST(Refang, TakesTheBlanksAroundADotAway) {
  bool changed = false;
  EXPECT_EQ(refang("x [dot] bad [dot] example", changed), "x.bad.example");
  EXPECT_TRUE(changed);
  EXPECT_EQ(refang("ana [at] bad (dot) example", changed), "ana@bad.example");
}

}  // namespace
}  // namespace parley::stix
