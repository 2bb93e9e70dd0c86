#include "node/test_two_worlds.h"
#include "node/test_acting.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "base/file.h"
#include "group/messages.h"
#include "journal/intake.h"
#include "node/charters.h"
#include "node/journals.h"
#include "node/membership.h"
#include "node/peers.h"
#include "node/release_policy.h"
#include "store/embedded/group_db.h"

namespace parley::node::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMarkings[] = {"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
                                          "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
                                          "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
                                          "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
                                          "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
                                          "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"};

std::string name_of(const fs::path& memory) { return (memory / "parley-worlds-XXXXXX").string(); }

// A node as `parley init` makes it; made once, because its password costs time.
const fs::path& fresh_node() {
  static const ScratchFolder folder;
  static const fs::path dir = [] {
    InitOptions options;
    options.party = "Ruritania";
    options.password = "a password";
    options.config.server.port = 0;
    options.config.journals.domain = "ruritania.example";
    const auto made = Node::init(folder.path() / "node", options);
    EXPECT_TRUE(made.ok()) << made.error().message;
    const fs::path config = folder.path() / "node" / "parley.toml";
    EXPECT_TRUE(replace_file(config, read_file(config).value() + "[metrics]\nopen = true\n", Durability::relaxed).ok());
    return folder.path() / "node";
  }();
  return dir;
}

std::unique_ptr<Node> opened(const fs::path& dir) {
  auto node = Node::open(dir);
  EXPECT_TRUE(node.ok()) << node.error().message;
  (*node)->journals().open_all();
  return std::move(node).value();
}

group::Card card_of(int number) {
  const Party party = party_of(number);
  group::Card card;
  card.identity = fmt::format(
      R"({{"type":"identity","spec_version":"2.1","id":"{}","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","name":"{}"}})",
      party.identity_id, party.name);
  card.domain = party.domain;
  card.party_key = journal::VerifierKey::make(party.domain, journal::SignatureType::ed25519, party.key.public_key());
  card.witness_key = journal::VerifierKey::make(party.domain + "/witness", journal::SignatureType::cosignature_v1,
                                                party.witness_key.public_key());
  card.tls_fingerprint = certificate_of(number);
  card.lobby = fmt::format("{:08d}-0000-4000-8000-000000000000", number);
  card.issued = group::testing::kDawn;
  const auto read = group::parse_card(group::make_card(card, party.key));
  EXPECT_TRUE(read.ok()) << read.error().message;
  return *read;
}

std::vector<journal::NewObject> admitted(const std::vector<std::string>& texts) {
  journal::Intake intake;
  std::vector<journal::NewObject> out;
  for (const std::string& text : texts) {
    auto one = intake.admit(text);
    EXPECT_TRUE(one.object) << one.refusal.message << ": " << text;
    if (one.object) out.push_back(std::move(*one.object));
  }
  return out;
}

void add_receipt(const fs::path& node, const std::string& root, const std::string& origin, const std::string& holder,
                 std::uint64_t size) {
  const auto db = store::GroupDb::open(node / "node.db");
  ASSERT_TRUE(db.ok());
  EXPECT_TRUE((*db)
                  ->add_receipt({.number = 0,
                                 .root = root,
                                 .origin = origin,
                                 .holder = holder,
                                 .size = size,
                                 .time = group::testing::kDawn,
                                 .note = fmt::format("{} {}", origin, size)})
                  .ok());
}

}  // namespace

ScratchFolder::ScratchFolder() {
  std::string name = name_of(::access("/dev/shm", W_OK) == 0 ? fs::path("/dev/shm") : fs::temp_directory_path());
  EXPECT_NE(::mkdtemp(name.data()), nullptr);
  path_ = name;
}
ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

Party party_of(int number) { return group::testing::party(number); }

std::string certificate_of(int number) {
  std::string out = fmt::format("{:02X}", number);
  for (int i = 1; i < 32; ++i) out += fmt::format(":{:02X}", number);
  return out;
}

std::string random_uuid(Random& random) {
  return fmt::format("{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}", random() & 0xffffffff, random() & 0xffff,
                     random() & 0xfff, random() & 0xfff, random() & 0xffffffffffff);
}

std::string random_object(Random& random) {
  static constexpr std::string_view kTypes[] = {"identity", "campaign", "tool", "intrusion-set", "vulnerability"};
  const std::string_view type = one_of(kTypes, random);
  std::string marking;
  if (chance(random, 80))
    marking = fmt::format(
        R"(,"object_marking_refs":["{}"])",
        chance(random, 90) ? one_of(kMarkings, random) : "marking-definition--22222222-2222-4222-8222-222222222222");
  return fmt::format(
      R"({{"type":"{}","spec_version":"2.1","id":"{}--{}","created":"2026-01-01T00:00:00.000Z","modified":"2026-0{}-01T00:00:00.000Z","name":"{}"{}}})",
      type, type, random_uuid(random), 1 + below(random, 9), std::string(1 + below(random, 200), 'x'), marking);
}

std::string random_artifact(Random& random) {
  const std::string id = fmt::format("00000000-0000-4000-8000-00000000000{}", below(random, 6));
  const char letter = static_cast<char>('A' + below(random, 3));
  if (chance(random, 60))
    return fmt::format(
        R"({{"type":"artifact","spec_version":"2.1","id":"artifact--{}","mime_type":"application/json","payload_bin":"{}AAA"}})",
        id, letter);
  return fmt::format(
      R"({{"type":"identity","spec_version":"2.1","id":"identity--{}","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","name":"{}"}})",
      id, letter);
}

TwoWorlds::TwoWorlds(std::uint64_t seed) : random_(seed) {
  const fs::path one = folder_.path() / "plain", other = folder_.path() / "fuller";
  fs::copy(fresh_node(), one, fs::copy_options::recursive);
  {
    const auto node = opened(one);
    make_base(*node);
  }
  for (const Head& head : heads)
    add_receipt(one, head.root, head.origin, head.holder, head.size);  // as if it had been fetched and cosigned at dawn
  fs::copy(one, other, fs::copy_options::recursive);
  plain_ = opened(one);
  fuller_ = opened(other);
}

void TwoWorlds::make_base(Node& node) {
  for (const int number : {kAsker, kStranger, kFriend, kOther})
    EXPECT_TRUE(node.peers().accept(card_of(number), fmt::format("party-{}", number)).ok());
  const auto made = node.journals().add(
      {.name = "open", .id = {}, .title = {}, .description = {}, .alias = chance(random_, 50) ? "reports" : ""});
  add_objects(node, "open", below(random_, 12));
  for (const auto& [name, token] : {std::pair("reader", &reader_token), std::pair("outsider", &outsider_token)}) {
    EXPECT_TRUE(node.access().put_user(name, "", false).ok());
    *token = node.access().add_token(name, "", {})->secret;
  }
  EXPECT_TRUE(node.access()
                  .rights_table()
                  .put({.user = "reader", .collection = made->id, .read = true, .write = false, .remove = false})
                  .ok());
  if (chance(random_, 30)) {
    EXPECT_TRUE(node.access().put_user(std::string(Access::kAnonymous), std::nullopt, false).ok());
  }
  for (std::size_t left = below(random_, 3) + 1; left > 0; --left) {
    std::vector<int> others = {kAsker};
    if (chance(random_, 50)) others.push_back(kFriend);
    const auto charter = propose_group(node, others, others.size());
    fill_group(node, charter, below(random_, 14));
    for (const int author : others) mirror(node, charter, author, below(random_, 10));
    remember(node, group::root_of(charter.terms));
  }
  for (const char* root : {"api", "lobby"}) remember(node, root);
  names.known_to_all = names.places.size();
  names.roots.insert(names.roots.end(), {"nowhere", "g0123456789abcdef01234567", "taxii2"});
  names.collections.insert(names.collections.end(), {random_uuid(random_), "main", "reports"});
  names.objects.push_back("identity--" + random_uuid(random_));
  names.statuses.push_back({random_uuid(random_), {}});
  names.statuses.back().there = names.statuses.back().here;
}

// Between this party and `others`, of whom the first `signers` sign, and this party with the last of them.
group::Charter TwoWorlds::propose_group(Node& node, const std::vector<int>& others, std::size_t signers) {
  const int number = ++groups_made_;
  const auto own = node.peers().own_card_parsed();
  group::Terms terms = group::testing::terms_of({});
  terms.id = "charter--" + random_uuid(random_);
  terms.name = fmt::format("Group {}", number);
  terms.members.push_back({own->identity_id, own->name, own->party_key});
  for (const int other : others) terms.members.push_back(group::testing::member_of(party_of(other)));
  std::sort(terms.members.begin(), terms.members.end(),
            [](const auto& a, const auto& b) { return a.identity_id < b.identity_id; });
  terms.markings.clear();
  for (std::size_t i = 0, most = 1 + below(random_, 4); i < most; ++i) terms.markings.emplace_back(kMarkings[i]);
  terms.default_marking = terms.markings.back();
  if (chance(random_, 30)) terms.object_types = {"campaign", "identity", "tool"};
  auto charter = group::draft_charter(terms);
  EXPECT_TRUE(charter.ok()) << charter.error().message;
  for (std::size_t i = 0; i < signers; ++i) {
    group::Signature mine = group::testing::brought_by(party_of(others[i]));
    mine.journal_key =
        journal::VerifierKey::make(fmt::format("{}/j/{}", party_of(others[i]).domain, number),
                                   journal::SignatureType::ed25519, party_of(others[i]).journal_key.public_key());
    mine.collection = random_uuid(random_);
    mine.url = {};
    charter = group::sign_charter(*charter, mine, party_of(others[i]).key);
    EXPECT_TRUE(charter.ok()) << charter.error().message;
  }
  const auto proposed = node.charters().propose(*charter, "");
  EXPECT_TRUE(proposed.ok()) << proposed.error().message;
  if (signers == 0) return *charter;
  const auto both = node.charters().sign(terms.id);
  EXPECT_TRUE(both.ok()) << both.error().message;
  return *both;
}

void TwoWorlds::fill_group(Node& node, const group::Charter& charter, std::size_t objects) {
  for (std::size_t i = 0; i < objects; ++i)  // what its policy refuses stays
    (void)let_leave(node, charter.terms.id, {random_object(random_)});
}

// `author` says something in its journal, and this node fetches it.
void TwoWorlds::mirror(Node& node, const group::Charter& charter, int author, std::size_t objects) {
  const Party party = party_of(author);
  const auto* signature = group::find_signature(charter, party.identity_id);
  const auto view = node.membership().group(charter.terms.id);
  const auto member = std::find_if(view->members.begin(), view->members.end(),
                                   [&](const auto& one) { return one.identity_id == party.identity_id; });
  ASSERT_TRUE(member != view->members.end() && member->journal);
  const ScratchFolder folder;
  journal::Options options;
  options.origin = signature->journal_key.name;
  options.key = std::make_shared<const SigningKey>(SigningKey::from_seed(party.journal_key.seed()).value());
  ASSERT_TRUE(journal::Journal::create(folder.path() / "j", options).ok());
  auto source = journal::Journal::open(folder.path() / "j", options);
  std::vector<std::string> texts = {charter.text};
  for (std::size_t i = 0; i < objects; ++i) texts.push_back(random_object(random_));
  if (author == kAsker) {  // what this node answers by itself
    const std::string own = json::string_array_text({node.config().party.identity});
    const auto message = [&](std::string_view type) {
      return group::message_text({.type = std::string(type),
                                  .id = fmt::format("{}--{}", type, random_uuid(random_)),
                                  .author = party.identity_id,
                                  .time = group::testing::kDawn});
    };
    texts.push_back(
        message("ping").raw("to_refs", own).text("nonce", "n0nce-n0nce-n0nce").flag("exercise", false).str());
    texts.push_back(message("inquiry")
                        .raw("to_refs", own)
                        .text("name", "What happened")
                        .raw("questions", R"([{"number":1,"text":"Who?"}])")
                        .text("incident_severity", "high")
                        .raw("asks", R"(["information"])")
                        .str());
  }
  ASSERT_TRUE((*source)->append(admitted(texts)).ok() && (*source)->publish().ok());
  const auto note = journal::Note::parse((*source)->checkpoint());
  const auto head = journal::Checkpoint::parse(note->text);
  std::vector<journal::Journal::EntryProof> entries;
  for (journal::Seq seq = 0; seq < head->size; ++seq) entries.push_back((*source)->prove(seq).value());
  std::vector<journal::ForeignEntry> sent;
  for (const auto& entry : entries) sent.push_back({entry.entry, *entry.salt, *entry.object});
  const auto extended = member->journal->extend(sent, *head, {});
  ASSERT_TRUE(extended.ok()) << extended.error().message;
  ASSERT_TRUE(member->journal->adopt(*note).ok());
  if (author == kAsker)
    heads.push_back(
        {group::root_of(charter.terms), head->origin, node.config().party.identity, head->size, head->root});
}

void TwoWorlds::add_objects(Node& node, const std::string& journal, std::size_t objects) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < objects; ++i) texts.push_back(random_object(random_));
  EXPECT_TRUE(node.journals().open(journal)->journal->append(admitted(texts)).ok());
}

// The names of everything under an API root.
void TwoWorlds::remember(Node& node, const std::string& root) {
  names.roots.push_back(root);
  for (const auto& row : node.journals().rows()) {
    if (row.root != root) continue;
    names.places.push_back({root, row.id});
    names.collections.push_back(row.id);
    const auto page = node.journals().open(row.id)->journal->read(
        {.added_after = {}, .ids = {}, .types = {}, .spec_versions = {}, .versions = {}}, 0, {.objects = 5});
    for (const auto& entry : page->entries) names.objects.emplace_back(entry.id);
  }
}

void TwoWorlds::add_unreleased(taxii::Catalog& catalog) {
  Node& node = *fuller_;
  switch (below(random_, 10)) {
    case 0:
    case 1:
      add_objects(node, "main", 1 + below(random_, 30));
      return remember(node, "api");
    case 2:
      EXPECT_TRUE(node.journals()
                      .add({.name = fmt::format("house-{}", names.collections.size()),
                            .id = {},
                            .title = {},
                            .description = "for this house only",
                            .alias = {},
                            .outside_read = chance(random_, 50)})
                      .ok());
      return remember(node, "api");
    case 3:
    case 4: {
      const std::vector<int> others =
          chance(random_, 50) ? std::vector<int>{kFriend} : std::vector<int>{kFriend, kOther};
      const auto charter = propose_group(node, others, others.size());
      fill_group(node, charter, 1 + below(random_, 6));
      mirror(node, charter, kFriend, below(random_, 6));
      for (const auto& signature : charter.signatures)
        add_receipt(node.dir(), group::root_of(charter.terms), signature.journal_key.name,
                    party_of(kFriend).identity_id, 1 + below(random_, 9));
      remember(node, group::root_of(charter.terms));
      if (chance(random_, 20)) {
        EXPECT_TRUE(node.charters().leave(charter.terms.id).ok());
      }
      return;
    }
    case 5: {  // a charter under way, with the asker's name in it or without
      std::vector<int> others = {kFriend, chance(random_, 50) ? kAsker : kOther};
      return remember(node, group::root_of(propose_group(node, others, below(random_, 2)).terms));
    }
    case 6: {
      const std::string user = fmt::format("user-{}", ++users_made_);
      EXPECT_TRUE(node.access().put_user(user, "", chance(random_, 20)).ok());
      EXPECT_TRUE(node.access().add_token(user, "laptop", {}).ok());
      EXPECT_TRUE(node.access()
                      .rights_table()
                      .put({.user = user, .collection = "*", .read = true, .write = true, .remove = false})
                      .ok());
      return;
    }
    case 7:
      EXPECT_TRUE(node.release_policy()
                      .put_embargo({.party = party_of(kAsker).identity_id,
                                    .what = "campaign",
                                    .until = {4'000'000'000'000'000},
                                    .reason = "not yet"})
                      .ok());
      EXPECT_TRUE(node.group_db()
                      .put_pending_release({.id = fmt::format("{:064x}", random_()),
                                            .charter = "charter--1",
                                            .terms = "terms",
                                            .journal = "main",
                                            .sha256 = "of the bytes",
                                            .asked_by = "anna",
                                            .asked_known = "uid",
                                            .asked_uid = {},
                                            .asked = {},
                                            .expires = {4'000'000'000'000'000},
                                            .objects = {}})
                      .ok());
      return;
    case 8: {  // what others have sent: charters to the lobby, statuses of theirs
      taxii::Service service(catalog, {});
      for (int i = 0; i < 4; ++i) {
        http::Request request{.method = http::Method::post,
                              .method_text = "POST",
                              .path = {},
                              .query = {},
                              .headers = {{"Accept", "application/taxii+json;version=2.1"},
                                          {"Content-Type", "application/taxii+json;version=2.1"}},
                              .body = "{\"objects\":[" + random_artifact(random_) + "]}",
                              .peer = "192.0.2.77:1",
                              .secure = true,
                              .client_certificate = certificate_of(kFriend)};
        for (const auto& place : names.places)
          if (place.root == "lobby") request.path = fmt::format("/lobby/collections/{}/objects/", place.collection);
        const auto answer = service.handle(std::move(request));
        EXPECT_EQ(answer.status, 202) << answer.body_text();
        const std::string id(answer.body_text().substr(7, 36));
        // The lobby keeps none; one that somebody else has must be there to be hidden.
        EXPECT_TRUE(catalog.keep_status("lobby", id, {.name = "somebody else"}, std::string(answer.body_text())).ok());
        names.statuses.push_back({id, id});
      }
      return;
    }
    default:
      if (!node.peers().find(party_of(kLate).identity_id).ok()) {
        EXPECT_TRUE(node.peers().accept(card_of(kLate), "late").ok());
      }
  }
}

}  // namespace parley::node::testing
