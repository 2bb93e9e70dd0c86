// The slow, obvious evaluator of many patterns: each one's Matcher on each observation. The index must say the same,
// whether it is given the observation or its values one by one, while indicators come and go.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "pattern/index.h"
#include "pattern/index_test_data.h"
#include "pattern/matcher.h"
#include "pattern/pattern.h"

namespace parley::pattern {
namespace {

class Random {
 public:
  std::size_t pick(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  template <std::size_t N>
  std::string one_of(const char* const (&list)[N]) {
    return list[pick(N)];
  }

 private:
  std::mt19937 random_{20261123};
};

constexpr const char* kDomains[] = {"a.example",     "A.example",         "b.example.", "bad-a.example",
                                    "xn--a.example", "b\xC3\xBC.example", "10.1.2.3",   "evil.test"};
constexpr const char* kAddresses[] = {"10.1.2.3", "10.1.2.4/32", "10.1.0.0/16", "192.0.2.1", "x", "010.1.2.3"};
constexpr const char* kSixes[] = {"2001:db8::1", "2001:DB8:0::1", "2001:db8::/32", "::ffff:10.1.2.3"};
constexpr const char* kUrls[] = {"http://a.example", "http://A.example:80/", "http://evil.test/x?y", "not a url"};
constexpr const char* kHashes[] = {"d41d8cd98f00b204e9800998ecf8427e", "D41D8CD98F00B204E9800998ECF8427E",
                                   "00000000000000000000000000000000"};
constexpr const char* kNames[] = {"evil.exe",
                                  "EVIL.exe",
                                  "readme",
                                  "evi",
                                  ("\xE2\x84\xAA"
                                   "evil"),
                                  ""};

// One comparison over the properties that observations below have.
std::string comparison(Random& random) {
  const std::string no = random.pick(8) == 0 ? " NOT" : "";
  const auto text = [&](const char* path, auto& values) {
    switch (random.pick(6)) {
      case 0:
        return std::string(path) + no + " IN ('" + random.one_of(values) + "', '" + random.one_of(values) + "')";
      case 1:
        return std::string(path) + no + " LIKE '%" + random.one_of(values) + "%'";
      case 2:
        return std::string(path) + no + " MATCHES '" + (random.pick(2) ? "(?i)evil" : "a\\\\.exam|^read.*") + "'";
      case 3:
        return std::string(path) + (random.pick(2) ? " != '" : " > '") + random.one_of(values) + "'";
      default:
        return std::string(path) + no + " = '" + random.one_of(values) + "'";
    }
  };
  const auto block = [&](const char* path, const char* const(&blocks)[5]) {
    return std::string(path) + no + (random.pick(3) ? " ISSUBSET '" : " ISSUPERSET '") + random.one_of(blocks) + "'";
  };
  constexpr const char* kBlocks[] = {"10.0.0.0/8", "10.1.2.0/24", "10.1.2.3", "0.0.0.0/0", "192.0.2.1/32"};
  constexpr const char* kSixBlocks[] = {"2001:db8::/32", "2001:db8::1", "::/0", "::ffff:0:0/96", "2001:db9::/32"};
  switch (random.pick(14)) {
    case 0:
      return text("domain-name:value", kDomains);
    case 1:
      return text("ipv4-addr:value", kAddresses);
    case 2:
      return text("ipv6-addr:value", kSixes);
    case 3:
      return text("url:value", kUrls);
    case 4:
      return "file:hashes." + std::string(random.pick(2) ? "MD5" : "md5") + no + " = '" + random.one_of(kHashes) + "'";
    case 5:
      return text("file:name", kNames);
    case 6:
      return "file:size" + std::string(random.pick(2) ? " = " : " > ") + std::to_string(random.pick(3)) +
             (random.pick(2) ? ".0" : "");
    case 7:
      return block("ipv4-addr:value", kBlocks);
    case 8:
      return block("ipv6-addr:value", kSixBlocks);
    case 9:
      return text("network-traffic:dst_ref.value", kAddresses);
    case 10:
      return block("network-traffic:dst_ref.value", kBlocks);
    case 11:
      return "network-traffic:protocols" + std::string(random.pick(2) ? "[*]" : "[1]") + " = '" +
             (random.pick(2) ? "tcp" : "dns") + "'";
    case 12:
      return random.pick(2) ? "EXISTS file:name" : "NOT EXISTS url:value";
    default:
      return "file:is_x = " + std::string(random.pick(2) ? "true" : "false");
  }
}

std::string expression(Random& random, std::size_t leaves) {
  if (leaves <= 1) return comparison(random);
  const std::size_t left = 1 + random.pick(leaves - 1);
  return "(" + expression(random, left) + (random.pick(2) ? " AND " : " OR ") + expression(random, leaves - left) + ")";
}

std::string random_pattern(Random& random) {
  std::string out = "[" + expression(random, 1 + random.pick(2) * random.pick(3)) + "]";
  switch (random.pick(10)) {
    case 0:
      return out + (random.pick(2) ? " AND [" : " OR [") + comparison(random) + "]";
    case 1:
      return out + " REPEATS 2 TIMES";
    case 2:
      return out + " START t'2026-01-01T00:00:00Z' STOP t'2026-01-01T00:00:0" + std::to_string(1 + random.pick(9)) +
             "Z'";
    case 3:
      return "([" + comparison(random) + "] FOLLOWEDBY " + out + ") WITHIN 5 SECONDS";
    default:
      return out;
  }
}

std::string random_observation(Random& random) {
  const std::string second = std::to_string(random.pick(10));
  std::string objects, refs;
  const auto add = [&](const std::string& type, const std::string& members) {
    const std::string id = type + "--1";
    refs += (refs.empty() ? "\"" : ",\"") + id + "\"";
    objects += R"(,{"type":")" + type + R"(","id":")" + id + "\"" + members + "}";
  };
  const auto value = [&](const std::string& text) { return R"(,"value":")" + text + "\""; };
  if (random.pick(2)) add("domain-name", value(random.one_of(kDomains)));
  if (random.pick(2)) add("ipv4-addr", value(random.one_of(kAddresses)));
  if (random.pick(2)) add("ipv6-addr", value(random.one_of(kSixes)));
  if (random.pick(2)) add("url", value(random.one_of(kUrls)));
  if (random.pick(2))
    add("file", R"(,"name":")" + random.one_of(kNames) + R"(","size":)" + std::to_string(random.pick(3)) +
                    (random.pick(2) ? ".0" : "") + R"(,"is_x":)" + (random.pick(2) ? "true" : "false") +
                    R"(,"hashes":{")" + (random.pick(2) ? "MD5" : "md5") + R"(":")" + random.one_of(kHashes) + R"("})");
  if (random.pick(2))
    add("network-traffic", R"(,"dst_ref":")" + std::string(random.pick(2) ? "ipv4-addr--1" : "domain-name--1") +
                               R"(","protocols":["tcp","dns"])");
  return R"([{"type":"observed-data","id":"o","first_observed":"2026-01-01T00:00:0)" + second +
         R"(Z","last_observed":"2026-01-01T00:00:0)" + second + R"(Z","number_observed":)" +
         std::to_string(1 + random.pick(3)) + R"(,"object_refs":[)" + refs + "]}" + objects + "]";
}

struct Known {
  std::string text;
  Matcher matcher;
  Micros from;
  std::optional<Micros> until;
};

Micros at_second(std::size_t second) { return {1'767'225'600'000'000 + static_cast<std::int64_t>(second) * 1'000'000}; }

// What the observation's values are, as a reader of logs would say them.
const std::vector<Hit>& match_by_values(Index& index, Index::Reader& reader, const Observation& observation) {
  class Source : public ObservationSource {
   public:
    explicit Source(const Observation& o) : o_(o) {}
    const Observation* observation() override { return &o_; }

   private:
    const Observation& o_;
  };
  reader.begin({static_cast<std::int64_t>(observation.first / 1'000'000'000'000)});
  for (const Sco& sco : observation.scos) {
    for (const auto field : sco.object) {
      const std::string path = std::string(sco.type) + ":" + std::string(field.key);
      std::string_view text;
      if (field.key == "hashes") {
        for (const auto hash : json::Object(field.value)) reader.text(path::file_md5, std::string_view(hash.value));
      } else if (field.key == "protocols") {
        for (const json::Element protocol : json::Array(field.value))
          reader.text(path::network_traffic_protocols, std::string_view(protocol));
      } else if (field.key == "dst_ref") {
        for (const Sco& other : observation.scos)
          if (other.id == std::string_view(field.value))
            reader.text(path::network_traffic_dst, std::string_view(other.object["value"]));
      } else if (field.value.is_bool()) {
        reader.boolean(*index.path(path), bool(field.value));
      } else if (field.value.is_number()) {
        reader.number(*index.path(path),
                      static_cast<std::int64_t>(field.value.is_double() ? double(field.value)
                                                                        : double(std::int64_t(field.value))));
      } else if (field.value.get(text) == simdjson::SUCCESS) {
        reader.text(*index.path(path), text);
      }
    }
  }
  Source source(observation);
  return reader.finish(&source);
}

TEST(IndexAgainstSlow, RandomPatternsAndObservationsAgree) {
  Random random;
  Index index;
  Index::Reader reader(index);
  std::map<std::string, Known> known;
  int matched = 0, parts = 0;
  for (int round = 0; round < 1'500; ++round) {
    for (int change = 0; change < 6; ++change) {
      const std::string id = "i" + std::to_string(random.pick(200));
      if (random.pick(4) == 0) {
        ASSERT_EQ(index.withdraw(id), known.erase(id) == 1);
        continue;
      }
      const std::string text = random_pattern(random);
      const auto pattern = parse(text);
      ASSERT_TRUE(pattern.ok()) << text << " " << pattern.error().message;
      auto matcher = Matcher::compile(*pattern, Comparing::normalised);
      ASSERT_TRUE(matcher.ok()) << text;
      const Micros from = at_second(random.pick(4));
      std::optional<Micros> until;
      if (random.pick(2)) until = at_second(4 + random.pick(6));
      ASSERT_TRUE(index.put({id, text, from, until, false, -1}).ok()) << text;
      known.insert_or_assign(id, Known{text, std::move(*matcher), from, until});
    }
    const std::string json = random_observation(random);
    const TestObservations observed(json);
    const Observation& observation = observed.all.front();
    const Micros at{static_cast<std::int64_t>(observation.first / 1'000'000'000'000)};
    std::map<std::string, std::string> wanted;
    for (const auto& [id, indicator] : known) {
      const auto match = indicator.matcher.match(observation);
      ASSERT_TRUE(match.ok());
      if (match->matched && indicator.from <= at && (!indicator.until || at < *indicator.until))
        wanted.emplace(id, indicator.text);
    }
    for (const bool by_values : {false, true}) {
      std::map<std::string, std::string> got;
      for (const Hit& hit : by_values ? match_by_values(index, reader, observation) : reader.match(observation)) {
        const std::string id = index.find(hit.indicator)->id;
        parts += hit.kind == Hit::Kind::part;
        if (hit.kind == Hit::Kind::match) {
          ASSERT_TRUE(got.emplace(id, known.at(id).text).second);
        }
      }
      ASSERT_EQ(got, wanted) << json << " by values: " << by_values;
    }
    matched += static_cast<int>(wanted.size());
  }
  EXPECT_EQ(index.counts().indicators, known.size());
  EXPECT_GT(matched, 5'000);
  EXPECT_GT(parts, 500);
  for (const auto& [id, indicator] : known) ASSERT_TRUE(index.withdraw(id));
  EXPECT_EQ(index.counts().indicators, 0u);
  EXPECT_EQ(index.counts().always, 0u);
}

}  // namespace
}  // namespace parley::pattern
