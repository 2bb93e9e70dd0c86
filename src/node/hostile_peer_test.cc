// A peer that lies: it has its keys, its certificate and its place in the charter, and serves what it likes. Every lie
// is refused with a reason, nothing of it is shown, what it signed against itself is kept, and the other peer goes on.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstring>

#include "base/file.h"
#include "group/state.h"
#include "journal/edge.h"
#include "journal/log.h"
#include "node/exchange.h"
#include "node/heads.h"
#include "node/keys.h"
#include "node/membership.h"
#include "node/peers.h"
#include "node/test_group.h"
#include "taxii/envelope.h"
#include "testing/waiting.h"

namespace parley::node::testing {
namespace {

using journal::Checkpoint;
using journal::Note;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

http::Response plain(std::string body, int status = 200) {
  return {status, {{"Content-Type", "application/taxii+json;version=2.1"}}, std::move(body), nullptr};
}

// The truth, but for the bodies of answers to paths that begin with `prefix`.
Answer changed(std::string prefix, std::function<std::string(std::string)> change) {
  return
      [prefix = std::move(prefix), change = std::move(change)](const http::Request& request, const Truthful& truthful) {
        http::Response answer = truthful(request);
        if (request.path.starts_with(prefix) && answer.status == 200)
          answer.body = change(std::string(answer.body_text()));
        return answer;
      };
}

Answer answered(std::string prefix, std::function<http::Response(const http::Request&)> with) {
  return [prefix = std::move(prefix), with = std::move(with)](const http::Request& request, const Truthful& truthful) {
    return request.path.starts_with(prefix) ? with(request) : truthful(request);
  };
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

// An envelope with its objects in another order, with some missing or twice.
std::string rearranged(const std::string& body, const std::function<void(std::vector<std::string>&)>& change) {
  std::vector<std::string> objects;
  const auto split = taxii::split_envelope(body);
  if (!split.ok()) return body;
  for (const auto& one : *split) objects.emplace_back(one.text);
  change(objects);
  return fmt::format(R"({{"more":false,"objects":[{}]}})", fmt::join(objects, ","));
}

std::string bundle_of(const std::vector<std::string>& leaves) {
  std::string out;
  for (const std::string& leaf : leaves) {
    out += static_cast<char>(leaf.size() >> 8);
    out += static_cast<char>(leaf.size() & 255);
    out += leaf;
  }
  return out;
}

std::vector<std::string> leaves_of(std::string_view bundle) {
  std::vector<std::string> out;
  while (bundle.size() >= 2) {
    const std::size_t size =
        static_cast<std::size_t>(static_cast<unsigned char>(bundle[0])) << 8 | static_cast<unsigned char>(bundle[1]);
    out.emplace_back(bundle.substr(2, size));
    bundle.remove_prefix(std::min(bundle.size(), 2 + size));
  }
  return out;
}

std::string nested(int depth) {
  return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
}

struct Lie {
  const char* name;
  Answer answer;
  const char* reason;  // part of what the report says
  bool stops = true;   // whether the journal is stopped until a person has looked
};

class HostilePeer : public ::testing::Test {
 protected:
  void SetUp() override {
    make_group({&victim, &mallory, &honest});
    for (Party* one : {&victim, &honest}) ASSERT_TRUE(one->own_journal()->publish().ok());
    for (int i = 0; i < 5; ++i) mallory.append({identity_object(mallory.identity(), i)});
    mallory.serve();
    honest.serve();
    ASSERT_EQ(victim.sync_with(mallory).problem, "");
    ASSERT_EQ(victim.sync_with(honest).problem, "");
    at = mallory.served_at();
    key = mallory.journal_key();
    origin = mallory.own_journal()->origin();
  }

  std::string stopped() { return victim.node().heads().stopped(origin).value_or(""); }
  void start_again() { (void)victim.node().heads().resume(origin); }
  std::vector<std::string> evidence() const { return victim.evidence(); }
  void expect_honest_goes_on() {
    honest.append({identity_object(honest.identity(), ++honest_objects + 1000)});
    EXPECT_EQ(victim.sync_with(honest).problem, "");
    EXPECT_EQ(victim.mirror_of(honest)->size(), honest.own_journal()->size());
  }

  // `exchange` gives the problem that was met.
  void expect_refused(const Lie& lie, const std::function<std::string()>& exchange) {
    SCOPED_TRACE(lie.name);
    const auto mirror = victim.mirror_of(mallory);
    const std::uint64_t size = mirror->size();
    const std::string head = mirror->checkpoint();
    const std::size_t kept = evidence().size();
    const std::string problem = exchange();
    EXPECT_THAT(problem, HasSubstr(lie.reason));
    EXPECT_EQ(mirror->size(), size) << "something unverified is shown";
    EXPECT_EQ(mirror->checkpoint(), head);
    EXPECT_EQ(!stopped().empty(), lie.stops) << stopped();
    EXPECT_EQ(evidence().size(), kept + (lie.stops ? 1 : 0));
    if (lie.stops) {
      mallory.serve();
      EXPECT_EQ(victim.sync_with(mallory).problem, stopped()) << "a journal that was refused is not read on";
      EXPECT_EQ(mirror->size(), size);
    }
    expect_honest_goes_on();
    start_again();
  }
  void expect_refused(const Lie& lie) {
    mallory.serve(lie.answer);
    expect_refused(lie, [this] { return victim.sync_with(mallory).problem; });
  }
  // After all the lies the truth goes in.
  void expect_truth() {
    mallory.serve_instead(nullptr);
    mallory.serve();
    EXPECT_EQ(victim.sync_with(mallory).problem, "");
    const auto mirror = victim.mirror_of(mallory);
    EXPECT_EQ(mirror->size(), mallory.own_journal()->size());
    const auto verified = mirror->verify();
    EXPECT_TRUE(verified.ok()) << verified.error().message;
  }

  std::string signed_head(std::uint64_t size, const Hash& root, const SigningKey& by, const std::string& of) {
    const std::string text = Checkpoint{.origin = of, .size = size, .root = root, .extension = {}}.to_string();
    return Note{text, {journal::sign_note(text, of, by)}}.to_string();
  }
  Checkpoint true_head() { return Checkpoint::parse(Note::parse(mallory.own_journal()->checkpoint())->text).value(); }
  Lie head_lie(const char* name, const std::string& head, const char* reason, bool stops = true) {
    return {name, answered(at + "checkpoint", [head](const http::Request&) { return plain(head); }), reason, stops};
  }

  const Folder folder;
  Party victim{folder.path() / "victim", "victim"}, mallory{folder.path() / "mallory", "mallory"},
      honest{folder.path() / "honest", "honest"};
  std::string at, origin;
  std::shared_ptr<const SigningKey> key;
  int honest_objects = 0;
};

TEST_F(HostilePeer, WithAHeadThatIsNotTheOneIsRefused) {
  const std::string before = mallory.own_journal()->checkpoint();
  const Checkpoint head = true_head();
  Hash other_root = head.root;
  const std::uint64_t earlier = head.size - 2;
  const Hash earlier_root = mallory.own_journal()->roots({&earlier, 1})->front();
  other_root[7] ^= 1;
  std::string unsigned_head = mallory.own_journal()->checkpoint();
  unsigned_head[unsigned_head.size() - 10] = unsigned_head[unsigned_head.size() - 10] == 'A' ? 'B' : 'A';
  const SigningKey other = SigningKey::generate();
  for (const Lie& lie : std::vector<Lie>{
           head_lie("wrong signature", unsigned_head, "wrong signature"),
           head_lie("other key", signed_head(head.size + 5, other_root, other, origin), "wrong signature"),
           head_lie("other origin", signed_head(head.size + 5, other_root, *key, "mallory.example/j/other"),
                    "wrong signature"),
           head_lie("the honest one's head", honest.own_journal()->checkpoint(), "wrong signature"),
           head_lie("split view: the same size, another root", signed_head(head.size, other_root, *key, origin),
                    "split view"),
           head_lie("split view: fewer entries, another root", signed_head(head.size - 2, other_root, *key, origin),
                    "split view"),
           head_lie("rolled back", signed_head(head.size - 2, earlier_root, *key, origin), "rolled back"),
           head_lie("nothing", signed_head(0, journal::empty_root(), *key, origin), "rolled back"),
           head_lie("10^18 entries", signed_head(1'000'000'000'000'000'000, other_root, *key, origin),
                    "not what was signed"),
           head_lie("2^63 - 1 entries", signed_head((std::uint64_t{1} << 63) - 1, other_root, *key, origin),
                    "not what was signed"),
           head_lie("2^63 entries", signed_head(std::uint64_t{1} << 63, other_root, *key, origin), "foreign head"),
           head_lie("2^64 - 1 entries", signed_head(~std::uint64_t{0}, other_root, *key, origin), "foreign head"),
           head_lie("one more than there are", signed_head(head.size + 1, other_root, *key, origin),
                    "not what was signed"),
           head_lie("no note", "hello", "the head that is served", false),
           head_lie("no signature", head.to_string(), "the head that is served", false),
           head_lie("an empty answer", "", "the head that is served", false),
           head_lie("8 MB of head", std::string(8u << 20, 'x'), "the head that is served", false),
           head_lie(
               "1000 signatures",
               [&] {
                 std::string text = before;
                 const std::string line = before.substr(before.find("\n\n") + 2);
                 for (int i = 0; i < 1000; ++i) text += line;
                 return text;
               }(),
               "the head that is served", false),
       })
    expect_refused(lie);
  expect_truth();
}

TEST_F(HostilePeer, ThatForksItsHistoryIsRefused) {
  const auto shorter = mallory.forked_journal(folder.path() / "shorter"),
             same = mallory.forked_journal(folder.path() / "same"),
             longer = mallory.forked_journal(folder.path() / "longer");
  const std::uint64_t size = mallory.own_journal()->size();
  int number = 0;
  for (const auto& [fork, entries] :
       {std::pair(shorter, size - 1), std::pair(same, size), std::pair(longer, size + 7)}) {
    while (fork->size() < entries)
      Party::append_to(*fork,
                       {identity_object(mallory.identity(), 100 + number++, "What they would rather have said")});
    mallory.serve_instead(fork);
    mallory.serve();
    expect_refused({"fork", {}, "split view"}, [&] {
      const std::string problem = victim.sync_with(mallory).problem;
      mallory.serve_instead(nullptr);
      return problem;
    });
  }
  for (const std::string& kept : evidence()) EXPECT_TRUE(proves_split_view(kept)) << kept;
  expect_truth();
}

TEST_F(HostilePeer, ThatServesOtherObjectsThanItSignedIsRefused) {
  for (int i = 5; i < 10; ++i) mallory.append({identity_object(mallory.identity(), i)});
  const std::string objects = at + "objects/";
  const auto page = [&](std::string body) {
    return answered(objects, [body = std::move(body)](const http::Request&) { return plain(body); });
  };
  const auto reordered = [&](const std::function<void(std::vector<std::string>&)>& change) {
    return changed(objects, [change](const std::string& body) { return rearranged(body, change); });
  };
  int cursor = 0;
  for (const Lie& lie : std::vector<Lie>{
           {"edited object",
            changed(objects, [](std::string body) { return replaced(std::move(body), "Duty team", "Duty tean"); }),
            "not the one that the entry commits to"},
           {"added member",
            changed(objects,
                    [](std::string body) {
                      return replaced(std::move(body), R"("name":)", R"("description":"x","name":)");
                    }),
            "commits to"},
           {"missing object", reordered([](auto& all) { all.erase(all.begin() + 1); }), "not what was signed"},
           {"missing last object", reordered([](auto& all) { all.pop_back(); }), "fewer objects"},
           {"reordered objects", reordered([](auto& all) { std::swap(all[0], all[1]); }), "commits to"},
           {"an object twice", reordered([](auto& all) { all.insert(all.begin(), all.front()); }), "commits to"},
           {"foreign object", reordered([&](auto& all) { all[0] = identity_object(victim.identity(), 77); }),
            "commits to"},
           {"no objects", page("{}"), "fewer objects"},
           {"objects that are none", page(R"({"objects":[1,2,3,null,[]]})"), ""},
           {"a million empty objects", page([] {
              std::string text = R"({"objects":[{})";
              for (int i = 0; i < 1'000'000; ++i) text += ",{}";
              return text + "]}";
            }()),
            ""},
           {"more without where", page(R"({"more":true,"objects":[]})"), "a page promises more"},
           {"more, and the same place again", page(R"({"more":true,"next":"x","objects":[]})"), "a page promises more"},
           {"endless more",
            answered(objects,
                     [&](const http::Request&) {
                       return plain(fmt::format(R"({{"more":true,"next":"{}","objects":[]}})", ++cursor));
                     }),
            "page after page"},
           {"more is no truth value", page(R"({"more":"yes","next":7,"objects":{}})"), "fewer objects"},
           {"not JSON", page("<html>"), "not what was signed"},
           {"an array", page("[]"), "no TAXII envelope"},
           {"truncated", changed(objects, [](std::string body) { return body.substr(0, body.size() / 2); }),
            "not what was signed"},
           {"deep JSON", page(R"({"objects":)" + nested(100'000) + "}"), "not what was signed"},
           {"deep object", page(R"({"objects":[{"type":"x","a":)" + nested(255) + "}]}"), "not what was signed"},
           {"not UTF-8", page("{\"objects\":[\"\xff\xfe\"]}"), "not what was signed"},
           {"an error", answered(objects, [](const http::Request&) { return plain("{}", 500); }), "500", false},
           {"a redirect",
            answered(objects,
                     [](const http::Request&) {
                       return http::Response{302, {{"Location", "file:///etc/passwd"}}, std::string(), nullptr};
                     }),
            "302", false},
           {"gone", answered(objects, [](const http::Request&) { return plain("{}", 404); }), "404"},
           {"forbidden", answered(objects, [](const http::Request&) { return plain("{}", 403); }), "403", false},
           {"a page without end", page(std::string(200u << 20, ' ')), "too large", false},
       })
    expect_refused(lie);
  EXPECT_LE(cursor, 20) << "empty pages are not asked for without end";
  expect_truth();
}

TEST_F(HostilePeer, ThatServesOtherEntriesThanItSignedIsRefused) {
  for (int i = 5; i < 10; ++i) mallory.append({identity_object(mallory.identity(), i)});
  const std::string tiles = at + "tile/", salts = at + "salts/";
  const auto entries = [&](const std::function<void(std::vector<std::string>&)>& change) {
    return changed(tiles + "entries/", [change](const std::string& body) {
      auto leaves = leaves_of(body);
      change(leaves);
      return bundle_of(leaves);
    });
  };
  const std::uint64_t held = victim.mirror_of(mallory)->size();
  for (const Lie& lie : std::vector<Lie>{
           {"reordered entries", entries([&](auto& all) { std::swap(all[held], all[held + 1]); }),
            "not what was signed"},
           {"missing entry", entries([&](auto& all) { all.erase(all.begin() + static_cast<std::ptrdiff_t>(held)); }),
            "not what was signed"},
           {"other time",
            entries([&](auto& all) { all[held] = replaced(all[held], R"("time":"2026)", R"("time":"2027)"); }),
            "not what was signed"},
           {"other kind", entries([&](auto& all) { all[held] = replaced(all[held], "assert", "revoke"); }),
            "not those under the signed head"},
           {"an empty entry", entries([&](auto& all) { all[held].clear(); }), "not what was signed"},
           {"a purge of what comes later", entries([&](auto& all) {
              all[held] = replaced(all[held], R"("kind":"assert")", R"("kind":"purge","of":[99])");
            }),
            "not what was signed"},
           {"entries that are none", changed(tiles, [](const std::string&) { return std::string(5000, '\xff'); }),
            "not what was signed"},
           {"no entries", changed(tiles, [](const std::string&) { return std::string(); }), "not what was signed"},
           {"no tiles", answered(tiles, [](const http::Request&) { return plain("{}", 404); }), "404"},
           {"a salt too few", changed(salts, [](std::string body) { return body.substr(32); }), "as many salts"},
           {"half a salt", changed(salts, [](std::string body) { return body.substr(16); }), "as many salts"},
           {"a salt too many", changed(salts, [](std::string body) { return body + std::string(32, 'x'); }),
            "as many salts"},
           {"a million salts", changed(salts, [](const std::string&) { return std::string(32u << 20, 'x'); }),
            "as many salts"},
           {"another salt",
            changed(salts,
                    [](std::string body) {
                      body[3] = static_cast<char>(body[3] ^ 1);
                      return body;
                    }),
            "commits to"},
           {"no salts", answered(salts, [](const http::Request&) { return plain("{}", 500); }), "500", false},
       })
    expect_refused(lie);
  expect_truth();
}

// Each of many peers could else make this node hold the largest page that there is, where a few bytes are asked for.
TEST_F(HostilePeer, ThatAnswersWithoutEndIsCutOffAtEightMebibytesUnlessMoreIsAskedFor) {
  constexpr std::size_t kMost = 8u << 20;
  std::atomic<std::size_t> sent = 0;
  mallory.serve([&](const http::Request&, const Truthful&) { return plain(std::string(sent, 'x')); });
  const std::string root = "/" + victim.node().membership().group("drill")->root;
  const std::string journal = root + "/collections/" + std::string(36, '0');
  auto link = victim.node().peers().link(mallory.identity());
  ASSERT_TRUE(link.ok()) << link.error().message;
  const auto bytes_of = [&](const Result<http::Response>& answer) {
    return answer.ok() ? answer->body_text().size() : std::size_t{0};
  };
  for (const std::string& path :
       {std::string("/news"), std::string("/lobby/"), root + "/", root + "/collections/", journal + "/",
        root + "/receipts?after=0", journal + "/checkpoint", journal + "/manifest/"}) {
    SCOPED_TRACE(path);
    sent = kMost;
    EXPECT_EQ(bytes_of((*link)->get(path)), kMost);
    sent = kMost + 1;
    const auto refused = (*link)->get(path);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, Code::too_large);
  }
  for (const std::string& path : {journal + "/objects/", root + "/add-checkpoint"}) {
    const auto refused = (*link)->post(path, "x", "text/plain");
    ASSERT_FALSE(refused.ok()) << path;
    EXPECT_EQ(refused.error().code, Code::too_large);
  }
  for (const std::string& path : {journal + "/objects/?limit=9", journal + "/tile/0/000", journal + "/salts/000"})
    EXPECT_EQ(bytes_of((*link)->get(path, sent)), sent) << "who asks says that the answer may be large: " << path;
}

TEST_F(HostilePeer, ThatIsSlowHoldsUpNobodyElse) {
  mallory.append({identity_object(mallory.identity(), 5)});
  const auto view = victim.node().membership().group("drill");
  const auto peer = victim.node().peers().find(mallory.identity());
  ASSERT_TRUE(peer.ok());
  for (const char* what : {"checkpoint", "tile/", "salts/", "objects/"}) {
    parley::testing::Gate gate;
    const Lie lie{what, answered(at + what, [&](const http::Request&) { return gate.wait(), plain("{}"); }), "", false};
    mallory.serve(lie.answer);
    expect_refused(lie, [&]() -> std::string {
      PeerLink impatient(peer->card.url, peer->card.tls_fingerprint, victim.node().dir() / "keys" / "peer.pem",
                         victim.node().dir() / "keys" / "peer.key", 200);
      SyncReport report;
      for (const MemberView& member : view->members)
        if (member.identity_id == mallory.identity())
          report = victim.node().exchange().sync_member(*view, member, impatient);
      EXPECT_EQ(gate.gave_up(), 0) << "it waited for the answer";
      EXPECT_NE(report.problem, "");
      return report.problem;
    });
    gate.open();
    mallory.stop_serving();  // what it answers with looks at the gate
  }
  expect_truth();
}

}  // namespace
}  // namespace parley::node::testing
