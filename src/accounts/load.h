// Fills a Material from STIX objects, wherever they come from: a case in a journal, what two parties released in a
// group, a file. Types read: statement, proposition, event (and incident), identity, artifact; opinion and note where
// they are about a statement that is here. Others are passed over. Nothing is refused: what does not hold is marked in
// the record's `problems`.
#pragma once

#include <map>

#include "accounts/statement.h"
#include "json/json.h"

namespace parley::accounts {

struct SourceObject {
  std::string_view text;     // one STIX object
  std::string_view journal;  // where it was found; empty for none
  std::uint64_t seq = 0;
  std::optional<Micros> received;  // when it was added there
};

inline constexpr std::string_view kCaseSource =
    "parley-case:";  // source_name of an object's short name is this and the case

// Objects may come in any order and in several versions: of each id the newest that came is used (by `modified`; a
// revoked one is left out). finish() puts what came since the last call into the material.
class Loader {
 public:
  // With `as_of`, objects received later are passed over, so that an older version stands as it stood then.
  explicit Loader(Material& material, std::optional<Micros> as_of = {}) : material_(material), as_of_(as_of) {}
  // Fails with invalid_input when the text is no STIX object.
  Status add(const SourceObject& object);
  // From now on the texts of what finish() has put in are let go, as a large case would else be in memory twice. Who
  // brings one of these versions once more later is not compared with it.
  void keep_no_texts() { keeps_texts_ = false; }
  // Whether an object that was added has this identity for its speaker: asked for before the first is added.
  void look_for_speaker(std::string identity) { speaker_ = std::move(identity); }
  bool found_speaker() const { return found_speaker_; }
  // Returns the statements that were put in, in the order in which they first came.
  std::vector<StatementIndex> finish();

 private:
  struct Version {
    std::string id, type, text, journal, modified;
    std::uint64_t seq = 0;
    std::optional<Micros> received;
    Timestamp time;
    bool revoked = false;
  };
  struct Artifact {
    std::string text, sha256, problem;
  };

  template <class T, class In>
  T record_of(const In& object, const Version& version);
  void put_party(json::Object object, const Version& version);
  void put_proposition(json::Object object, const Version& version);
  void put_event(json::Object object, const Version& version);
  void put_artifact(json::Object object, const Version& version);
  void put_second_readings(const Version& version);
  StatementIndex put_statement(json::Object object, const Version& version);
  template <class In>
  void read_speaking(const In& object, Statement& out);
  template <class In>
  void read_links(const In& object, Statement& out);
  DocumentIndex document_of(json::Object source, const Version& version, std::vector<std::string>& problems);

  Material& material_;
  std::optional<Micros> as_of_;
  json::Parser parser_;
  std::vector<Version> versions_;  // the newest of each id, in the order in which they first came
  // By id.
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  template <class T>
  using ByText = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;
  ByText<std::size_t> newest_;
  // Of what was let go, only the time is known: of statements by their place, as there are many; of others by id.
  std::vector<std::optional<Timestamp>> statements_let_go_;
  ByText<Timestamp> let_go_;
  std::optional<Timestamp> time_let_go(const Version& version) const;
  void let_go();
  // The texts that many statements have alike, so that they share them.
  SharedText shared(std::string_view text);
  ByText<SharedText> shared_;
  std::vector<std::size_t> changed_;
  bool keeps_texts_ = true;
  std::string speaker_;
  bool found_speaker_ = false;
  std::map<std::string, Artifact, std::less<>> artifacts_;
};

}  // namespace parley::accounts
