// The objects of assessments as they came in, before a question is made of them: which versions count, and whose they
// are.
#pragma once

#include <map>
#include <set>

#include "assess/assess.h"
#include "json/json.h"

namespace parley::assess {

struct Record {
  std::string id, type, by;  // `by`: created_by_ref, else the journal's party
  std::string text;
  Timestamp version;
  bool revoked = false;
  Origin origin;
};

// A string property, empty when it is not there.
std::string text_of(json::Object object, std::string_view name);
std::vector<std::string> texts_of(json::Object object, std::string_view name);
std::vector<json::Object> objects_of(json::Object object, std::string_view name);
// What an object is called: its name, or the first of its properties that says something.
std::string label_of(json::Object object, std::string_view id);

// All versions of each party's objects, oldest first. Copies count only of objects that their author's own journal does
// not have.
class Versions {
 public:
  // Of what was received by `as_of`.
  Versions(const std::vector<Record>& records, std::optional<Micros> as_of);

  struct Entry {
    std::vector<const Record*> versions;  // of one object by one author
    const Record& last() const { return *versions.back(); }
  };
  // Each object of this type, withdrawn or not; of ids that two parties claim, the one that came first.
  std::vector<const Entry*> chosen(std::string_view type) const;
  // The latest version of each of these that is not withdrawn.
  std::vector<const Record*> current(std::string_view type) const;
  // Every object of this type of every author, with all versions, withdrawn or not.
  std::vector<const Entry*> all(std::string_view type) const;
  std::vector<std::string> problems;

 private:
  std::map<std::pair<std::string, std::string>, Entry> entries_;  // (id, author)
};

// From which of these objects one comes back to it: what a row or a conclusion rests on, followed through other
// questions.
class RestsOn {
 public:
  explicit RestsOn(const Versions& versions);
  // The way from `from` to `to`, both included; empty when there is none. Of one object: a way that leaves it and
  // returns.
  std::vector<std::string> way(const std::string& from, const std::string& to) const;

 private:
  std::map<std::string, std::set<std::string>> edges_;
};

}  // namespace parley::assess
