// How journals come into being and change what they are called and who may have them: one at a time, and in node.db
// before it counts in memory.
#include <fmt/format.h>

#include <array>

#include "base/hash.h"
#include "base/uuid.h"
#include "node/access.h"
#include "node/journal_names.h"
#include "node/journals.h"

namespace parley::node {
namespace {

// 96 random bits: two journals of one domain never get the same origin, and it tells nobody how many there
// are.
std::string new_origin(const Config& config) {
  std::array<std::uint8_t, 12> name;
  random_bytes(name);
  return config.journals.domain + "/j/" + to_hex(name);
}

}  // namespace

// Under adding_, so that it is still true when the row is written.
Status Journals::is_free(const store::CollectionRow& row) const {
  const Lock lock(mutex_);
  for (const std::string& name : {row.name, row.id, row.alias})
    if (!name.empty() && find(name) != nullptr)
      return Error{Code::conflict, "\"" + name + "\" is taken by another journal"};
  return {};
}

// Folder, row, list: stopped in between, a folder that nobody knows is left, and no row without a folder.
Status Journals::make(std::unique_ptr<Known> one) {
  PARLEY_TRY_STATUS(folders_.create(one->row, one->key));
  PARLEY_TRY_STATUS(db_.add_collection(one->row));
  auto opened = folders_.open(one->row);
  const Lock lock(mutex_);
  take(*one, std::move(opened));
  const std::string problem = one->problem;
  insert(std::move(one));
  return problem.empty() ? Status{} : Status{Error{Code::internal, problem}};
}

// The key before folder and row: a crash leaves a key without a journal, which does no harm, and never a journal whose
// key is not on the disk.
Result<store::CollectionRow> Journals::add(const NewJournal& wanted) {
  if (!is_journal_name(wanted.name))
    return Error{Code::invalid_input, "a journal's name has 1 to 64 letters, digits, '-', '_' and '.', and is no UUID"};
  if (!wanted.alias.empty() && !is_journal_name(wanted.alias))
    return Error{Code::invalid_input, "an alias has 1 to 64 letters, digits, '-', '_' and '.', and is no UUID"};
  if (!wanted.id.empty() && !is_uuid(wanted.id))
    return Error{Code::invalid_input, "\"" + wanted.id + "\" is not a UUID, which a collection id must be"};
  store::CollectionRow row{.id = wanted.id.empty() ? to_string(uuid_v4()) : wanted.id,
                           .name = wanted.name,
                           .root = wanted.root.empty() ? node_.config().taxii.root : wanted.root,
                           .title = wanted.title.empty() ? wanted.name : wanted.title,
                           .description = wanted.description,
                           .alias = wanted.alias,
                           .origin = new_origin(node_.config()),
                           .outside_read = wanted.outside_read,
                           .outside_write = wanted.outside_write,
                           .source = {},
                           .created = now()};
  PARLEY_TRY_STATUS(stays_own(row));
  const Lock adding(adding_);
  PARLEY_TRY_STATUS(is_free(row));
  auto one = std::make_unique<Known>(row);
  PARLEY_TRY(one->key, folders_.make_key(row));
  PARLEY_TRY_STATUS(make(std::move(one)));
  // What was remembered for principals has no word about the new collection.
  PARLEY_TRY_STATUS(node_.access().renew());
  return row;
}

// The collection id is chosen by another party and becomes the name of a folder here: only a UUID can be no
// path.
Status Journals::add_mirror(const store::CollectionRow& row) {
  if (!is_uuid(row.id))
    return Error{Code::invalid_input, "\"" + row.id + "\" is not a UUID, which a collection id must be"};
  PARLEY_TRY(const auto source, journal::VerifierKey::parse(row.source));
  if (source.name != row.origin)
    return Error{Code::invalid_input, "the key is that of " + source.name + ", not of " + row.origin};
  const Lock adding(adding_);
  PARLEY_TRY_STATUS(is_free(row));
  PARLEY_TRY_STATUS(make(std::make_unique<Known>(row)));
  return node_.access().renew();
}

// Written to node.db before it counts in memory: what a person has closed to clients stays closed after a
// restart.
Status Journals::update(const store::CollectionRow& row) {
  PARLEY_TRY_STATUS(stays_own(row));
  {
    const Lock lock(mutex_);
    if (find(row.id) == nullptr) return Error{Code::not_found, "there is no journal " + row.id};
  }
  PARLEY_TRY_STATUS(db_.update_collection(row));
  {
    const Lock lock(mutex_);
    Known* one = find(row.id);
    if (!one->row.alias.empty()) by_name_.erase(one->row.alias);
    one->row = row;
    name(*one);
  }
  return node_.access().renew();
}

}  // namespace parley::node
