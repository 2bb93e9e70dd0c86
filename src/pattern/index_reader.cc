// How a line is looked up: every value in normal form and hashed for each of its paths, all the filter's words asked
// for at once (they come from memory while the rest is hashed), then looked at; blocks and literals only on paths that
// some indicator has them on. What is found are candidates, one an indicator; most are hits as they are.
#include <algorithm>
#include <cstring>
#include <deque>
#include <limits>

#include "pattern/binding.h"
#include "pattern/index_state.h"

namespace parley::pattern {
namespace {

// One value of a line with the paths at which it counts: the address of a client is an "ipv4-addr" and the source of
// traffic.
struct Field {
  ValueTag tag = ValueTag::text;
  std::string_view text;
  const PathNumber* paths = nullptr;  // null: the one in `path`
  std::size_t count = 1;
  PathNumber path = kNoPath;
  char number[9] = {};  // number_key(), which `text` would point into if fields did not move
  std::span<const PathNumber> all() const { return paths ? std::span(paths, count) : std::span(&path, 1); }
  std::string_view value() const { return tag == ValueTag::number ? std::string_view(number, 9) : text; }
};

// A lookup that is under way: its word of the filter has been asked for from memory and is looked at when it has
// come.
struct Pending {
  std::uint64_t key;
  std::string_view value;
  PathNumber path;
  ValueTag tag;
};

// Sorted by indicator and then by path: of several atoms that one indicator was found by, the lowest path is kept.
struct Candidate {
  std::uint32_t slot;
  PathNumber path;
  auto operator<=>(const Candidate&) const = default;
};

// Rounded down for times before 1970 as well.
Micros to_micros(Instant instant) {
  constexpr Instant kMicro = 1'000'000'000'000;
  Instant micros = instant / kMicro;
  if (instant < 0 && micros * kMicro != instant) --micros;
  return {static_cast<std::int64_t>(micros)};
}

// An observation that is there already, for match(); a log's reader has one that is made when asked for.
class Given : public ObservationSource {
 public:
  explicit Given(const Observation& observation) : observation_(observation) {}
  const Observation* observation() override { return &observation_; }

 private:
  const Observation& observation_;
};

}  // namespace

// Everything that one lookup needs is kept between lookups, so that a line allocates nothing once the vectors have
// grown.
struct Index::Reader::Work {
  explicit Work(State& of) : state(of) {}

  State& state;
  std::mutex reading;
  int min_confidence = -1;
  bool outside_validity = false;
  Counts counts;

  Micros first, last;
  std::vector<Field> fields;
  std::deque<std::string> normal;  // values that are not their own normal form; reused
  std::size_t normal_used = 0;
  std::vector<Pending> pending;
  std::vector<Candidate> candidates;
  std::vector<std::uint32_t> nodes;
  LiteralScan::Scratch scratch;
  std::vector<std::uint8_t> touched;  // by type
  std::vector<TypeNumber> types;      // those touched
  std::vector<PathTable::Found> found;
  std::vector<Hit> hits;

  void begin(Micros from, Micros to);
  void touch(TypeNumber type);
  void look_up_all();
  void look_up(const Field& field);
  void look_up_values(const Field& field);
  void look_up_block(const Field& field);
  void look_up_literals(const Field& field);
  void look_up_types();
  void add_candidates(std::uint32_t first_posting, PathNumber path);
  void decide(ObservationSource* source);
  bool is_valid(const IndexSlot& slot) const { return slot.valid_from <= last.value && first.value < slot.valid_until; }
  bool is_wanted(const IndexSlot& slot) const;
  void evaluate(const Program& program, const Observation& observation, Hit hit);
  void add_element(PathNumber path, json::Element value);
};

// Only what the last line has touched is cleared.
void Index::Reader::Work::begin(Micros from, Micros to) {
  first = from;
  last = to;
  fields.clear();
  normal_used = 0;
  pending.clear();
  candidates.clear();
  hits.clear();
  for (const TypeNumber type : types) touched[type] = 0;
  types.clear();
}

// Marks and a list: asking is one byte, and clearing costs what was touched.
void Index::Reader::Work::touch(TypeNumber type) {
  if (type >= touched.size()) touched.resize(type + 1);
  if (touched[type]) return;
  touched[type] = 1;
  types.push_back(type);
}

void Index::Reader::Work::add_candidates(std::uint32_t posting, PathNumber path) {
  for (; posting != kNone; posting = state.postings[posting].next)
    candidates.push_back({state.postings[posting].owner, path});
}

// A path without values asked for is skipped, and a value is normalised again only when the next path has another
// kind.
void Index::Reader::Work::look_up_values(const Field& field) {
  stix::ValueKind kind = stix::ValueKind::none;
  std::string_view value = field.value();
  // One value at several paths of the same kind is hashed once and combined with each path.
  bool hashed = false;
  std::uint64_t hash = 0;
  const auto paths = state.paths.all();
  for (const PathNumber number : field.all()) {
    if (number >= paths.size()) continue;
    const PathTable::Path& path = paths[number];
    if (path.values == 0) continue;
    if (field.tag == ValueTag::text && path.kind != kind) {
      kind = path.kind;
      hashed = false;
      if (normal_used == normal.size()) normal.emplace_back();
      value = stix::normalise(kind, field.text, normal[normal_used]).value_or(field.text);
      normal_used += value.data() == normal[normal_used].data();
    }
    if (!hashed) hash = state.values.hash(value);
    hashed = true;
    const std::uint64_t key = state.values.key(hash, number, field.tag);
    state.values.prefetch(key);
    pending.push_back({key, value, number, field.tag});
  }
}

// Both questions are one walk each: the blocks around the address, and those within it when the value is itself a
// block.
void Index::Reader::Work::look_up_block(const Field& field) {
  const auto block = AddressBlock::parse(field.text);
  if (!block) return;
  for (const PathNumber path : field.all()) {
    if (path >= state.paths.size() || state.paths[path].blocks == 0) continue;
    nodes.clear();
    state.addresses.containing(path, *block, nodes);
    for (const std::uint32_t node : nodes) add_candidates(state.addresses.first(node, PlaceKind::subset), path);
    nodes.clear();
    state.addresses.contained(path, *block, nodes);
    for (const std::uint32_t node : nodes) add_candidates(state.addresses.first(node, PlaceKind::superset), path);
  }
}

// The text is scanned once for the literals of all paths; those found for another path are dropped.
void Index::Reader::Work::look_up_literals(const Field& field) {
  std::string storage;
  std::string_view text = field.text;
  // What is no UTF-8 is scanned as it is: a log may have anything in it.
  const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!ascii && simdjson::validate_utf8(text)) text = to_nfc(text, storage);
  state.literals.scan(text, scratch);
  for (const std::uint32_t entry : scratch.found) {
    const PathNumber path = state.literals.path(entry);
    const auto paths = field.all();
    if (std::find(paths.begin(), paths.end(), path) != paths.end()) add_candidates(state.literals.first(entry), path);
  }
}

// A path number beyond the table is none of this index and is passed over. Numbers and truth values are no addresses
// and have no literals in them, so only text goes on to those.
void Index::Reader::Work::look_up(const Field& field) {
  bool values = false, blocks = false, literals = false;
  const auto paths = state.paths.all();
  for (const PathNumber number : field.all()) {
    if (number >= paths.size()) continue;
    const PathTable::Path& path = paths[number];
    values |= path.values > 0;
    blocks |= path.blocks > 0;
    literals |= path.literals > 0;
    if (state.always_count > 0) touch(path.type);
  }
  if (values) look_up_values(field);
  if (field.tag != ValueTag::text) return;
  if (blocks) look_up_block(field);
  if (literals) look_up_literals(field);
}

// Patterns without an atom are candidates whenever something of their type was seen.
void Index::Reader::Work::look_up_types() {
  for (const TypeNumber type : types)
    if (type < state.always.size()) add_candidates(state.always[type], kNoPath);
}

// First all words are asked for, then all are looked at: between the two there is time for the memory.
void Index::Reader::Work::look_up_all() {
  for (const Field& field : fields) look_up(field);
  for (const Pending& value : pending) {
    if (!state.values.may_hold(value.key)) continue;
    const std::uint32_t entry = state.values.find(value.key, value.path, value.tag, value.value);
    if (entry != kNone) add_candidates(state.values.first(entry), value.path);
  }
  look_up_types();
}

// An indicator without a confidence is never held to have too little.
bool Index::Reader::Work::is_wanted(const IndexSlot& slot) const {
  return (outside_validity || is_valid(slot)) && (slot.confidence < 0 || slot.confidence >= min_confidence);
}

// A pattern over one observation is decided here. One over several gives a part of a match, with the square brackets
// that hold, for a Correlator; unless this one observation fulfils it alone, as one with a number above 1 can.
void Index::Reader::Work::evaluate(const Program& program, const Observation& observation, Hit hit) {
  ++counts.evaluated;
  for (std::size_t test = 0; test < program.tests.size(); ++test) {
    const auto holds = program.tests[test].holds(observation);
    // A regular expression that takes too long, mostly. The others must go on, so it is only counted.
    if (!holds.ok()) {
      ++counts.failed;
      return;
    }
    hit.brackets |= static_cast<std::uint64_t>(*holds) << test;
  }
  // An atom was met and the pattern does not hold: the usual end of a LIKE.
  if (hit.brackets == 0) return;
  if (program.is_simple()) {
    const Clip& clip = program.root.demands.front().clip;
    hit.brackets = 0;
    if (observation.first <= clip.to && observation.last >= clip.from && clip.from <= clip.to) hits.push_back(hit);
    return;
  }
  std::vector<std::vector<bool>> holds;
  for (std::size_t test = 0; test < program.tests.size(); ++test) holds.push_back({(hit.brackets >> test & 1) != 0});
  const auto bound = Binder(program, std::span(&observation, 1), holds).bind();
  if (!bound.ok()) {
    ++counts.failed;
    return;
  }
  hit.kind = *bound ? Hit::Kind::match : Hit::Kind::part;
  if (*bound) hit.brackets = 0;
  hits.push_back(hit);
}

// Several atoms of one pattern may have been met: each indicator is looked at once. The observation is made only when
// a pattern needs it, which in a log of a million lines is seldom.
void Index::Reader::Work::decide(ObservationSource* source) {
  ++counts.observations;
  if (candidates.empty()) return;
  std::sort(candidates.begin(), candidates.end());
  const auto same = [](const Candidate& a, const Candidate& b) { return a.slot == b.slot; };
  candidates.erase(std::unique(candidates.begin(), candidates.end(), same), candidates.end());

  const Observation* observation = nullptr;
  // The source is asked once, also when it has nothing to give.
  bool asked = false;
  for (const Candidate& candidate : candidates) {
    const IndexSlot& slot = state.slots[candidate.slot];
    if (!is_wanted(slot)) continue;
    const Hit hit{
        {candidate.slot, slot.generation}, candidate.path, slot.confidence, Hit::Kind::match, 0, !is_valid(slot)};
    if (slot.program == kNone) {
      hits.push_back(hit);
      continue;
    }
    if (!asked && source != nullptr) observation = source->observation();
    asked = true;
    if (observation == nullptr)
      ++counts.not_evaluated;
    else
      evaluate(*state.programs[slot.program], *observation, hit);
  }
}

// Objects, lists and null are no values that an atom could be filed under, and are left out. Numbers go by way of long
// double, which holds every 64-bit integer on x86-64, as a double does not.
void Index::Reader::Work::add_element(PathNumber path, json::Element value) {
  Field field;
  field.path = path;
  std::string_view text;
  bool truth = false;
  if (value.get(text) == simdjson::SUCCESS) {
    field.text = text;
  } else if (value.get(truth) == simdjson::SUCCESS) {
    field.tag = ValueTag::boolean;
    field.text = truth ? "1" : "0";
  } else if (value.is_number()) {
    field.tag = ValueTag::number;
    const long double number = value.is_int64()    ? static_cast<long double>(std::int64_t(value))
                               : value.is_uint64() ? static_cast<long double>(std::uint64_t(value))
                                                   : static_cast<long double>(double(value));
    number_key(number).copy(field.number, sizeof field.number);
  } else {
    return;
  }
  fields.push_back(field);
}

// From here on writers take this reader's lock, too.
Index::Reader::Reader(Index& index) : work_(std::make_unique<Work>(*index.state_)) {
  const std::lock_guard writing(work_->state.writing);
  work_->state.readers.push_back(&work_->reading);
}

// Writers go through the list of readers under the same lock, and must not meet a mutex that is gone.
Index::Reader::~Reader() {
  const std::lock_guard writing(work_->state.writing);
  std::erase(work_->state.readers, &work_->reading);
}

void Index::Reader::min_confidence(int confidence) { work_->min_confidence = confidence; }
void Index::Reader::outside_validity(bool given) { work_->outside_validity = given; }
const Index::Reader::Counts& Index::Reader::counts() const { return work_->counts; }
// No lock: up to finish() only this reader's own lists change.
void Index::Reader::begin(Micros first, Micros last) { work_->begin(first, last); }

// Values are not copied: they stay the caller's until finish().
void Index::Reader::text(PathNumber path, std::string_view value) {
  Field& field = work_->fields.emplace_back();
  field.text = value;
  field.path = path;
}

// The list of paths is the caller's, too, and must last as long as the value.
void Index::Reader::text(std::span<const PathNumber> paths, std::string_view value) {
  Field& field = work_->fields.emplace_back();
  field.text = value;
  field.paths = paths.data();
  field.count = paths.size();
}

// Written out instead of calling number_key(), which would make a string for each port of each line.
void Index::Reader::number(PathNumber path, std::int64_t value) {
  Field& field = work_->fields.emplace_back();
  field.tag = ValueTag::number;
  field.path = path;
  field.number[0] = 'i';  // as number_key() does
  std::memcpy(field.number + 1, &value, sizeof value);
}

void Index::Reader::boolean(PathNumber path, bool value) {
  Field& field = work_->fields.emplace_back();
  field.tag = ValueTag::boolean;
  field.text = value ? "1" : "0";
  field.path = path;
}

// The lock is held for one line and not longer, so that a writer never waits for a log to end.
const std::vector<Hit>& Index::Reader::finish(ObservationSource* source) {
  const std::lock_guard reading(work_->reading);
  work_->look_up_all();
  work_->decide(source);
  return work_->hits;
}

// Types are touched here as well, since an object may have nothing at any path in use.
const std::vector<Hit>& Index::Reader::match(const Observation& observation) {
  Work& work = *work_;
  const std::lock_guard reading(work.reading);
  work.begin(to_micros(observation.first), to_micros(observation.last));
  for (const Sco& sco : observation.scos)
    if (const auto type = work.state.paths.find_type(sco.type)) work.touch(*type);
  work.found.clear();
  work.state.paths.walk(observation, work.found);
  for (const PathTable::Found& found : work.found) work.add_element(found.path, found.value);
  work.look_up_all();
  Given source(observation);
  work.decide(&source);
  return work.hits;
}

}  // namespace parley::pattern
