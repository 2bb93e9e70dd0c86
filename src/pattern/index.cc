#include "pattern/index.h"

#include "pattern/index_state.h"
#include "pattern/pattern.h"

// Writers come one at a time and rarely; readers ask for every line of a log. So the cost of the locks lies on the
// writer, which takes those of all readers, and all that can be done without them (parsing, compiling, choosing
// atoms) comes before.
namespace parley::pattern {
namespace {

constexpr std::size_t kMaxBrackets = 64;  // Hit::brackets

// Keeps every reader out. `writing` is held already.
// A writer always holds `writing` first, so two of them never wait for each other's readers; and a reader holds only
// its own lock, so the order cannot make a circle.
class Exclusive {
 public:
  explicit Exclusive(const std::vector<std::mutex*>& readers) : readers_(readers) {
    for (std::mutex* reader : readers_) reader->lock();
  }
  ~Exclusive() {
    for (std::mutex* reader : readers_) reader->unlock();
  }
  Exclusive(const Exclusive&) = delete;
  Exclusive& operator=(const Exclusive&) = delete;

 private:
  const std::vector<std::mutex*>& readers_;
};

// One equality that cannot be wrong by itself: no need to compile it.
bool is_plain_equality(const ObservationExpression& pattern) {
  return pattern.kind == ObservationExpression::Kind::test &&
         pattern.test.kind == ComparisonExpression::Kind::comparison && pattern.test.comparison.op == Operator::equal;
}

}  // namespace

Index::Index() : state_(std::make_unique<State>()) {}
Index::~Index() = default;

// The pattern language's own parser reads the path, so that the two can never differ in what a path is.
Result<PathNumber> Index::path(std::string_view text) {
  ObservationExpression pattern;
  SyntaxError error;
  if (!parse("[EXISTS " + std::string(text) + "]", pattern, &error) ||
      pattern.kind != ObservationExpression::Kind::test ||
      pattern.test.kind != ComparisonExpression::Kind::comparison || pattern.test.comparison.op != Operator::exists)
    return Error{Code::invalid_input, "\"" + std::string(text) + "\" is not an object path: " + error.message};
  const std::lock_guard writing(state_->writing);
  const Exclusive alone(state_->readers);
  return state_->paths.add(pattern.test.comparison.path);
}

// A pattern that is wrong takes the indicator out, in whatever version it was there before: an old version that goes
// on matching would be worse than none. It is remembered as refused until it is corrected.
Status Index::put(const Indicator& indicator) {
  // What does not need the index comes before the locks.
  const auto read = [&]() -> Result<ObservationExpression> {
    if (indicator.revoked) return ObservationExpression{};
    return parse(indicator.pattern);
  };
  auto pattern = read();
  Atoms atoms;
  std::unique_ptr<Program> program;
  Status problem = pattern.ok() ? Status() : Status(pattern.error());
  if (problem.ok() && !indicator.revoked) {
    atoms = atoms_of(*pattern);
    // A pattern that its atoms decide keeps no program; it is compiled all the same when something in it can be
    // wrong.
    if (!atoms.decisive || !is_plain_equality(*pattern)) {
      auto compiled = Program::compile(*pattern, Comparing::normalised);
      if (!compiled.ok())
        problem = std::move(compiled).error();
      else if (compiled->tests.size() > kMaxBrackets)
        problem = Error{Code::too_large, "the pattern has more than 64 square brackets"};
      else if (!atoms.decisive)
        program = std::make_unique<Program>(std::move(*compiled));
    }
  }

  State& state = *state_;
  const std::lock_guard writing(state.writing);
  const std::string id(indicator.id);
  if (!state.revoked.empty()) state.revoked.erase(id);
  if (!state.refused.empty()) state.refused.erase(id);
  if (indicator.revoked) state.revoked.insert(id);
  if (!problem.ok()) state.refused.insert(id);
  const Exclusive alone(state.readers);
  const std::uint32_t known = state.ids.find(indicator.id);
  if (known != kNone) state.remove(known);
  if (problem.ok() && !indicator.revoked) state.add(indicator, atoms, std::move(program));
  return problem;
}

// True when anything was known under the id, also when it was only remembered as revoked or refused.
bool Index::withdraw(std::string_view id) {
  State& state = *state_;
  const std::lock_guard writing(state.writing);
  bool found = state.revoked.erase(std::string(id)) > 0;
  found |= state.refused.erase(std::string(id)) > 0;
  const Exclusive alone(state.readers);
  const std::uint32_t slot = state.ids.find(id);
  if (slot == kNone) return found;
  state.remove(slot);
  return true;
}

// The generation tells whether the place is still that of the indicator which was hit.
// Writers are kept out and readers are not, as this changes nothing.
std::optional<IndicatorInfo> Index::find(IndicatorRef ref) const {
  const std::lock_guard writing(state_->writing);
  if (ref.slot >= state_->slots.size()) return {};
  const IndexSlot& slot = state_->slots[ref.slot];
  if (!slot.live || slot.generation != ref.generation) return {};
  IndicatorInfo out{state_->ids.text(ref.slot), {slot.valid_from}, {}, slot.confidence};
  if (slot.valid_until != std::numeric_limits<std::int64_t>::max()) out.valid_until = Micros{slot.valid_until};
  return out;
}

// No reader changes what is counted here, so keeping writers out is enough.
Index::Counts Index::counts() const {
  const State& state = *state_;
  const std::lock_guard writing(state.writing);
  Counts out;
  out.indicators = state.ids.size();
  out.by_atom = state.by_atom;
  out.always = state.always_count;
  out.revoked = state.revoked.size();
  out.refused = state.refused.size();
  constexpr std::size_t kProgramBytes = 1024;  // of a small one
  out.bytes = state.postings.bytes() + state.values.bytes() + state.addresses.bytes() + state.literals.bytes() +
              state.ids.bytes() + state.slots.size() * sizeof(IndexSlot) + state.programs.live() * kProgramBytes;
  return out;
}

}  // namespace parley::pattern
