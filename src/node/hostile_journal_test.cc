// A peer whose signature is good under a journal that is none: entries that no honest node would make, and logs too
// long for one batch, whose tiles lie.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "journal/edge.h"
#include "journal/leaf.h"
#include "journal/log.h"
#include "json/canonical.h"
#include "node/heads.h"
#include "node/test_group.h"

namespace parley::node::testing {
namespace {

using ::testing::HasSubstr;

struct Forged {
  const char* name;
  std::string leaf, object;
  std::optional<journal::Salt> salt;
  const char* reason;
};

class HostileJournal : public ::testing::Test {
 protected:
  void SetUp() override {
    make_group({&victim, &mallory});
    mallory.append({identity_object(mallory.identity(), 1)});
    mallory.serve();
    ASSERT_EQ(victim.sync_with(mallory).problem, "");
    at = mallory.served_at();
    salt.fill(7);
  }
  Micros later() const { return Micros{now().value + 1'000'000}; }
  std::string leaf_of(const std::string& canonical, Micros time) const {
    return journal::make_leaf(journal::LeafKind::assertion, journal::commitment(salt, canonical), time);
  }

  // Mallory's true entries and one more, signed with her key.
  std::string problem_with(const Forged& forged) {
    auto log = journal::Log::open(folder.path() / forged.name, mallory.own_journal()->origin()).value();
    const std::uint64_t size = mallory.own_journal()->size();
    const std::string bundle =
        mallory.own_journal()->read_tile({journal::TilePath::kEntries, 0, static_cast<int>(size)}).value();
    std::vector<std::string_view> leaves = journal::split_bundle(bundle, size, journal::Rest::none).value();
    leaves.push_back(forged.leaf);
    EXPECT_TRUE(log.append(leaves).ok());
    EXPECT_TRUE(log.publish(*mallory.journal_key(), Durability::relaxed).ok());
    mallory.serve([&](const http::Request& request, const Truthful& truthful) {
      const auto plain = [](std::string body) { return http::Response{200, {}, std::move(body), nullptr}; };
      if (request.path == at + "checkpoint") return plain(log.checkpoint());
      if (request.path.starts_with(at + "tile/")) {
        const auto tile = log.read_tile(journal::parse_tile_path(request.path.substr(at.size())).value());
        return plain(tile.ok() ? *tile : std::string());
      }
      if (request.path.starts_with(at + "salts/")) {
        const journal::Salt none{};
        return plain(std::string(as_text(forged.salt ? *forged.salt : none)));
      }
      if (request.path == at + "objects/") return plain(R"({"more":false,"objects":[)" + forged.object + "]}");
      return truthful(request);
    });
    const std::string problem = victim.sync_with(mallory).problem;
    mallory.serve();
    return problem;
  }

  const Folder folder;
  Party victim{folder.path() / "victim", "victim"}, mallory{folder.path() / "mallory", "mallory"};
  std::string at;
  journal::Salt salt{};
};

TEST_F(HostileJournal, OfEntriesThatAreNoneIsRefusedThoughItIsSigned) {
  const std::string good = identity_object(mallory.identity(), 2);
  const std::string canonical = json::canonical(good).value();
  const std::string deep =
      R"({"type":"identity","spec_version":"2.1","id":"identity--00000009-1111-4111-8111-111111111111","a":)" +
      std::string(300, '[') + std::string(300, ']') + "}";
  const std::string twice =
      R"({"type":"identity","type":"identity","spec_version":"2.1","id":"identity--00000009-1111-4111-8111-111111111111"})";
  const std::string any_leaf = leaf_of(canonical, later());
  const Hash nothing{};
  for (const Forged& forged : std::vector<Forged>{
           {"words", "hello", good, salt, "entry 2"},
           {"spaces", " " + any_leaf, good, salt, "entry 2"},
           {"unknown kind", std::string(any_leaf).replace(any_leaf.find("assert"), 6, "praise"), good, salt, "entry 2"},
           {"earlier date", leaf_of(canonical, Micros{0}), good, salt, "not later"},
           {"another object", any_leaf, identity_object(mallory.identity(), 3), salt, "commits to"},
           {"no object", any_leaf, "", salt, "fewer objects"},
           {"deep object", any_leaf, deep, salt, "not what was signed"},
           {"members twice", any_leaf, twice, salt, "entry 2"},
           {"an array", any_leaf, "[1]", salt, "entry 2"},
           {"no identifier", leaf_of(R"({"type":"identity"})", later()), R"({"type":"identity"})", salt, "entry 2"},
           {"a purge of itself",
            journal::make_leaf(journal::LeafKind::purge, nothing, later(), std::vector<std::uint64_t>{2}), "",
            std::nullopt, "erases entries"},
           {"a purge with content",
            journal::make_leaf(journal::LeafKind::purge, nothing, later(), std::vector<std::uint64_t>{1}), good, salt,
            "has content"},
       }) {
    SCOPED_TRACE(forged.name);
    const auto mirror = victim.mirror_of(mallory);
    EXPECT_THAT(problem_with(forged), HasSubstr(forged.reason));
    EXPECT_EQ(mirror->size(), 2u);
    ASSERT_TRUE(victim.node().heads().resume(mirror->origin()).ok());
  }
  mallory.append({good});
  EXPECT_EQ(victim.sync_with(mallory).problem, "");
  EXPECT_TRUE(victim.mirror_of(mallory)->verify().ok());
}

// Content may be gone only where an entry says that it was erased.
TEST_F(HostileJournal, ThatWithholdsWhatItSignedIsNotCosigned) {
  const std::string before = victim.mirror_of(mallory)->checkpoint();
  const std::string canonical = json::canonical(identity_object(mallory.identity(), 2)).value();
  EXPECT_THAT(problem_with({"withheld", leaf_of(canonical, later()), "", std::nullopt, ""}), HasSubstr("withheld"));
  EXPECT_EQ(victim.mirror_of(mallory)->checkpoint(), before);
}

TEST_F(HostileJournal, WhoseTilesLieIsRefusedAtTheFirstBatch) {
  for (int i = 0; i < 34; ++i) {
    std::vector<std::string> objects;
    for (int j = 0; j < 500; ++j) objects.push_back(identity_object(mallory.identity(), 1000 + i * 500 + j));
    mallory.append(objects);
  }
  const auto mirror = victim.mirror_of(mallory);
  const auto tiles = [&](const std::function<std::string(std::string)>& change) -> Answer {
    return [this, change](const http::Request& request, const Truthful& truthful) {
      http::Response answer = truthful(request);
      if (request.path.starts_with(at + "tile/") && !request.path.starts_with(at + "tile/entries/") &&
          answer.status == 200)
        answer.body = change(std::string(answer.body_text()));
      return answer;
    };
  };
  for (const Answer& lie : {tiles([](const std::string&) { return std::string(); }),
                            tiles([](std::string body) { return body.substr(0, body.size() - 1); }),
                            tiles([](std::string body) { return body[5] = static_cast<char>(body[5] ^ 1), body; }),
                            tiles([](const std::string& body) { return std::string(body.size(), 'x'); })}) {
    mallory.serve(lie);
    EXPECT_THAT(victim.sync_with(mallory).problem, HasSubstr("not what was signed"));
    EXPECT_EQ(mirror->size(), 2u);
    ASSERT_TRUE(victim.node().heads().resume(mirror->origin()).ok());
  }
  // A lie in the second batch leaves the first, which is under the signed head.
  mallory.serve([&](const http::Request& request, const Truthful& truthful) {
    if (request.path.starts_with(at + "salts/16384/")) return http::Response{200, {}, std::string(3, 'x'), nullptr};
    return truthful(request);
  });
  EXPECT_THAT(victim.sync_with(mallory).problem, HasSubstr("salts"));
  EXPECT_EQ(mirror->size(), 16384u);
  ASSERT_TRUE(victim.node().heads().resume(mirror->origin()).ok());
  mallory.serve();
  EXPECT_EQ(victim.sync_with(mallory).problem, "");
  EXPECT_EQ(mirror->size(), mallory.own_journal()->size());
  EXPECT_TRUE(mirror->verify().ok());
}

}  // namespace
}  // namespace parley::node::testing
