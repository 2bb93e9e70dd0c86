// A mirror holds what another journal signed, entry for entry, or says which entry is not what was signed.
#include <gmock/gmock.h>

#include <fstream>

#include "journal/journal_fixture.h"
#include "journal/leaf.h"

namespace parley::journal {
namespace {

using ::testing::HasSubstr;

class MirrorTest : public testing::JournalTest {
 protected:
  // An entry as a peer receives it.
  struct Sent {
    std::string leaf, object;
    std::optional<Salt> salt;
  };

  void SetUp() override {
    JournalTest::SetUp();
    create_and_open();
    mirror_options_.origin = options_.origin;
    mirror_options_.source = VerifierKey::make(options_.origin, SignatureType::ed25519, key_->public_key());
    ASSERT_TRUE(Journal::create(mirror_dir(), mirror_options_).ok());
    open_mirror();
  }
  void TearDown() override {
    mirror_.reset();
    JournalTest::TearDown();
  }
  std::filesystem::path mirror_dir() const { return dir_ / "mirror"; }
  void open_mirror() {
    mirror_.reset();
    auto opened = Journal::open(mirror_dir(), mirror_options_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    mirror_ = std::move(opened).value();
  }
  Note head() {
    EXPECT_TRUE(journal_->publish().ok());
    return *Note::parse(journal_->checkpoint());
  }
  static Checkpoint tree_of(const Note& note) { return *Checkpoint::parse(note.text); }

  std::vector<Sent> entries(Seq from, Seq to) {
    std::vector<Sent> sent;
    const std::string salts = *journal_->read_salts(from, to - from);
    for (Seq seq = from; seq < to; ++seq) {
      const auto proof = journal_->prove(seq);
      EXPECT_TRUE(proof.ok());
      Sent one{proof->entry, proof->object.value_or(""), std::nullopt};
      Salt salt;
      std::memcpy(salt.data(), salts.data() + (seq - from) * salt.size(), salt.size());
      if (salt != Salt{}) one.salt = salt;
      sent.push_back(one);
    }
    return sent;
  }
  Status extend(const std::vector<Sent>& sent, const Checkpoint& tree) {
    std::vector<ForeignEntry> views;
    for (const Sent& one : sent) views.push_back({one.leaf, one.salt, one.object});
    const std::uint64_t after = mirror_->size() + sent.size();
    const auto proof = after < tree.size ? journal_->prove_consistency(after) : Result<Proof>(Proof{});
    EXPECT_TRUE(proof.ok());
    return mirror_->extend(views, tree, *proof);
  }
  void append_some(std::uint64_t from, std::uint64_t to) {
    std::vector<NewObject> objects;
    for (auto i = from; i < to; ++i) objects.push_back(object(id_of(i)));
    append(objects);
  }

  Options mirror_options_;
  std::unique_ptr<Journal> mirror_;
};

TEST_F(MirrorTest, TakesEveryEntryAndServesItAsTheSourceDoes) {
  append_some(0, 700);
  append(object(id_of(3), "2026-02-01T00:00:00.000Z", "a later name"));
  ASSERT_TRUE(journal_->erase(id_of(5), testing::all_versions()).ok());
  append(object(id_of(9000, "ipv4-addr"), ""));
  const Note note = head();
  const Checkpoint tree = tree_of(note);
  for (Seq at = 0; at < tree.size; at = mirror_->size())
    ASSERT_TRUE(extend(entries(at, std::min<Seq>(at + 300, tree.size)), tree).ok());
  ASSERT_TRUE(mirror_->adopt(note).ok());

  EXPECT_EQ(mirror_->checkpoint(), journal_->checkpoint());
  for (const TilePath& tile :
       {TilePath{0, 1, 256}, TilePath{TilePath::kEntries, 1, 256}, TilePath{0, 2, static_cast<int>(tree.size % 256)}})
    EXPECT_EQ(*mirror_->read_tile(tile), *journal_->read_tile(tile));
  const Query everything{
      .added_after = {}, .ids = {}, .types = {}, .spec_versions = {}, .versions = testing::all_versions()};
  const auto ours = mirror_->read(everything, 0, {}), theirs = journal_->read(everything, 0, {});
  ASSERT_EQ(ours->entries.size(), theirs->entries.size());
  for (std::size_t i = 0; i < ours->entries.size(); ++i) {
    EXPECT_EQ(*json::canonical(ours->entries[i].text), *json::canonical(theirs->entries[i].text));
    EXPECT_EQ(ours->entries[i].date_added, theirs->entries[i].date_added);
    EXPECT_EQ(ours->entries[i].version, theirs->entries[i].version);
  }
  EXPECT_TRUE(mirror_->verify().ok()) << mirror_->verify().error().message;
  EXPECT_TRUE(mirror_->prove(17).ok());
  open_mirror();
  EXPECT_EQ(mirror_->size(), tree.size);
  EXPECT_TRUE(mirror_->verify().ok());
  EXPECT_EQ(mirror_->rebuild()->differences, 0u);
}

TEST_F(MirrorTest, GoesOnAfterAnInterruptionAndWithALargerHead) {
  append_some(0, 100);
  const Checkpoint first = tree_of(head());
  ASSERT_TRUE(extend(entries(0, 60), first).ok());
  open_mirror();
  EXPECT_EQ(mirror_->size(), 60u);
  EXPECT_EQ(mirror_->checkpoint(), "");
  append_some(100, 400);
  const Note note = head();
  ASSERT_TRUE(extend(entries(60, 400), tree_of(note)).ok());
  ASSERT_TRUE(mirror_->adopt(note).ok());
  EXPECT_TRUE(mirror_->verify().ok());
}

TEST_F(MirrorTest, RefusesWhatWasNotSignedAndKeepsWhatItHas) {
  append_some(0, 20);
  const Note note = head();
  const Checkpoint tree = tree_of(note);
  ASSERT_TRUE(extend(entries(0, 10), tree).ok());
  const std::vector<Sent> good = entries(10, 20);

  std::vector<Sent> bad = good;
  bad[4].object.replace(bad[4].object.find("a name"), 6, "a lie!");
  EXPECT_THAT(extend(bad, tree).error().message, HasSubstr("entry 14: the object is not the one"));
  bad = good;
  std::swap(bad[1], bad[2]);
  EXPECT_FALSE(extend(bad, tree).ok());
  bad = good;
  bad.erase(bad.begin() + 3);
  EXPECT_EQ(extend(bad, tree).error().code, Code::conflict);
  bad = good;
  (*bad[0].salt)[0] ^= 1;
  EXPECT_FALSE(extend(bad, tree).ok());
  bad = good;
  bad[7].leaf = make_leaf(LeafKind::assertion, commitment(*bad[7].salt, bad[7].object), parse_leaf(bad[7].leaf)->time);
  bad[7].leaf.replace(bad[7].leaf.find("assert"), 6, "revise");
  EXPECT_EQ(extend(bad, tree).error().code, Code::conflict);
  bad = good;
  bad.push_back(good.back());
  EXPECT_FALSE(
      mirror_->extend(std::vector<ForeignEntry>(11, ForeignEntry{good[0].leaf, good[0].salt, good[0].object}), tree, {})
          .ok());

  EXPECT_EQ(mirror_->size(), 10u);
  ASSERT_TRUE(extend(good, tree).ok());
  Note forged = note;
  forged.signatures = {sign_note(forged.text, options_.origin, SigningKey::generate())};
  EXPECT_FALSE(mirror_->adopt(forged).ok());
  EXPECT_TRUE(mirror_->adopt(note).ok());
  EXPECT_FALSE(mirror_->append(std::vector{object(id_of(1))}).ok());
}

TEST_F(MirrorTest, ContentThatIsWithheldWithoutAnErasureIsNotAdopted) {
  append_some(0, 5);
  const Note note = head();
  std::vector<Sent> sent = entries(0, 5);
  sent[2].salt.reset(), sent[2].object.clear();
  ASSERT_TRUE(extend(sent, tree_of(note)).ok());
  EXPECT_THAT(mirror_->adopt(note).error().message, HasSubstr("entry 2: its content is withheld"));
}

TEST_F(MirrorTest, TheAuthorsErasureDoesNotTakeWhatIsHeldAndTheHoldersOwnKeepsTheLeaf) {
  append_some(0, 10);
  Note note = head();
  ASSERT_TRUE(extend(entries(0, 10), tree_of(note)).ok());
  ASSERT_TRUE(mirror_->adopt(note).ok());
  ASSERT_TRUE(journal_->erase(id_of(4), testing::all_versions()).ok());
  note = head();
  ASSERT_TRUE(extend(entries(10, 11), tree_of(note)).ok());
  ASSERT_TRUE(mirror_->adopt(note).ok());
  EXPECT_TRUE(*mirror_->contains(id_of(4)));
  EXPECT_FALSE(*journal_->contains(id_of(4)));

  ASSERT_EQ(*mirror_->erase(id_of(4), testing::all_versions()), 1u);
  EXPECT_FALSE(*mirror_->contains(id_of(4)));
  EXPECT_EQ(mirror_->size(), 11u);
  EXPECT_TRUE(mirror_->verify().ok());
  // An erasure that a crash cut off is finished at the next start.
  std::ofstream(mirror_dir() / "erasing") << "7\n";
  open_mirror();
  EXPECT_FALSE(*mirror_->contains(id_of(7)));
  EXPECT_FALSE(std::filesystem::exists(mirror_dir() / "erasing"));
  EXPECT_TRUE(mirror_->verify().ok());
}

TEST_F(MirrorTest, CosignaturesComeAlongWithAHead) {
  append_some(0, 3);
  Note note = head();
  ASSERT_TRUE(extend(entries(0, 3), tree_of(note)).ok());
  ASSERT_TRUE(mirror_->adopt(note).ok());
  note.signatures.push_back(cosign_note(note.text, "b.example/witness", SigningKey::generate(), 1'800'000'000));
  ASSERT_TRUE(mirror_->adopt(note).ok());
  EXPECT_EQ(mirror_->checkpoint(), note.to_string());
  open_mirror();
  EXPECT_EQ(mirror_->checkpoint(), note.to_string());
}

}  // namespace
}  // namespace parley::journal
