#include "node/test_group.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>

#include "base/file.h"
#include "group/group_fixture.h"
#include "http/server.h"
#include "journal/intake.h"
#include "node/catalog.h"
#include "node/charters.h"
#include "node/exchange.h"
#include "node/keys.h"
#include "node/membership.h"
#include "node/peers.h"
#include "node/receipts.h"
#include "node/refusal.h"
#include "testing/ports.h"

namespace parley::node::testing {

namespace fs = std::filesystem;

Folder::Folder() {
  const fs::path memory = "/dev/shm";
  std::string name =
      ((::access(memory.c_str(), W_OK) == 0 ? memory : fs::temp_directory_path()) / "parley-group-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "no temporary folder";
  path_ = name;
}
Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string identity_object(const std::string& author, int number, const std::string& name) {
  return fmt::format(
      R"({{"type":"identity","spec_version":"2.1","id":"identity--{:08x}-1111-4111-8111-111111111111","created_by_ref":"{}","created":"2026-07-09T18:30:00.000Z",)"
      R"("modified":"2026-07-09T18:30:00.000Z","name":"{}","identity_class":"group","object_marking_refs":["{}"]}})",
      number, author, name, group::testing::kClear);
}

// The node itself, but for the journal that is served in the place of the own one.
struct Party::Served : taxii::Catalog {
  Served(Party& its_party, Answer its_answer) : party(its_party), answer(std::move(its_answer)) {}

  Result<taxii::Principal> authenticate(std::string_view authorization, std::string_view peer) override {
    return party.node().catalog().authenticate(authorization, peer);
  }
  std::optional<taxii::Principal> authenticate_fast(std::string_view authorization) override {
    return party.node().catalog().authenticate_fast(authorization);
  }
  std::optional<taxii::Principal> authenticate_certificate(std::string_view certificate) override {
    return party.node().catalog().authenticate_certificate(certificate);
  }
  taxii::Discovery discovery() override { return party.node().catalog().discovery(); }
  std::vector<taxii::ApiRoot> roots(const taxii::Principal& principal) override {
    return party.node().catalog().roots(principal);
  }
  bool has_root(std::string_view name) override { return party.node().catalog().has_root(name); }
  std::vector<taxii::Collection> collections(std::string_view root, const taxii::Principal& principal) override {
    return party.node().catalog().collections(root, principal);
  }
  std::optional<taxii::Collection> collection(std::string_view root, std::string_view id,
                                              const taxii::Principal& principal) override {
    auto out = party.node().catalog().collection(root, id, principal);
    if (out && party.instead_ && out->journal->origin() == party.instead_->origin()) out->journal = party.instead_;
    return out;
  }
  Status keep_status(std::string_view root, std::string_view id, const taxii::Principal& owner,
                     std::string json) override {
    return party.node().catalog().keep_status(root, id, owner, std::move(json));
  }
  Result<std::string> status(std::string_view root, std::string_view id, const taxii::Principal& principal) override {
    return party.node().catalog().status(root, id, principal);
  }
  std::span<const std::uint8_t> cursor_key() override { return party.node().catalog().cursor_key(); }

  http::Response truthful(http::Request request) {
    const auto root = [&](std::string_view end) {
      return std::string_view(request.path).substr(1, request.path.size() - 1 - end.size());
    };
    const auto principal = authenticate_certificate(request.client_certificate);
    if (!principal) return service->refuse(401, "unknown");
    if (request.path == kNewsPath)
      return {200, {{"Content-Type", "text/plain"}}, party.node().exchange().news_for(*principal), nullptr};
    if (request.path.ends_with("/receipts")) {
      const auto page = party.node().receipts().page(root("/receipts"), *principal, request.query);
      return {page ? 200 : 404, {{"Content-Type", "application/json"}}, page.value_or(""), nullptr};
    }
    if (!request.path.ends_with("/add-checkpoint")) return service->handle(std::move(request));
    const auto answered = party.node().exchange().add_checkpoint(root("/add-checkpoint"), *principal, request.body);
    http::Response out{answered.status, {{"Content-Type", answered.content_type}}, answered.body, nullptr};
    if (answered.again_soon) out.headers.emplace_back("Retry-After", "1");
    return out;
  }
  // A new one has an empty cache.
  void new_service() {
    taxii::ServiceOptions options;
    options.cache_bytes = 0;
    service = std::make_unique<taxii::Service>(*this, std::move(options));
  }

  Party& party;
  const Answer answer;
  std::unique_ptr<taxii::Service> service;
  std::unique_ptr<http::Server> server;
};

Party::Party(const fs::path& dir, const std::string& name, std::chrono::microseconds skew)
    : dir_(dir), skew_(skew.count()) {
  InitOptions options;
  options.party = name;
  options.password = "correct horse battery staple";
  options.config.server.port = 0;
  options.config.journals.domain = name + ".example";
  options.config.journals.publish_interval_ms = 10;
  options.config.peers.port = parley::testing::free_port();
  options.config.peers.poll_ms = 200;
  options.config.peers.url = fmt::format("https://127.0.0.1:{}", options.config.peers.port);
  const auto made = Node::init(dir, options);
  EXPECT_TRUE(made.ok()) << made.error().message;
  open();
}
Party::~Party() { stop_serving(); }

void Party::open() {
  auto node = Node::open(dir_, [this] { return Micros{now().value + skew_}; });
  ASSERT_TRUE(node.ok()) << node.error().message;
  node_ = std::move(node).value();
}

void Party::restart(const std::function<void(const fs::path& dir)>& meanwhile) {
  stop_serving();
  instead_.reset();
  node_.reset();
  if (meanwhile) meanwhile(dir_);
  open();
}

std::vector<std::string> Party::evidence() const {
  std::vector<fs::path> files;
  std::error_code none;
  for (const auto& file : fs::directory_iterator(dir_ / "evidence", none)) files.push_back(file.path());
  std::sort(files.begin(), files.end());
  std::vector<std::string> out;
  for (const auto& file : files) out.push_back(read_file(file).value());
  return out;
}

bool proves_split_view(const std::string& evidence) {
  json::Parser parser;
  json::Object object;
  const auto parsed = parser.parse(evidence);
  if (!parsed.ok() || parsed->get(object) != simdjson::SUCCESS || json::string_member(object, "kind") != kSplitView)
    return false;
  const auto key = journal::VerifierKey::parse(json::string_member(object, "key").value_or(""));
  return key.ok() && parse_split_view(object, *key).ok();  // compares the heads
}

void Party::serve(Answer answer) {
  stop_serving();
  served_ = std::make_unique<Served>(*this, std::move(answer));
  served_->new_service();
  http::ServerOptions options;
  options.limits.answers_bytes = std::size_t{1} << 32;  // some of what tests make of it has no end
  options.port = node_->config().peers.port;
  options.io_threads = 1;
  options.limits.body_bytes = 512u << 20;
  options.tls = http::TlsOptions{node_->dir() / "keys" / "peer.pem", node_->dir() / "keys" / "peer.key", true};
  http::Handler handler;
  handler.fast = [](const http::Request&) { return std::optional<http::Response>(); };
  handler.slow = [served = served_.get()](http::Request&& request) {
    const Truthful truthful = [served](http::Request asked) { return served->truthful(std::move(asked)); };
    return served->answer ? served->answer(request, truthful) : truthful(std::move(request));
  };
  auto server = http::Server::start(options, std::move(handler));
  ASSERT_TRUE(server.ok()) << server.error().message;
  served_->server = std::move(server).value();
}

void Party::stop_serving() {
  if (served_) served_->server.reset();
  served_.reset();
}

void Party::serve_instead(std::shared_ptr<journal::Journal> journal) {
  instead_ = std::move(journal);
  if (served_) served_->new_service();
}

std::shared_ptr<journal::Journal> Party::own_journal(const std::string& group) {
  const auto view = node_->membership().group(group);
  EXPECT_TRUE(view.ok()) << view.error().message;
  for (const MemberView& member : view->members)
    if (member.own) return member.journal;
  return nullptr;
}

std::shared_ptr<journal::Journal> Party::mirror_of(const Party& other, const std::string& group) {
  const auto view = node_->membership().group(group);
  EXPECT_TRUE(view.ok()) << view.error().message;
  for (const MemberView& member : view->members)
    if (member.identity_id == other.identity()) return member.journal;
  return nullptr;
}

void Party::append_to(journal::Journal& journal, const std::vector<std::string>& objects) {
  journal::Intake intake({.warnings = false, .check_pattern = {}});
  std::vector<journal::NewObject> admitted;
  for (const std::string& text : objects) {
    auto one = intake.admit(text);
    ASSERT_TRUE(one.object) << one.refusal.message;
    admitted.push_back(std::move(*one.object));
  }
  const auto appended = journal.append(admitted);
  ASSERT_TRUE(appended.ok()) << appended.error().message;
  const auto published = journal.publish();
  ASSERT_TRUE(published.ok()) << published.error().message;
}

void Party::append(const std::vector<std::string>& objects) { append_to(*own_journal(), objects); }

std::shared_ptr<const SigningKey> Party::journal_key() {
  const std::string& origin = own_journal()->origin();
  auto key = read_key(node_->dir() / "keys" / (origin.substr(origin.rfind('/') + 1) + ".key"));
  EXPECT_TRUE(key.ok());
  return std::make_shared<const SigningKey>(std::move(key).value());
}

std::shared_ptr<journal::Journal> Party::forked_journal(const fs::path& dir) {
  journal::Options options;
  options.origin = own_journal()->origin();
  options.key = journal_key();
  options.publish_interval_ms = 10;
  EXPECT_TRUE(journal::Journal::create(dir, options).ok());
  auto journal = journal::Journal::open(dir, options);
  EXPECT_TRUE(journal.ok()) << journal.error().message;
  return std::move(journal).value();
}

std::string Party::served_at() {
  const auto view = node_->membership().group("drill");
  const auto* signature = group::find_signature(view->charter, identity());
  return fmt::format("/{}/collections/{}/", view->root, signature->collection);
}

SyncReport Party::sync_with(const Party& other) {
  const auto view = node_->membership().group("drill");
  EXPECT_TRUE(view.ok()) << view.error().message;
  for (const MemberView& member : view->members) {
    if (member.identity_id != other.identity()) continue;
    auto link = node_->peers().link(member.identity_id);
    EXPECT_TRUE(link.ok());
    return node_->exchange().sync_member(*view, member, **link);
  }
  ADD_FAILURE() << "no such member";
  return {};
}

void make_group(const std::vector<Party*>& parties, const std::function<void(group::Terms&)>& change) {
  group::Terms terms = group::testing::terms_of({});
  if (change) change(terms);
  for (Party* one : parties) {
    const auto card = one->node().peers().own_card_parsed();
    ASSERT_TRUE(card.ok()) << card.error().message;
    terms.members.push_back({card->identity_id, card->name, card->party_key});
    for (Party* other : parties) {
      if (other == one) continue;
      const auto accepted = other->node().peers().accept(*card, card->name);
      ASSERT_TRUE(accepted.ok()) << accepted.error().message;
    }
  }
  std::sort(terms.members.begin(), terms.members.end(),
            [](const auto& a, const auto& b) { return a.identity_id < b.identity_id; });
  auto charter = group::draft_charter(terms);
  ASSERT_TRUE(charter.ok()) << charter.error().message;
  for (Party* one : parties) {
    const auto proposed = one->node().charters().propose(*charter, "drill");
    ASSERT_TRUE(proposed.ok()) << proposed.error().message;
    charter = one->node().charters().sign(terms.id);
    ASSERT_TRUE(charter.ok()) << charter.error().message;
  }
  for (Party* one : parties) {
    const auto complete = one->node().charters().propose(*charter, "drill");
    ASSERT_TRUE(complete.ok()) << complete.error().message;
    ASSERT_TRUE(one->node().membership().group("drill").ok());
  }
}

}  // namespace parley::node::testing
