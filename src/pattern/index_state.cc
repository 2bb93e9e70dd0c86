#include "pattern/index_state.h"

#include <algorithm>
#include <limits>

// What an indicator is filed under, and how it is taken out again. Each atom is a posting in two lists: that of its
// place (a value, a literal, a block, a type), by which it is found, and that of its indicator, by which it is
// removed. All of this runs with every reader locked out.
namespace parley::pattern {

// The head of the list at a place, whatever kind of place it is.
std::uint32_t& Index::State::first(PlaceKind kind, std::uint32_t place) {
  switch (kind) {
    case PlaceKind::value:
      return values.first(place);
    case PlaceKind::literal:
      return literals.first(place);
    case PlaceKind::type:
      return always[place];
    default:
      return addresses.first(place, kind);
  }
}

// A type has no path: patterns filed under it are looked at for whatever object of the type there is.
PathNumber Index::State::path_of(PlaceKind kind, std::uint32_t place) const {
  switch (kind) {
    case PlaceKind::value:
      return values.path(place);
    case PlaceKind::literal:
      return literals.path(place);
    case PlaceKind::type:
      return kNoPath;
    default:
      return addresses.path(place);
  }
}

// Readers skip what nobody asks for, so each path knows how many atoms it has of each kind.
// Blocks that contain and blocks that are contained are counted together, as both are found in one tree.
void Index::State::count_path(PlaceKind kind, PathNumber path, int by) {
  PathTable::Path& known = paths[path];
  std::uint32_t& uses = kind == PlaceKind::value     ? known.values
                        : kind == PlaceKind::literal ? known.literals
                                                     : known.blocks;
  uses += static_cast<std::uint32_t>(by);
  paths.use(path, by);
}

void Index::State::post(std::uint32_t slot, PlaceKind kind, std::uint32_t place) {
  IndexSlot& indicator = slots[slot];
  indicator.first_posting = postings.add(first(kind, place), kind, place, slot, indicator.first_posting);
}

// Counting the path comes with it, so that readers look there from now on.
void Index::State::add_atom(std::uint32_t slot, const Atom& atom) {
  const PathNumber path = paths.add(*atom.path);
  count_path(atom.kind, path, 1);
  switch (atom.kind) {
    case PlaceKind::value:
      return post(slot, atom.kind, values.find_or_add(path, atom.tag, atom.text));
    case PlaceKind::literal:
      return post(slot, atom.kind, literals.find_or_add(path, atom.text));
    default:
      return post(slot, atom.kind, addresses.find_or_add(path, atom.block));
  }
}

// The list for a type begins here when the first pattern without an atom names it, so types without such patterns at
// the end of the table take no memory.
void Index::State::add_type(std::uint32_t slot, const std::string& type) {
  const TypeNumber number = paths.type(type);
  if (always.size() <= number) always.resize(number + 1, kNone);
  post(slot, PlaceKind::type, number);
}

// Ids are never reused while their slot is live, and the generation goes up with each use, so a reference that
// somebody still holds names nothing any more.
// An indicator without an end is valid up to the greatest number, which spares the readers a question.
void Index::State::add(const Indicator& indicator, const Atoms& atoms, std::unique_ptr<Program> program) {
  const std::uint32_t number = ids.add(indicator.id);
  if (slots.size() <= number) slots.resize(number + 1);
  IndexSlot& slot = slots[number];
  ++slot.generation;
  slot.live = true;
  slot.valid_from = indicator.valid_from.value;
  slot.valid_until = indicator.valid_until ? indicator.valid_until->value : std::numeric_limits<std::int64_t>::max();
  slot.confidence = static_cast<std::int8_t>(std::clamp(indicator.confidence, -1, 100));
  slot.always = !atoms.types.empty();
  slot.first_posting = kNone;
  slot.program = program ? programs.add(std::move(program)) : kNone;
  for (const Atom& atom : atoms.any) add_atom(number, atom);
  for (const std::string& type : atoms.types) add_type(number, type);
  by_atom += slot.program == kNone;
  always_count += slot.always;
}

// The path of a place is asked for before the place may go with its last posting.
// Each posting is copied first, because the rest of the indicator's list hangs on it when it is gone.
void Index::State::remove(std::uint32_t number) {
  IndexSlot& slot = slots[number];
  // Along the indicator's own list. What becomes empty is removed at once, or withdrawn indicators would fill the
  // memory.
  for (std::uint32_t posting = slot.first_posting; posting != kNone;) {
    const Posting gone = postings[posting];
    std::uint32_t& head = first(gone.kind, gone.place);
    postings.remove(head, posting);
    if (gone.kind != PlaceKind::type) count_path(gone.kind, path_of(gone.kind, gone.place), -1);
    if (head == kNone) {
      if (gone.kind == PlaceKind::value) values.remove(gone.place);
      if (gone.kind == PlaceKind::literal) literals.remove(gone.place);
      if (gone.kind == PlaceKind::subset || gone.kind == PlaceKind::superset) addresses.trim(gone.place);
    }
    posting = gone.sibling;
  }
  by_atom -= slot.program == kNone;
  always_count -= slot.always;
  if (slot.program != kNone) programs.remove(slot.program);
  const std::uint32_t generation = slot.generation + 1;
  slot = {};
  slot.generation = generation;
  ids.remove(number);
}

}  // namespace parley::pattern
