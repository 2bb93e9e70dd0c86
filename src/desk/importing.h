// STIX 2.1 objects out of files into a journal of this party's own: read, checked, appended in batches, each refusal
// told with its place.
//
// What the files are (a file that a command opened, what a browser sends) is no business of this: it takes a source of
// bytes. One refused object never decides over the others, and the same file again adds nothing. Not thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "input/source.h"
#include "node/acting.h"
#include "node/node.h"

namespace parley::desk {

class Importing {
 public:
  // What to do with a version that is here already with other content.
  enum class OnConflict : std::uint8_t { report, keep, new_version };
  // "report", "keep", "new-version".
  static OnConflict conflict_of(std::string_view word);

  struct Wanted {
    std::string journal = "main";
    OnConflict on_conflict = OnConflict::report;
    bool dry_run = false;
    bool strict = false;  // warnings refuse an object, too, and none is given a version
  };
  struct Totals {
    std::uint64_t seen = 0, stored = 0, already_there = 0, conflicts = 0, new_versions = 0, refused = 0, bytes = 0;
    std::uint64_t version_added = 0, defanged = 0, bundles = 0, empty_envelopes = 0;
  };
  // What people should know of one object, or of a place in a file where none can be read.
  struct Notice {
    std::string_view what;  // "refused", "conflict", "new-version", "version-added", "defanged", "empty"
    std::string_view id;    // as far as it could be read; empty otherwise
    std::string_view file;
    std::uint64_t line = 0;
    std::string_view message;
  };
  struct Progress {
    const Totals& totals;
    std::uint64_t read = 0, file_bytes = 0;  // of this file; file_bytes: 0 when not known
    std::chrono::steady_clock::time_point started = {};
  };
  struct Listener {
    std::function<void(const Notice&)> notice = {};
    // After every object. An Error ends the import as it is.
    std::function<Status(const Progress&)> progress = {};
    // Asked now and then: whether it is to end at the last batch.
    std::function<bool()> stopped = {};
  };

  // Forbidden for who may not draft in the journal, and for the journal of a group.
  static Result<Importing> begin(node::Node& node, const node::Acting& acting, const Wanted& wanted, Listener listener);
  Importing(Importing&&) noexcept;
  ~Importing();

  // `name` is for messages; "-" is standard input. Fails when it could not be opened or cannot be read, or the journal
  // cannot be written, and the record of the import has it; what is wrong with what stands in it is told, and no
  // failure.
  Status file(const std::string& name, Result<input::File> file);

  const std::string& journal() const;  // name
  const Totals& totals() const;
  bool was_stopped() const;
  // Where the last object that was looked at begins: FILE:LINE. A sentence about FILE when there was none.
  std::string place() const;
  std::uint64_t waiting() const;  // objects behind the last batch, which were not stored
  double seconds() const;

 private:
  struct Impl;
  explicit Importing(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

std::string to_json(const Importing::Notice& notice);
// The totals, and where it was stopped.
std::string to_json(const Importing& done, const Importing::Wanted& wanted);

}  // namespace parley::desk
