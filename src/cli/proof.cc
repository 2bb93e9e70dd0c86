#include <fmt/format.h>

#include "cli/command.h"
#include "journal/bundle.h"

namespace parley::cli {
namespace {

struct ProofArguments {
  std::string id, journal = "main", output, version, file, key;
};

// The entry that is meant: the latest version, or the one with this time.
Result<journal::Seq> find_entry(const journal::Journal& journal, const ProofArguments& arguments) {
  journal::Query query;
  query.ids = {arguments.id};
  if (!arguments.version.empty()) {
    PARLEY_TRY(const Timestamp version, Timestamp::parse(arguments.version).in("--version-at"));
    query.versions = {.last = false, .first = false, .all = false, .exact = {version}};
  }
  PARLEY_TRY(const auto page, journal.read(query, 0, {.objects = 1}));
  if (page.entries.empty()) return Error{Code::not_found, "there is no object " + arguments.id + (arguments.version.empty() ? "" : " of that version")};
  return page.entries[0].seq;
}

}  // namespace
}  // namespace parley::cli
