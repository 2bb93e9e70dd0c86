#include "node/config.h"

#include <gtest/gtest.h>

namespace parley::node {
namespace {

TEST(Config, WhatInitWritesIsReadBack) {
  Config config;
  config.party = {"Ministry of the \"Interior\"", "identity--f431f809-377b-45e0-aa1c-6a4751cae5ff"};
  const auto read = Config::parse(initial_config(config), "parley.toml");
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->party.name, config.party.name);
  EXPECT_EQ(read->party.identity, config.party.identity);
  EXPECT_EQ(read->server.port, 6100);
}

TEST(Config, EveryMistakeSaysWhereAndWhatCouldStandThere) {
  const struct {
    const char *text, *message;
  } cases[] = {
      {"", "[party] name is missing"},
      {"[party]\nname = 5", "parley.toml:2: [party] name must be a text in quotes"},
      {"[party]\nname = \"x\"\n[server]\nprot = 1",
       "parley.toml:4: [server] has no key \"prot\"; did you mean \"port\"?"},
      {"[party]\nname = \"x\"\n[server]\nport = 70000",
       "parley.toml:4: [server] port must be a whole number from 0 to 65535"},
      {"[party]\nname = \"x\"\n[sever]\nport = 7", "[top level] has no key \"sever\"; did you mean \"server\"?"},
      {"[party]\nname = \"x\"\n[server]\ntls = \"yes\"", "must be one of \"off\", \"files\", \"self-signed\""},
      {"[party]\nname = \"x\"\n[taxii]\nroot = \"taxii2\"", "[taxii] root must be one path segment"},
      {"[party]\nname = \"x\"\n[server]\ntls = \"files\"", "needs tls_certificate and tls_key"},
      {"[party\nname = \"x\"", "parley.toml:1:"},
      {"party = 1", "party must be a section"},
      {"[@nf", "parley.toml:1:"},
      {"[\x1f", "parley.toml:1:"},
      {"[party]\nz\xc2\xbd[", "parley.toml:2:"},
      {"[party]\nname = \"x\"\n[witness]\njournal = \"a\"", "write witnesses as [[witness]]"},
      {"[party]\nname = \"x\"\n[[witness]]\njournal = \"a\"", "each [[witness]] needs"},
      {"[party]\nname = \"x\"\n[duty]\nwebhook = \"ftp://x\"", "[duty] webhook must begin with"},
      {"[party]\nname = \"x\"\n[duty]\nahead_hours = -1", "[duty] ahead_hours must be a whole number from 0"},
      {"[party]\nname = \"x\"\n[room]\naddress = \"0.0.0.0\"", "passwords would travel in the clear"},
      {"[party]\nname = \"x\"\n[room]\naddress = \"room\"", "[room] address is \"room\", which is no numeric address"},
      {"[party]\nname = \"x\"\n[room]\ntls = true", "[room] tls = true uses the certificate of [server]"},
      {"[party]\nname = \"x\"\n[server]\ntls = \"self-signed\"\n[room]\ntls = true", "needs public_url"},
      {"[party]\nname = \"x\"\n[room]\npublic_url = \"room.example\"", "must begin with https:// or http://"},
      {"[party]\nname = \"x\"\n[room]\npublic_url = \"https://room.example/x\"", "without a path"},
      {"[party]\nname = \"x\"\n[room]\npublic_url = \"http://room.example\"", "a browser keeps no session there"},
      {"[party]\nname = \"x\"\n[room]\nidle_minutes = 0", "[room] idle_minutes must be a whole number from 1"},
  };
  for (const auto& c : cases) {
    const auto read = Config::parse(c.text, "parley.toml");
    ASSERT_FALSE(read.ok()) << c.text;
    EXPECT_NE(read.error().message.find(c.message), std::string::npos) << c.text << "\n" << read.error().message;
  }
}

TEST(Config, ARoomIsForThisMachineOrBehindTls) {
  const char* const good[] = {
      "[party]\nname = \"x\"\n",
      "[party]\nname = \"x\"\n[room]\nport = 0\npublic_url = \"http://a.localhost:7480\"",
      "[party]\nname = \"x\"\n[room]\npublic_url = \"https://room.example.gov\"",  // a proxy on this machine ends TLS
      ("[party]\nname = \"x\"\n[server]\ntls = \"self-signed\"\n[room]\ntls = true\n"
       "address = \"0.0.0.0\"\npublic_url = \"https://room.example.gov:7480\""),
      "[party]\nname = \"x\"\n[room]\nenabled = false\naddress = \"0.0.0.0\"",
  };
  for (const char* const text : good) {
    const auto read = Config::parse(text, "parley.toml");
    EXPECT_TRUE(read.ok()) << text << "\n" << read.error().message;
  }
}

}  // namespace
}  // namespace parley::node
