// Objects out of a journal, as they came: which ones people mean, page by page, and as a bundle.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "node/journals.h"
#include "node/node.h"

namespace parley::desk {

class Reading {
 public:
  explicit Reading(node::Node& node) : node_(node) {}

  struct Wanted {
    std::string journal = "main";  // for get(): empty is the one that has the first of the ids
    std::vector<std::string> ids = {}, types = {};
    std::string since = {}, version = {};  // times: added after, and of `modified`
    std::uint64_t limit = 0;               // 0: all
    bool all_versions = false;
  };
  // What is meant, found before anything of it is read.
  struct Selection {
    node::JournalInfo journal;
    journal::Query query;
    std::uint64_t limit = 0;
  };
  // An id that names nothing in the journal is refused: an empty list would say that there is no such object, and an
  // empty bundle would be taken for a whole one. not_found names the journal that has it.
  Result<Selection> select(const Wanted& wanted) const;
  // By ids alone, where nothing found is for the caller to tell.
  Result<Selection> get(const Wanted& wanted) const;

  // Calls `each` with every match, page by page, until it returns false. `text_only`: without dates and entry numbers.
  static Status for_each(const Selection& selection, bool text_only,
                         const std::function<bool(const journal::Entry&)>& each);

 private:
  Result<std::vector<std::string>> ids_in(const node::JournalInfo& info, const std::vector<std::string>& typed) const;
  node::Node& node_;
};

// The text of a bundle of objects, or of one object a line, piece by piece: an export may be larger than memory.
class ObjectsText {
 public:
  enum class Form : std::uint8_t { bundle, one_a_line };
  explicit ObjectsText(Form form);
  void add(std::string_view object);
  void end();
  std::size_t waiting() const { return text_.size(); }
  std::string take();
  std::uint64_t objects() const { return objects_; }
  std::uint64_t bytes() const { return bytes_; }  // taken so far

 private:
  Form form_;
  std::string text_;
  std::uint64_t objects_ = 0, bytes_ = 0;
};

// What people call the objects of a list, with the names of others that they are about. These are looked up in all
// journals, once for each id.
class Titles {
 public:
  explicit Titles(node::Node& node) : node_(node) {}
  std::string of(std::string_view object);  // others' words

 private:
  node::Node& node_;
  std::map<std::string, std::string, std::less<>> known_;
};

// What a list says of one.
std::string listed_json(const journal::Entry& entry, Titles& titles);

}  // namespace parley::desk
