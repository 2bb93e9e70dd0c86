// A peer that comes to the door: heads, charters and requests that a member's certificate lets it send, and what it
// says inside its own journal. Nothing of it is believed further than its signature goes, and it takes nothing away
// from the others.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/file.h"
#include "group/state.h"
#include "journal/leaf.h"
#include "journal/log.h"
#include "json/canonical.h"
#include "json/json.h"
#include "node/charters.h"
#include "node/group_states.h"
#include "node/heads.h"
#include "node/journals.h"
#include "node/lobby.h"
#include "node/membership.h"
#include "node/peers.h"
#include "node/receipts.h"
#include "node/server.h"
#include "node/test_group.h"
#include "testing/waiting.h"

namespace parley::node::testing {
namespace {

using journal::Checkpoint;
using journal::Note;
using ::testing::AnyOf;
using ::testing::HasSubstr;

constexpr const char* kTaxii = "application/taxii+json;version=2.1";

class HostileCaller : public ::testing::Test {
 protected:
  void SetUp() override {
    make_group({&victim, &mallory, &honest});
    ASSERT_TRUE(victim.own_journal()->publish().ok());
    for (int i = 0; i < 3; ++i) mallory.append({identity_object(mallory.identity(), i)});
    honest.append({identity_object(honest.identity(), 100)});
    mallory.serve();
    honest.serve();
    ASSERT_EQ(victim.sync_with(mallory).problem, "");
    ASSERT_EQ(victim.sync_with(honest).problem, "");
    root = victim.node().membership().group("drill")->root;
    origin = mallory.own_journal()->origin();
    key = mallory.journal_key();
  }
  void open_doors() {
    auto started = NodeServer::start(victim.node());
    ASSERT_TRUE(started.ok()) << started.error().message;
    server = std::move(started).value();
  }
  http::Response post_as(Party& party, const std::string& path, const std::string& body,
                         const std::string& type = kTaxii) {
    auto link = party.node().peers().link(victim.identity());
    EXPECT_TRUE(link.ok());
    auto answer = (*link)->post(path, body, type);
    if (answer.ok()) return *answer;
    return {.status = 0, .headers = {}, .body = answer.error().message, .header_block = {}};
  }
  http::Response show(const std::string& body) {
    return post_as(mallory, "/" + root + "/add-checkpoint", body, "text/plain; charset=utf-8");
  }
  std::string lobby() {
    return fmt::format("/lobby/collections/{}/objects/", mallory.node().peers().find(victim.identity())->card.lobby);
  }
  std::string head(std::uint64_t size, std::uint8_t root_byte, const SigningKey& by, const std::string& of) {
    Hash hash{};
    hash.fill(root_byte);
    const std::string text = Checkpoint{.origin = of, .size = size, .root = hash, .extension = {}}.to_string();
    return Note{text, {journal::sign_note(text, of, by)}}.to_string();
  }

  const Folder folder;
  Party victim{folder.path() / "victim", "victim"}, mallory{folder.path() / "mallory", "mallory"},
      honest{folder.path() / "honest", "honest"};
  std::unique_ptr<NodeServer> server;  // the victim's; the last to begin, the first to end
  std::string root, origin;
  std::shared_ptr<const SigningKey> key;
};

TEST_F(HostileCaller, ShowsHeadsThatAreRefused) {
  open_doors();
  const auto mirror = victim.mirror_of(mallory);
  const std::uint64_t size = mirror->size();
  const std::string before = mirror->checkpoint();
  const std::string own_head = mallory.own_journal()->checkpoint();
  const SigningKey other = SigningKey::generate();
  const std::string zeros = to_base64(Hash{}) + "\n";
  std::string long_proof;
  for (int i = 0; i < 64; ++i) long_proof += zeros;
  struct Case {
    const char* name;
    std::string body;
    int status;
  };
  for (const Case& one : std::vector<Case>{
           {"nothing", "", 400},
           {"garbage", std::string(50'000, '\xff'), 400},
           {"more than a head can have", std::string(100'000, '\xff'), 413},
           {"megabytes", std::string(8u << 20, 'a'), 413},
           {"no checkpoint", "old 0\n\n", 400},
           {"a size with a sign", "old -1\n\n" + own_head, 400},
           {"a size too large", "old 99999999999999999999\n\n" + own_head, 400},
           {"a proof that is none", fmt::format("old {}\nxyz\n\n{}", size, own_head), 400},
           {"64 lines of proof", fmt::format("old {}\n{}\n{}", size, long_proof, own_head), 400},
           {"an old size", "old 0\n\n" + head(size + 1, 1, *key, origin), 409},
           {"10^18 entries",
            fmt::format("old {}\n{}\n{}", size, zeros, head(1'000'000'000'000'000'000, 1, *key, origin)), 422},
           {"a larger head of another history",
            fmt::format("old {}\n{}\n{}", size, zeros, head(size + 1, 1, *key, origin)), 422},
           {"another key", fmt::format("old {}\n\n{}", size, head(size + 1, 1, other, origin)), 403},
           {"another origin", fmt::format("old {}\n\n{}", size, head(size + 1, 1, *key, "mallory.example/j/x")), 404},
           {"the honest one's head",
            fmt::format("old {}\n\n{}", victim.mirror_of(honest)->size(), honest.own_journal()->checkpoint()), 404},
           {"the victim's own head",
            fmt::format("old {}\n\n{}", victim.own_journal()->size(), victim.own_journal()->checkpoint()), 404},
       }) {
    SCOPED_TRACE(one.name);
    EXPECT_EQ(show(one.body).status, one.status);
    EXPECT_EQ(mirror->size(), size);
    EXPECT_EQ(mirror->checkpoint(), before);
  }
  for (const std::string& path : {std::string("/unknown/add-checkpoint"), std::string("/lobby/add-checkpoint"),
                                  std::string("/add-checkpoint"), "/" + root + "/x/add-checkpoint"})
    EXPECT_EQ(post_as(mallory, path, "old 0\n\n" + own_head).status, 404) << path;
  const auto split = show(fmt::format("old {}\n\n{}", size, head(size, 7, *key, origin)));
  EXPECT_EQ(split.status, 409);
  EXPECT_THAT(victim.node().heads().stopped(origin).value_or(""), HasSubstr("split view"));
  EXPECT_EQ(victim.sync_with(honest).problem, "");
}

// A head that must be fetched slowly, shown many times at once, holds a thread each: the others must still be answered.
TEST_F(HostileCaller, ShowsManyHeadsAndServesThemSlowly) {
  open_doors();
  const std::string from = mallory.served_at();
  const std::uint64_t size = mallory.own_journal()->size();
  mallory.append({identity_object(mallory.identity(), 50)});
  const auto proof = mallory.own_journal()->prove_consistency(size);
  ASSERT_TRUE(proof.ok());
  journal::AddCheckpoint request;
  request.old_size = size;
  request.proof = *proof;
  request.note = Note::parse(mallory.own_journal()->checkpoint()).value();
  parley::testing::Gate gate;
  mallory.serve([&](const http::Request& asked, const Truthful& truthful) {
    if (!asked.path.starts_with(from + "tile/")) return truthful(asked);
    gate.wait();
    return http::Response{503, {}, std::string(), nullptr};
  });
  std::vector<std::thread> callers;
  std::atomic<int> turned_away = 0;
  for (int i = 0; i < 12; ++i)
    callers.emplace_back([&] {
      if (show(request.to_string()).status == 503) ++turned_away;
    });
  EXPECT_TRUE(parley::testing::eventually([&] { return gate.waiting() == 1 && turned_away == 11; }))
      << gate.waiting() << " fetched, " << turned_away << " turned away";
  auto link = honest.node().peers().link(victim.identity());
  ASSERT_TRUE(link.ok());
  const auto answer = (*link)->get(victim.served_at() + "checkpoint");
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(gate.waiting(), 1) << "an honest member waits for a hostile one";
  gate.open();
  for (auto& caller : callers) caller.join();
  mallory.stop_serving();  // what it answers with looks at this function's variables
  EXPECT_EQ(gate.gave_up(), 0);
  EXPECT_GE(turned_away.load(), 11);
}

std::string artifact(const std::string& payload, int number) {
  return fmt::format(
      R"({{"objects":[{{"type":"artifact","spec_version":"2.1","id":"artifact--{:08x}-2222-4222-8222-222222222222","mime_type":"application/json","payload_bin":"{}"}}]}})",
      number, to_base64(as_bytes(payload)));
}

TEST_F(HostileCaller, FillsTheLobbyWithWhatIsNoCharter) {
  open_doors();
  const std::string charter = victim.node().membership().group("drill")->charter.text;
  const auto swapped = [&](std::string_view what, std::string_view with) {
    std::string text = charter;
    const std::size_t at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), with);
  };
  std::string other_id = charter;
  for (std::size_t at = 0; (at = other_id.find("charter--7c1f2a30", at)) != std::string::npos;)
    other_id.replace(at, 17, "charter--aaaaaaaa");
  const std::vector<std::string> payloads = {
      "",
      "x",
      "{}",
      "[]",
      "null",
      std::string(20'000, '['),
      R"({"type":"charter"})",
      std::string(100'000, '{'),
      swapped("Northern grid", "Southern grid"),  // every signature is then wrong
      other_id,                                   // likewise
      swapped("2026", "2031"),
      swapped("infrastructure", "world domination"),
      charter.substr(0, charter.size() / 2),
      charter,  // what is in force already
      "{\"type\":\"charter\",\"name\":\"" + std::string(100'000, 'x') + "\"}",
  };
  int number = 0;
  for (const std::string& payload : payloads) {
    post_as(mallory, lobby(), artifact(payload, ++number));
    ASSERT_TRUE(victim.node().lobby().read().ok());
    EXPECT_TRUE(victim.node().charters().proposals().empty()) << payload.substr(0, 100);
  }
  EXPECT_EQ(victim.node().membership().groups().size(), 1u);
  EXPECT_EQ(victim.node().membership().group("drill")->charter.text, charter);
  EXPECT_EQ(victim.sync_with(honest).problem, "");
}

// Whose certificate it is decides before how much it brings and where to: nothing of a stranger's body is waited for.
TEST_F(HostileCaller, ThatIsNoPartyIsRefusedBeforeItsBody) {
  Party stranger(folder.path() / "stranger", "stranger");
  const auto card = victim.node().peers().own_card_parsed();
  ASSERT_TRUE(stranger.node().peers().accept(*card, card->name).ok());
  open_doors();
  const std::string body(100'000, 'x');  // more than a head may have
  for (const std::string& path :
       {"/" + root + "/add-checkpoint", lobby(), std::string("/lobby/collections/"), "/" + root + "/receipts",
        std::string("/news"), std::string("/nothing"), std::string("/taxii2/")}) {
    EXPECT_EQ(post_as(stranger, path, body).status, 401) << path;
    EXPECT_NE(post_as(mallory, path, body).status, 401) << path;
  }
  EXPECT_EQ(post_as(mallory, "/" + root + "/add-checkpoint", body).status, 413) << "of a party by the path";
}

// Who goes by what the root says is never refused for its length.
TEST_F(HostileCaller, IsToldHowMuchTheLobbyTakes) {
  open_doors();
  auto link = mallory.node().peers().link(victim.identity());
  const auto told = [&](const std::string& path) {
    const auto answer = (*link)->get(path);
    EXPECT_TRUE(answer.ok()) << answer.error().message;
    json::Parser parser;
    std::uint64_t bytes = 0;
    const auto read = parser.parse(answer->body_text());
    EXPECT_TRUE(read.ok() && read->at_key("max_content_length").get(bytes) == simdjson::SUCCESS) << path;
    return bytes;
  };
  const std::uint64_t most = told("/lobby/");
  EXPECT_EQ(told("/" + root + "/"), victim.node().config().server.limits.body_bytes);
  EXPECT_EQ(post_as(mallory, lobby(), std::string(most + 1, ' ')).status, 413);
  EXPECT_NE(post_as(mallory, lobby(), std::string(most, ' ')).status, 413);
}

TEST_F(HostileCaller, FloodsTheLobbyUntilItIsTurnedAway) {
  open_doors();
  const auto entries = [&] { return victim.node().journals().open("lobby")->journal->size(); };
  const std::uint64_t before = entries();
  EXPECT_EQ(post_as(mallory, lobby(), artifact(std::string(600'000, 'x'), 1)).status, 413);
  int taken = 0, refused = 0;
  for (int i = 0; i < 200; ++i) {
    const int status = post_as(mallory, lobby(), artifact(std::to_string(i), i + 10)).status;
    ASSERT_THAT(status, AnyOf(202, 429));
    ++(status == 202 ? taken : refused);
  }
  EXPECT_LE(taken, 61);
  EXPECT_GE(refused, 139);
  EXPECT_LE(entries(), before + 61);
  EXPECT_EQ(post_as(honest, lobby(), artifact("honest", 5000)).status, 202) << "another party's charters still come in";
}

TEST_F(HostileCaller, AsksForWhatIsNotItsOwn) {
  open_doors();
  auto link = mallory.node().peers().link(victim.identity());
  const std::string own = victim.node().journals().open("main")->row.id;
  for (const std::string& path :
       {std::string("/api/collections/"), "/api/collections/" + own + "/objects/",
        "/" + root + "/collections/" + own + "/objects/", "/lobby/collections/" + own + "/objects/",
        fmt::format("/lobby/collections/{}/objects/", mallory.node().peers().find(victim.identity())->card.lobby),
        std::string("/lobby/receipts"), std::string("/receipts"), std::string("/api/receipts"), std::string("/metrics"),
        std::string("/healthz"), "/" + root + "/../api/collections/"}) {
    const auto answer = (*link)->get(path);
    ASSERT_TRUE(answer.ok()) << path;
    EXPECT_THAT(answer->status, AnyOf(400, 401, 403, 404)) << path;
    EXPECT_THAT(std::string(answer->body_text()), ::testing::Not(HasSubstr("correct horse")));
  }
  // Writing into another's journal, or its own copy here.
  for (const std::string& id : {own, victim.served_at().substr(victim.served_at().find("collections/") + 12, 36),
                                mallory.served_at().substr(mallory.served_at().find("collections/") + 12, 36)})
    EXPECT_THAT(post_as(mallory, fmt::format("/{}/collections/{}/objects/", root, id),
                        R"({"objects":[)" + identity_object(mallory.identity(), 9) + "]}")
                    .status,
                AnyOf(403, 404))
        << id;
}

// Its own journal is signed and consistent, but it speaks in the victim's name.
TEST_F(HostileCaller, SpeaksInAnothersName) {
  const std::string forged = fmt::format(
      R"({{"type":"note","spec_version":"2.1","id":"note--00000001-3333-4333-8333-333333333333","created_by_ref":"{}","created":"2026-07-09T18:30:00.000Z","modified":"2026-07-09T18:30:00.000Z",)"
      R"("content":"We did it","object_refs":["{}"]}})",
      victim.identity(), victim.identity());
  mallory.append({forged, identity_object(honest.identity(), 4711, "Not theirs")});
  ASSERT_EQ(victim.sync_with(mallory).problem, "");
  std::vector<group::Fault> faults;
  ASSERT_TRUE(victim.node()
                  .group_states()
                  .for_each(now(), [&](const GroupView&, const group::View& view) { faults = view.faults; })
                  .ok());
  int foreign = 0;
  for (const auto& fault : faults) {
    EXPECT_EQ(fault.at.author, mallory.identity());
    if (fault.code == "foreign-object") ++foreign;
  }
  EXPECT_EQ(foreign, 2);
}

// Signature lines of strangers are worth nothing; a hundred of them must not leave an unreadable head behind, here or
// at home.
TEST_F(HostileCaller, AddsSignaturesToHeads) {
  const auto with_lines = [](std::string text) {
    Note note = Note::parse(text).value();
    const SigningKey stranger = SigningKey::generate();
    while (note.signatures.size() < 100)
      note.signatures.push_back(
          journal::cosign_note(note.text, fmt::format("stranger{}.example", note.signatures.size()), stranger, 1));
    return note.to_string();
  };
  mallory.append({identity_object(mallory.identity(), 60)});
  mallory.serve([&](const http::Request& request, const Truthful& truthful) {
    http::Response answer = truthful(request);
    if (request.path.ends_with("/checkpoint") && answer.status == 200)
      answer.body = with_lines(std::string(answer.body_text()));
    return answer;
  });
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(victim.sync_with(mallory).problem, "");
    for (const auto& journal : {victim.own_journal(), victim.mirror_of(mallory)}) {
      const auto note = Note::parse(journal->checkpoint());
      ASSERT_TRUE(note.ok()) << note.error().message;
      EXPECT_LE(note->signatures.size(), 4u);
    }
  }
  EXPECT_EQ(victim.mirror_of(mallory)->size(), mallory.own_journal()->size());
}

// What it shows as receipts: only heads of members, signed by them, count.
TEST_F(HostileCaller, InventsReceipts) {
  const std::string own = victim.own_journal()->origin();
  const std::string path = "/" + root + "/receipts";
  const std::string stranger = head(3, 1, SigningKey::generate(), own);
  std::string quoted;
  append_json_string(quoted, stranger);
  int asked = 0;
  for (const std::string& body :
       {std::string("x"), std::string("{}"), std::string(R"({"next":1,"more":true,"receipts":[7]})"),
        std::string(R"({"next":0,"more":true,"receipts":[]})"),
        R"({"next":1,"more":false,"receipts":[)" + quoted + "]}", std::string(10'000, '[')}) {
    mallory.serve([&](const http::Request& request, const Truthful& truthful) {
      return request.path == path ? http::Response{200, {}, body, nullptr} : truthful(request);
    });
    EXPECT_NE(victim.sync_with(mallory).problem, "") << body.substr(0, 60);
  }
  mallory.serve([&](const http::Request& request, const Truthful& truthful) {
    return request.path == path
               ? http::Response{200, {}, fmt::format(R"({{"next":{},"more":true,"receipts":[]}})", ++asked), nullptr}
               : truthful(request);
  });
  victim.sync_with(mallory);
  EXPECT_LE(asked, 200) << "receipts without end";
  for (const auto& receipt : victim.node().receipts().list(*victim.node().membership().group("drill")))
    EXPECT_NE(receipt.author, receipt.holder);
}

}  // namespace
}  // namespace parley::node::testing
