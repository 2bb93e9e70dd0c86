#include "pattern/defanged.h"

#include <gtest/gtest.h>

namespace parley::pattern {
namespace {

TEST(Defanged, APatternIsToldWithWhatItMustHaveBeen) {
  struct Row {
    const char *pattern, *refanged;
  };
  constexpr Row kRows[] = {
      {"[domain-name:value = 'files[.]bad-host[.]example']", "[domain-name:value = 'files.bad-host.example']"},
      {"[domain-name:value LIKE '%[.]bad-host(.)example']", "[domain-name:value LIKE '%.bad-host.example']"},
      {"[ipv4-addr:value IN ('192.0.2.1', '198[.]51[.]100[.]1')]",
       "[ipv4-addr:value IN ('192.0.2.1', '198.51.100.1')]"},
      {"[url:value = 'hxxps://bad-host.example/a']", "[url:value = 'https://bad-host.example/a']"},
      {"[email-addr:value = 'someone[at]bad-host[.]example']", "[email-addr:value = 'someone@bad-host.example']"},
      {"[ipv6-addr:value != '2001[:]db8::1']", "[ipv6-addr:value != '2001:db8::1']"},
      {"[network-traffic:dst_ref.value = 'bad-host[.]example'] FOLLOWEDBY [url:value = 'http://a.example/']",
       "[network-traffic:dst_ref.value = 'bad-host.example'] FOLLOWEDBY [url:value = 'http://a.example/']"},
      {"[domain-name:value = 'bad-host dot example']", "[domain-name:value = 'bad-host.example']"},
      {R"([domain-name:value = 'bad-host\\.example'])", "[domain-name:value = 'bad-host.example']"},
      {"[domain-name:value = 'bad-host{dot}example']", "[domain-name:value = 'bad-host.example']"},
      {"[domain-name:value = 'bad-host[.example']", "[domain-name:value = 'bad-host.example']"},
      {"[email-addr:value = 'ada at bad-host dot example']", "[email-addr:value = 'ada@bad-host.example']"},
      {"[url:value = 'h**p://bad-host.example/']", "[url:value = 'http://bad-host.example/']"},
      {"([file:name = 'a'] OR [domain-name:value = 'bad-host[dot]example']) WITHIN 5 SECONDS",
       "([file:name = 'a'] OR [domain-name:value = 'bad-host.example']) WITHIN 5 SECONDS"},
  };
  for (const Row& row : kRows) {
    const auto found = find_defanged(row.pattern);
    ASSERT_TRUE(found) << row.pattern;
    EXPECT_EQ(found->pattern, row.refanged);
  }
}

TEST(Defanged, WhatIsMeantSoIsLeftAlone) {
  for (const char* pattern :
       {"[domain-name:value MATCHES '^files[.]bad-host[.]example$']", "[file:name = 'notes (at) home[.]txt']",
        "[url:value = 'http://bad-host.example/a(at)b']", "[domain-name:value = 'bad-host.example']",
        "[process:command_line = 'hxxp']", "not a pattern [.]"})
    EXPECT_FALSE(find_defanged(pattern)) << pattern;
}

}  // namespace
}  // namespace parley::pattern
