// The heads that a journal must lead to when it opens, and the key that it signs with, are what tells a good folder
// from an old copy and from another's: neither is believed because it lies there.
#include "node/journal_folders.h"

#include "node/journal_folder.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/file.h"
#include "base/hash.h"
#include "http/client.h"
#include "node/keys.h"
#include "node/own_heads.h"
#include "node/own_keys.h"
#include "node/upkeep.h"

namespace parley::node {
namespace {

namespace fs = std::filesystem;

// Of a place that knows a head of ours. A start waits for it, so it must not be long; a head has some 200 bytes.
constexpr int kWitnessTimeoutMs = 10'000;
// Far above any head, because the place may be a page that a person has put it on.
constexpr std::size_t kMostWitnessBytes = 1 << 20;

// The folder and key file of a journal are named by the opaque last part of its origin.
std::string opaque_name(const store::CollectionRow& row) { return row.origin.substr(row.origin.rfind('/') + 1); }
fs::path key_file(const Node& node, const store::CollectionRow& row) {
  return node.dir() / "keys" / (opaque_name(row) + ".key");
}
// Asks one place for the head that it knows of a journal.
// Asked when the journal opens. Whether a place that does not answer matters is decided there
// (journal::Options).
std::function<Result<std::string>()> witness_reader(const std::string& place) {
  if (place.starts_with("http://") || place.starts_with("https://"))
    return [place]() -> Result<std::string> {
      http::ClientOptions options;
      options.timeout_ms = kWitnessTimeoutMs;
      options.body_bytes = kMostWitnessBytes;
      PARLEY_TRY(auto answer, http::fetch({.url = place, .headers = {}, .body = {}}, options));
      if (answer.status == 404) return Error{Code::not_found, place + " knows no head"};
      if (answer.status != 200) return Error{Code::unavailable, fmt::format("{} answered {}", place, answer.status)};
      return std::string(answer.body_text());
    };
  return [place]() -> Result<std::string> { return read_file(place, kMostWitnessBytes); };
}

}  // namespace

// Of a mirror by our name for the collection: what another party calls its journal is no name for a folder of ours.
fs::path folder_of(const Node& node, const store::CollectionRow& row) {
  return row.source.empty() ? node.dir() / "journals" / opaque_name(row) : node.dir() / "mirrors" / row.id;
}

// The heads that this journal must lead to come from wherever others have seen it: places in parley.toml,
// what members and outside witnesses have shown, and node.db, which lies apart from the journal's folder. A
// mirror has only its key.
journal::Options JournalFolders::options_of(const store::CollectionRow& row,
                                            std::shared_ptr<const SigningKey> key) const {
  journal::Options options;
  options.origin = row.origin;
  options.key = std::move(key);
  options.publish_interval_ms = node_.config().journals.publish_interval_ms;
  options.on_head = [&changes = node_.changes()] { changes.signal(); };
  options.on_append = [&node = node_, id = row.id](const Status& done) { node.upkeep().stored(id, done); };
  options.clock = clock_;
  for (const auto& witness : node_.config().witnesses)
    if (witness.journal == row.name) options.witnesses.push_back(witness_reader(witness.checkpoint));
  if (!row.source.empty()) {
    if (auto source = journal::VerifierKey::parse(row.source); source.ok()) options.source = std::move(source).value();
    return options;
  }
  std::vector<std::string> heads = node_.own_heads().known(row.origin);
  if (const auto kept = db_.signed_head(row.origin); kept.ok() && *kept) heads.push_back(**kept);
  for (const std::string& head : heads) options.witnesses.push_back([head]() -> Result<std::string> { return head; });
  return options;
}

// node.db has the public key. A folder from before it did has a signed head, or the charter knows it
// (OwnParty::open()).
// The wrong key is no error here: the journal opens without one and can be read. It is recognised by the
// public key that is known, or, where none is, by the head that lies in the folder.
Status JournalFolders::find_key(const store::CollectionRow& row, OpenedJournal& out) const {
  const std::optional<PublicKey> expected = node_.own_keys().known(row.origin);
  const fs::path file = key_file(node_, row), folder = folder_of(node_, row);
  PARLEY_TRY(OwnKey found, own_key(file, expected, fmt::format("journal \"{}\"", row.name)));
  const auto head = read_file(folder / "checkpoint", 1u << 20);
  const auto note = head.ok() ? journal::Note::parse(*head) : Result<journal::Note>(head.error());
  const auto key = journal::VerifierKey::make(row.origin, journal::SignatureType::ed25519, found.known);
  if (found.wrong.empty() && note.ok() && !journal::verify_note(*note, {key}).ok())
    found.wrong = fmt::format(
        "{} is not the key that signed the head in {}. Nothing is signed with it until the right "
        "file is brought back from a backup and the node started again",
        file.string(), folder.string());
  out.wrong_key = found.wrong;
  out.public_key = found.known;
  if (!out.wrong_key.empty()) return {};
  out.key = std::make_shared<const SigningKey>(std::move(found.key));
  if (!expected) node_.own_keys().expect(row.origin, *out.public_key);
  return {};
}

Result<OpenedJournal> JournalFolders::open(const store::CollectionRow& row) const {
  OpenedJournal out;
  if (row.source.empty()) PARLEY_TRY_STATUS(find_key(row, out));
  PARLEY_TRY(out.journal, journal::Journal::open(folder_of(node_, row), options_of(row, out.key)));
  return out;
}

// The key first, then its public half: a crash leaves a key without a journal, which does no harm.
Result<std::shared_ptr<const SigningKey>> JournalFolders::make_key(const store::CollectionRow& row) const {
  auto key = std::make_shared<const SigningKey>(SigningKey::generate());
  PARLEY_TRY_STATUS(write_key(key_file(node_, row), *key));
  PARLEY_TRY_STATUS(db_.put_own_key(row.origin, to_hex(key->public_key())));
  return key;
}

Status JournalFolders::create(const store::CollectionRow& row, std::shared_ptr<const SigningKey> key) const {
  const fs::path folder = folder_of(node_, row);
  std::error_code ignored;
  if (fs::exists(folder / "journal.json", ignored)) return {};
  return journal::Journal::create(folder, options_of(row, std::move(key)));
}

// Opened as if it were a mirror of itself, with our own key as the source and nothing to sign with, and without
// witnesses, whose heads it does not lead to yet.
Status JournalFolders::refill(const store::CollectionRow& row,
                              const std::function<Status(journal::Journal&)>& fetch) const {
  OpenedJournal found;
  PARLEY_TRY_STATUS(find_key(row, found));
  if (!found.wrong_key.empty()) return Error{Code::unavailable, found.wrong_key};
  journal::Options options = options_of(row, nullptr);
  options.source = journal::VerifierKey::make(row.origin, journal::SignatureType::ed25519, *found.public_key);
  options.witnesses.clear();
  options.restores = true;
  PARLEY_TRY(const auto journal, journal::Journal::open(folder_of(node_, row), options));
  return fetch(*journal);
}

}  // namespace parley::node
