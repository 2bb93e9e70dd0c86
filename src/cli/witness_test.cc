// Outside witnesses as people meet them: named in a charter, told what to know, asked, shown, proven.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "cli/test_party.h"
#include "journal/policy.h"
#include "node/test_witness.h"
#include "release/release_fixture.h"

namespace parley::cli::testing {
namespace {

using namespace release::testing;
using ::testing::HasSubstr;
using ::testing::Not;

class WitnessCommands : public ::testing::Test {
 protected:
  WitnessCommands() {
    std::vector<std::string> draft = {"--quorum", "2"};
    for (const auto* witness : {&w1_, &w2_})
      draft.insert(draft.end(), {"--witness", witness->named().key.to_string() + " " + witness->named().url});
    draft.insert(draft.end(), {"--witness", w3_.named().key.to_string()});
    make_group(ours_, theirs_, draft);
    ours_.run({"user", "add", "anna"});
    EXPECT_EQ(ours_.run({"import", "-"}, malware(1, marked(kGreen)) + "\n").status, 0);
    const std::string journal = own_journal_in(ours_, "tarn");
    journal_ = member(journal, "journal"), origin_ = member(journal, "origin");
  }
  std::string file(const char* name) { return ours_.file(name); }
  // The operators of the witnesses add what the group tells them.
  void make_known() {
    const std::string lines = ours_.run({"group", "show", "tarn", "--witness-lines"}).out;
    for (std::size_t at = 0; at < lines.size(); at = lines.find('\n', at) + 1) {
      const std::string line = lines.substr(at, lines.find('\n', at) - at);
      ASSERT_TRUE(line.starts_with("log ")) << line;
      const auto key = journal::VerifierKey::parse(line.substr(4));
      ASSERT_TRUE(key.ok()) << line;
      for (auto* witness : {&w1_, &w2_}) witness->know(*key);
      if (key->name == origin_) log_ = *key;
    }
    EXPECT_EQ(log_.name, origin_);
  }
  Finished prove(const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"prove", id_of("malware", 1), "-j", journal_, "-o", file("proof.json")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return ours_.run(arguments);
  }

  node::testing::TestWitness w1_{"w1.example"}, w2_{"w2.example"}, w3_{"w3.example"};
  Party ours_{"Ruritania"}, theirs_{"Graustark"};
  std::string journal_, origin_;
  journal::VerifierKey log_;
};

TEST_F(WitnessCommands, AreAskedShownAndProven) {
  ASSERT_EQ(ours_.run({"release", "send", id_of("malware", 1), "--to", "tarn", "--yes"}).status, 0);
  const auto before = prove();
  EXPECT_EQ(before.status, 0) << before.err;
  EXPECT_THAT(before.out, HasSubstr("not yet cosigned by the witnesses: 0 of 2"));
  EXPECT_THAT(ours_.run({"verify", file("proof.json")}).out, HasSubstr("lacking   w1.example, w2.example, w3.example"));
  const auto refused = prove({"--require-quorum"});
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr("0 of 2"));

  // They do not know the log yet.
  const auto unknown = ours_.run({"sync"});
  EXPECT_EQ(unknown.status, 1);
  EXPECT_THAT(unknown.out, HasSubstr("answered 404"));
  EXPECT_THAT(ours_.run({"group", "show", "tarn"}).out, HasSubstr("not yet witnessed: by 0 of 3 (2 asked for)"));

  make_known();
  ours_.run({"sync"});  // the other party has no address
  const auto shown = ours_.run({"group", "show", "tarn"}).out;
  EXPECT_THAT(shown, HasSubstr("witnessed by 2 of 3 (2 asked for): entries 0.."));
  EXPECT_THAT(shown, HasSubstr("lacks w3.example (it is not asked by the nodes)"));
  EXPECT_THAT(ours_.run({"group", "show", "tarn", "--json"}).out, HasSubstr(R"("witnessing":{"asked_for":2,)"));
  EXPECT_THAT(ours_.run({"receipt", id_of("malware", 1)}).out, HasSubstr("witness w1.example"));

  const auto proven = prove({"--require-quorum"});
  EXPECT_EQ(proven.status, 0) << proven.err;
  EXPECT_THAT(proven.out, HasSubstr("2 of 3 outside witnesses"));
  const auto verified = ours_.run({"verify", file("proof.json"), "--key", log_.to_string()});
  EXPECT_EQ(verified.status, 0) << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("2 of (w1.example, w2.example, w3.example)"));
  // A reader who insists on the third, and one who does not.
  const auto policy = [&](std::string_view rule) {
    const std::string text =
        fmt::format("log {}\nwitness a {}\nwitness b {}\nwitness c {}\ngroup ab any a b\n{}\n", log_.to_string(),
                    w1_.named().key.to_string(), w2_.named().key.to_string(), w3_.named().key.to_string(), rule);
    EXPECT_TRUE(replace_file(file("policy"), text, Durability::relaxed).ok());
    return ours_.run({"verify", file("proof.json"), "--policy", file("policy")});
  };
  EXPECT_THAT(policy("quorum ab").out, HasSubstr("(your policy)"));
  const auto insists = policy("group all all ab c\nquorum all");
  EXPECT_EQ(insists.status, 1);
  EXPECT_THAT(insists.err, HasSubstr("still lacking: w3.example"));
}

TEST_F(WitnessCommands, AreMissedAfterAWhile) {
  EXPECT_THAT(ours_.run({"status"}).out, Not(HasSubstr("have not cosigned")));
  ours_.reopen([](const std::filesystem::path& dir) {
    std::string text = read_file(dir / "parley.toml").value();
    text.replace(text.find("[peers]"), 7, "[peers]\nwitness_age_minutes = 0");
    ASSERT_TRUE(replace_file(dir / "parley.toml", text, Durability::relaxed).ok());
  });
  EXPECT_THAT(ours_.run({"status"}).out, HasSubstr("that the outside witnesses have not cosigned: not yet witnessed"));
  make_known();
  ours_.run({"sync"});
  EXPECT_THAT(ours_.run({"status"}).out, Not(HasSubstr("have not cosigned")));
}

}  // namespace
}  // namespace parley::cli::testing
