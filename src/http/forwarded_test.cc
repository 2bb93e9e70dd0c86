#include "http/forwarded.h"

#include <gtest/gtest.h>

namespace parley::http {
namespace {

const std::vector<AddressRange> kTrusted = {AddressRange::parse("127.0.0.1").value(),
                                            AddressRange::parse("10.0.0.0/8").value(),
                                            AddressRange::parse("2001:db8:1::/48").value()};

struct Case {
  const char* name;
  const char* peer;
  Headers headers;
  const char* client;
};

const Case kCases[] = {
    {"NoField", "127.0.0.1:1", {}, "127.0.0.1:1"},
    {"OneHop", "127.0.0.1:1", {{"X-Forwarded-For", "192.0.2.1"}}, "192.0.2.1:0"},
    {"WithPort", "127.0.0.1:1", {{"x-forwarded-for", "192.0.2.1:4711"}}, "192.0.2.1:0"},
    {"Ipv6", "127.0.0.1:1", {{"X-Forwarded-For", "2001:DB8::1"}}, "[2001:db8::1]:0"},
    {"Mapped", "127.0.0.1:1", {{"X-Forwarded-For", "::ffff:192.0.2.1"}}, "192.0.2.1:0"},
    {"StrangerIsNotBelieved", "192.0.2.9:1", {{"X-Forwarded-For", "192.0.2.1"}}, "192.0.2.9:1"},
    {"WhatTheClientWroteIsNotLookedAt", "127.0.0.1:1", {{"X-Forwarded-For", "198.51.100.1, 192.0.2.1"}}, "192.0.2.1:0"},
    {"GarbageOfTheClientIsNotLookedAt", "127.0.0.1:1", {{"X-Forwarded-For", "\xff;\"<,, 192.0.2.1"}}, "192.0.2.1:0"},
    {"ThroughSeveralProxies",
     "127.0.0.1:1",
     {{"X-Forwarded-For", "192.0.2.1, 10.1.2.3, 2001:db8:1::9"}},
     "192.0.2.1:0"},
    {"AllTrusted", "127.0.0.1:1", {{"X-Forwarded-For", "10.0.0.1, 10.0.0.2"}}, "10.0.0.1:0"},
    {"SeveralFields",
     "127.0.0.1:1",
     {{"X-Forwarded-For", "198.51.100.1"}, {"X-Forwarded-For", "192.0.2.1"}},
     "192.0.2.1:0"},
    {"Unknown", "127.0.0.1:1", {{"X-Forwarded-For", "unknown"}}, "127.0.0.1:1"},
    {"EmptyLast", "127.0.0.1:1", {{"X-Forwarded-For", "192.0.2.1,"}}, "127.0.0.1:1"},
    {"BadPort", "127.0.0.1:1", {{"X-Forwarded-For", "192.0.2.1:x"}}, "127.0.0.1:1"},
    {"Zone", "127.0.0.1:1", {{"X-Forwarded-For", "fe80::1%eth0"}}, "127.0.0.1:1"},
    {"Standard", "127.0.0.1:1", {{"Forwarded", "for=192.0.2.1;proto=https;by=10.0.0.1"}}, "192.0.2.1:0"},
    {"StandardQuoted", "127.0.0.1:1", {{"Forwarded", "By=x; FOR=\"[2001:db8::7]:4711\""}}, "[2001:db8::7]:0"},
    {"StandardList", "127.0.0.1:1", {{"Forwarded", "for=198.51.100.1, for=192.0.2.1, for=10.0.0.1"}}, "192.0.2.1:0"},
    {"StandardObfuscated", "127.0.0.1:1", {{"Forwarded", "for=_hidden"}}, "127.0.0.1:1"},
    {"StandardTwice", "127.0.0.1:1", {{"Forwarded", "for=192.0.2.1;for=192.0.2.2"}}, "127.0.0.1:1"},
    {"StandardCommaInQuotes", "127.0.0.1:1", {{"Forwarded", "for=\"198.51.100.1, for=192.0.2.1\""}}, "127.0.0.1:1"},
    {"BothAgree", "127.0.0.1:1", {{"Forwarded", "for=192.0.2.1"}, {"X-Forwarded-For", "192.0.2.1"}}, "192.0.2.1:0"},
    {"BothDiffer", "127.0.0.1:1", {{"Forwarded", "for=198.51.100.1"}, {"X-Forwarded-For", "192.0.2.1"}}, "127.0.0.1:1"},
};

class ForwardedClient : public ::testing::TestWithParam<Case> {};
TEST_P(ForwardedClient, IsTheFirstFromTheRightThatIsNotTrusted) {
  EXPECT_EQ(client_behind(GetParam().headers, GetParam().peer, kTrusted), GetParam().client);
  EXPECT_EQ(client_behind(GetParam().headers, GetParam().peer, {}), GetParam().peer);
}
INSTANTIATE_TEST_SUITE_P(Table, ForwardedClient, ::testing::ValuesIn(kCases),
                         [](const auto& param) { return param.param.name; });

TEST(ForwardedClient, IsNotSoughtBehindMoreProxiesThanThereCanBe) {
  std::string chain = "192.0.2.1";
  for (int i = 0; i < 5000; ++i) chain += ",10.0.0.1";
  EXPECT_EQ(client_behind({{"X-Forwarded-For", chain}}, "127.0.0.1:1", kTrusted), "127.0.0.1:1");
}

TEST(AddressRange, TakesAddressesAndNetworksOnly) {
  for (const char* text :
       {"", "localhost", "10.0.0.1/8", "10.0.0.0/33", "::/129", "1.2.3", "1.2.3.4/", "/8", "[::1]", "::1/"})
    EXPECT_FALSE(AddressRange::parse(text).ok()) << text;
  const AddressRange odd = AddressRange::parse("192.0.2.128/25").value();
  EXPECT_TRUE(odd.contains("192.0.2.129") && odd.contains("::ffff:192.0.2.255"));
  EXPECT_FALSE(odd.contains("192.0.2.127") || odd.contains("::1") || odd.contains("x"));
  EXPECT_TRUE(AddressRange::parse("0.0.0.0/0").value().contains("8.8.8.8"));
  EXPECT_FALSE(AddressRange::parse("0.0.0.0/0").value().contains("2001:db8::1"));
}

}  // namespace
}  // namespace parley::http
