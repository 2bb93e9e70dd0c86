// A key or a folder that is not what it was is named, and nothing is signed with it; everything else goes on.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/descriptors.h"
#include "base/file.h"
#include "base/file_fault.h"
#include "http/client.h"
#include "journal/intake.h"
#include "node/health.h"
#include "node/journals.h"
#include "node/own_keys.h"
#include "node/peers.h"
#include "node/server.h"
#include "node/test_group.h"
#include "node/upkeep.h"

namespace parley::node::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// One hexadecimal digit, which makes another key of it.
void change_a_digit(const fs::path& file) {
  std::string text = read_file(file).value();
  text[10] = text[10] == '0' ? '1' : '0';
  ASSERT_TRUE(replace_file(file, text, Durability::relaxed).ok());
}

std::string opaque(const std::string& origin) { return origin.substr(origin.rfind('/') + 1); }

class OwnKeys : public ::testing::Test {
 protected:
  void SetUp() override {
    main = party.node().journals().open("main")->row;
    Party::append_to(*party.node().journals().open("main")->journal, {object(1)});
    head = party.node().journals().open("main")->journal->checkpoint();
  }
  std::string object(int number) { return identity_object(party.identity(), number); }
  std::string healthz() {
    auto server = NodeServer::start(party.node());
    EXPECT_TRUE(server.ok());
    const auto answer = http::fetch({.url = (*server)->url() + "/healthz", .headers = {}, .body = {}}, {});
    EXPECT_TRUE(answer.ok());
    return fmt::format("{} {}", answer->status, answer->body_text());
  }
  auto has(Trouble trouble, const std::string& text) {
    return Contains(AllOf(Field(&Problem::trouble, trouble), Field(&Problem::text, HasSubstr(text))));
  }

  const Folder folder;
  Party party{folder.path() / "one", "one"};
  store::CollectionRow main;
  std::string head;
};

TEST_F(OwnKeys, AChangedJournalKeyIsNamedAndItsJournalIsReadAndNotSigned) {
  for (const bool garbage : {false, true}) {
    party.restart([&](const fs::path& dir) {
      const fs::path file = dir / "keys" / (opaque(main.origin) + ".key");
      if (garbage)
        ASSERT_TRUE(replace_file(file, "garbage\n", Durability::relaxed).ok());
      else
        change_a_digit(file);
    });
    party.node().journals().open_all();
    EXPECT_THAT(party.node().health().problems(), has(Trouble::wrong_key, opaque(main.origin) + ".key"));
    const auto info = party.node().journals().open("main");
    ASSERT_TRUE(info.ok()) << info.error().message;
    EXPECT_EQ(info->journal->size(), 1u) << "it is read";
    EXPECT_FALSE(info->journal->append({}).ok());
    EXPECT_FALSE(info->journal->publish().ok());
    EXPECT_EQ(info->journal->checkpoint(), head);
    EXPECT_TRUE(party.node().journals().verifier_key("main").ok());
    EXPECT_THAT(healthz(), AllOf(HasSubstr("503"), HasSubstr("a key is not the one it should be")));
  }
}

TEST_F(OwnKeys, AJournalKeyIsCheckedBeforeTheFirstHead) {
  const auto row =
      party.node().journals().add({.name = "empty", .id = {}, .title = {}, .description = {}, .alias = {}});
  ASSERT_TRUE(row.ok());
  party.restart([&](const fs::path& dir) { change_a_digit(dir / "keys" / (opaque(row->origin) + ".key")); });
  party.node().journals().open_all();
  EXPECT_THAT(party.node().health().problems(), has(Trouble::wrong_key, opaque(row->origin) + ".key"));
}

TEST_F(OwnKeys, AChangedPartyKeySignsNothing) {
  const std::string before = party.node().own_keys().party_fingerprint();
  party.restart([&](const fs::path& dir) { change_a_digit(dir / "keys" / "party.key"); });
  EXPECT_THAT(party.node().health().problems(), has(Trouble::wrong_key, "party.key is not the key of this party"));
  EXPECT_EQ(party.node().own_keys().party_fingerprint(), before) << "the one that others know";
  EXPECT_FALSE(party.node().peers().own_card().ok());
}

TEST_F(OwnKeys, ALostWitnessKeyIsNotMadeAgainWithoutAWord) {
  party.restart([&](const fs::path& dir) { fs::remove(dir / "keys" / "witness.key"); });
  EXPECT_THAT(party.node().health().problems(), has(Trouble::wrong_key, "witness.key"));
  EXPECT_FALSE(fs::exists(party.node().dir() / "keys" / "witness.key"));
}

TEST_F(OwnKeys, AWrongWitnessKeyGivesNoReceipt) {
  Party two(folder.path() / "two", "two");
  make_group({&party, &two});
  two.append({identity_object(two.identity(), 1)});
  two.serve();
  party.restart([&](const fs::path& dir) { change_a_digit(dir / "keys" / "witness.key"); });
  party.sync_with(two);
  EXPECT_EQ(party.mirror_of(two)->size(), two.own_journal()->size());
  const auto note = journal::Note::parse(party.mirror_of(two)->checkpoint());
  ASSERT_TRUE(note.ok());
  EXPECT_EQ(note->signatures.size(), 1u) << "its author's alone";
}

TEST_F(OwnKeys, ACertificateThatIsNotThatOfItsKeyOrOfTheCardIsNamed) {
  ASSERT_TRUE(party.node().peers().own_card().ok());
  Party other(folder.path() / "two", "two");
  party.restart([&](const fs::path& dir) {
    fs::copy_file(other.node().dir() / "keys" / "peer.pem", dir / "keys" / "peer.pem",
                  fs::copy_options::overwrite_existing);
  });
  EXPECT_THAT(party.node().health().problems(), has(Trouble::wrong_key, "do not belong together"));
  EXPECT_THAT(healthz(), HasSubstr("503")) << "and the rest is served";
  party.restart([&](const fs::path& dir) {
    fs::copy_file(other.node().dir() / "keys" / "peer.key", dir / "keys" / "peer.key",
                  fs::copy_options::overwrite_existing);
  });
  EXPECT_THAT(party.node().health().problems(), has(Trouble::wrong_key, "another certificate"));
  ASSERT_TRUE(party.node().peers().own_card().ok());
  EXPECT_THAT(party.node().health().problems(), IsEmpty()) << "a new card was handed out";
}

TEST_F(OwnKeys, ACertificateThatIsLostTakesItsKeyNotAlong) {
  ASSERT_TRUE(party.node().peers().own_card().ok());
  const fs::path keys = party.node().dir() / "keys";
  const std::string key = *read_file(keys / "peer.key");
  const std::string certificate = *read_file(keys / "peer.pem");
  party.restart([&](const fs::path& dir) { fs::remove(dir / "keys" / "peer.pem"); });
  EXPECT_THAT(party.node().health().problems(), has(Trouble::wrong_key, "peer.pem"));
  EXPECT_EQ(*read_file(keys / "peer.key"), key);
  EXPECT_FALSE(fs::exists(keys / "peer.pem")) << "only the one on the card is of use";
  party.restart([&](const fs::path& dir) { std::ofstream(dir / "keys" / "peer.pem") << certificate; });
  EXPECT_THAT(party.node().health().problems(), IsEmpty());
}

TEST_F(OwnKeys, PrivateKeysThatOthersCanReadKeepANodeFromStarting) {
  const Folder apart;
  const fs::path copy = apart.path() / "copy";
  party.restart([&](const fs::path& dir) { fs::copy(dir, copy, fs::copy_options::recursive); });
  ASSERT_EQ(::chmod((copy / "keys" / "witness.key").c_str(), 0640), 0);
  const auto refused = Node::open(copy);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::forbidden);
  EXPECT_THAT(refused.error().message, AllOf(HasSubstr("witness.key (mode 0640)"), HasSubstr("chmod -R go= ")));
  ASSERT_EQ(::chmod((copy / "keys" / "witness.key").c_str(), 0600), 0);
  EXPECT_TRUE(Node::open(copy).ok());
}

TEST_F(OwnKeys, EverythingInTheFolderIsItsOwnersAloneWhateverTheUmask) {
  const mode_t before = ::umask(0);
  { const Party open(folder.path() / "open", "open"); }
  ::umask(before);
  for (const auto& file : fs::recursive_directory_iterator(folder.path() / "open")) {
    if (file.path().extension() == ".pem") continue;  // certificates are shown to everybody
    EXPECT_EQ(fs::status(file.path()).permissions() & (fs::perms::group_all | fs::perms::others_all), fs::perms::none)
        << file.path();
  }
}

// The segments, tiles and heads of an earlier day, and node.db of today.
TEST_F(OwnKeys, AJournalFolderThatIsRolledBackAloneIsNoticed) {
  const fs::path old = folder.path() / "old";
  party.restart([&](const fs::path& dir) { fs::copy(dir / "journals", old, fs::copy_options::recursive); });
  {
    // Not even signed when the node ends: it signs a last head, and that is the one that is known.
    journal::Intake intake({.warnings = false, .check_pattern = {}});
    std::vector<journal::NewObject> objects;
    for (int i : {2, 3}) objects.push_back(std::move(*intake.admit(object(i)).object));
    ASSERT_TRUE(party.node().journals().open("main")->journal->append(objects).ok());
  }
  party.restart([&](const fs::path& dir) {
    fs::remove_all(dir / "journals");
    fs::copy(old, dir / "journals", fs::copy_options::recursive);
  });
  party.node().journals().open_all();
  EXPECT_THAT(party.node().health().problems(), has(Trouble::journal_closed, "over 3 entries"));
  EXPECT_FALSE(party.node().journals().open("main").ok());
}

TEST_F(OwnKeys, AHeadThatLagsIsAProblemUntilItIsSigned) {
  std::atomic<std::int64_t> ahead{0};
  const fs::path dir = party.node().dir();
  const Folder apart;
  fs::copy(dir, apart.path() / "copy", fs::copy_options::recursive);
  fs::remove(apart.path() / "copy" / "lock");
  auto node = Node::open(apart.path() / "copy", [&] { return Micros{now().value + ahead}; });
  ASSERT_TRUE(node.ok()) << node.error().message;
  const auto journal = (*node)->journals().open("main")->journal;
  {
    const FileFault full(apart.path() / "copy" / "journals", FileCall::rename, {.error = ENOSPC});
    journal::Intake intake({.warnings = false, .check_pattern = {}});
    std::vector<journal::NewObject> objects;
    objects.push_back(std::move(*intake.admit(object(9)).object));
    ASSERT_TRUE(journal->append(objects).ok());
    (*node)->upkeep().check();
    EXPECT_THAT((*node)->health().problems(), IsEmpty()) << "not at once";
    ahead = 61'000'000;
    (*node)->upkeep().check();
    EXPECT_THAT((*node)->health().problems(), has(Trouble::not_signed, "No space left"));
  }
  (*node)->upkeep().check();
  EXPECT_THAT((*node)->health().problems(), IsEmpty());
  EXPECT_EQ(journal->statistics().published, journal->size());
}

TEST_F(OwnKeys, ANodeStartsOnAFullDiskAndServesReading) {
  const Folder apart;
  party.restart([&](const fs::path& dir) { fs::copy(dir, apart.path() / "copy", fs::copy_options::recursive); });
  auto full = std::make_unique<FileFault>(apart.path() / "copy" / "node.db", FileCall::open_to_write,
                                          FileFault::How{.error = ENOSPC});
  auto node = Node::open(apart.path() / "copy");
  ASSERT_TRUE(node.ok()) << node.error().message;
  (*node)->journals().open_all();
  EXPECT_EQ((*node)->journals().open("main")->journal->size(), 1u);
  EXPECT_THAT((*node)->health().problems(), has(Trouble::cannot_write, "node.db can be read"));
  auto server = NodeServer::start(**node);
  ASSERT_TRUE(server.ok()) << server.error().message;
  const auto answer = http::fetch({.url = (*server)->url() + "/healthz", .headers = {}, .body = {}}, {});
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->status, 503);
  EXPECT_THAT(std::string(answer->body_text()), HasSubstr("nothing can be stored for want of space"));
  full.reset();
  (*node)->upkeep().check();
  EXPECT_THAT((*node)->health().problems(), IsEmpty()) << "it goes on by itself";
}

TEST_F(OwnKeys, WhatCouldNotBeStoredForWantOfSpaceIsSaidUntilSomethingIs) {
  const fs::path dir = party.node().dir();
  const auto append = [&](int number) {
    Party::append_to(*party.node().journals().open("main").value().journal,
                     {identity_object(party.identity(), number)});
  };
  {
    const FileFault full(dir, FileCall::write, {.error = ENOSPC});
    party.node().upkeep().could_not_store({}, "No space left on device");
    EXPECT_THAT(party.node().health().problems(), has(Trouble::cannot_write, "No space left"));
    party.node().upkeep().check();
    EXPECT_THAT(party.node().health().problems(), has(Trouble::cannot_write, "No space left"));
  }
  party.node().upkeep().check();
  EXPECT_THAT(party.node().health().problems(), has(Trouble::not_stored, "Nothing has been stored since"))
      << "clients may come back, and nobody has seen yet that it is over";
  append(50);
  EXPECT_THAT(party.node().health().problems(), IsEmpty());
  party.node().upkeep().could_not_store({}, "the journal is busy");
  EXPECT_THAT(party.node().health().problems(), IsEmpty()) << "there is room";
}

TEST_F(OwnKeys, AFolderThatIsOpenToOthersIsSaid) {
  const fs::path dir = party.node().dir();
  ASSERT_EQ(::chmod(dir.c_str(), 0755), 0);
  party.node().upkeep().check_disk();
  EXPECT_THAT(party.node().health().problems(), has(Trouble::readable_by_others, "mode 0755"));
  ASSERT_EQ(::chmod(dir.c_str(), 0700), 0);
  party.node().upkeep().check_disk();
  EXPECT_THAT(party.node().health().problems(), IsEmpty());
}

TEST_F(OwnKeys, ThatHardlyADescriptorIsFreeIsSaidBeforeThereIsNone) {
  const auto files = descriptors();
  ASSERT_TRUE(files);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit few{files->open + 8, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  party.node().upkeep().check_descriptors();
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_THAT(party.node().health().problems(), has(Trouble::few_descriptors, "ulimit -n"));
  party.node().upkeep().check_descriptors();
  EXPECT_THAT(party.node().health().problems(), IsEmpty());
}

// A limit of the size of files (ulimit -f) still leaves room in small ones: a record of the audit that fits is no sign
// that what clients bring is stored again.
TEST_F(OwnKeys, ThatAJournalTakesNothingIsOverWhenThatJournalTakesSomething) {
  ASSERT_TRUE(party.node()
                  .journals()
                  .add({.name = "other",
                        .id = {},
                        .title = "Other",
                        .description = {},
                        .alias = {},
                        .outside_read = false,
                        .outside_write = false,
                        .root = party.node().config().taxii.root})
                  .ok());
  int number = 100;  // of an object that no journal has yet
  const auto append = [&](const char* name) {
    journal::Intake intake;
    const auto object = intake.read(identity_object(party.identity(), ++number));
    EXPECT_TRUE(object.ok());
    return party.node().journals().open(name).value().journal->append({&*object, 1}).ok();
  };
  {
    const FileFault full(party.node().dir(), FileCall::write, {.error = EFBIG});
    EXPECT_FALSE(append("main"));
  }
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(append("other"));
    party.node().upkeep().check();
    EXPECT_THAT(party.node().health().problems(), has(Trouble::cannot_write, "cannot be stored"));
  }
  ASSERT_TRUE(append("main"));
  EXPECT_THAT(party.node().health().problems(), IsEmpty());
}

// A command on a stopped node is over when somebody looks.
TEST_F(OwnKeys, WhatOneProcessCouldNotStoreTheNextOneKnows) {
  for (const int error : {ENOSPC, EFBIG}) {
    const auto journal = [&] { return party.node().journals().open("main").value().journal; };
    journal::Intake intake;
    const auto object = intake.read(identity_object(party.identity(), error));
    ASSERT_TRUE(object.ok());
    {
      const FileFault full(party.node().dir(), FileCall::write, {.error = error});
      EXPECT_FALSE(journal()->append({&*object, 1}).ok());
    }
    EXPECT_THAT(party.node().health().problems(), has(Trouble::cannot_write, "cannot be stored"));
    party.restart();
    EXPECT_THAT(party.node().health().problems(), has(Trouble::not_stored, std::strerror(error)));
    {
      auto server = NodeServer::start(party.node());
      ASSERT_TRUE(server.ok()) << server.error().message;
      const auto answer = http::fetch({.url = (*server)->url() + "/healthz", .headers = {}, .body = {}}, {});
      ASSERT_TRUE(answer.ok());
      EXPECT_EQ(answer->status, 200);
      EXPECT_THAT(std::string(answer->body_text()), HasSubstr("warning: something could not be stored"));
    }
    ASSERT_TRUE(journal()->append({&*object, 1}).ok());
    EXPECT_THAT(party.node().health().problems(), IsEmpty());
    party.restart();
    EXPECT_THAT(party.node().health().problems(), IsEmpty());
  }
}

}  // namespace
}  // namespace parley::node::testing
