#include "pattern/atoms.h"

#include <cmath>
#include <cstring>

#include "pattern/compare.h"
#include "pattern/path_table.h"
#include "pattern/pattern.h"
#include "pattern/required_text.h"

// An atom is something that must be met in an observation before a pattern can hold: a value at a path, a piece of
// text, a block of addresses. The index looks up what an observation has and evaluates only the patterns whose atoms
// were met. So the one rule here: an atom may be met too often, which costs time, but never too seldom, which would
// lose a hit. A comparison that gives none (NOT, !=, <) makes the pattern be evaluated on every object of its type.
namespace parley::pattern {
namespace {

// The tag in front keeps kinds of numbers apart.
template <class T>
std::string tagged(char tag, T number) {
  std::string out(1 + sizeof number, tag);
  std::memcpy(out.data() + 1, &number, sizeof number);
  return out;
}

// How often an atom is met where its pattern does not hold, in a very rough way: of the operands of an AND the one
// with the lowest sum is looked up.
double cost(const Atom& atom) {
  switch (atom.kind) {
    case PlaceKind::literal:
      return 100.0 / static_cast<double>(atom.text.size());
    case PlaceKind::subset:
    case PlaceKind::superset:
      return 10;
    default:
      break;
  }
  const std::string& last = atom.path->steps.back().key;
  // Ports, protocols, kinds of things: a few values in all of the world's traffic.
  const bool common = last == "type" || atom.path->steps.front().key == "protocols" || atom.text.size() < 5;
  return atom.tag != ValueTag::text || common ? 1000 : 1;
}

// A pattern that is evaluated on every object of a type is by far the worst choice.
double cost(const Atoms& atoms) {
  double out = atoms.types.empty() ? 0 : 1e9;
  for (const Atom& atom : atoms.any) out += cost(atom);
  return out;
}

// The union decides only if each part does: otherwise some atom that was met leaves a question open.
void add_all(Atoms& to, Atoms from) {
  to.any.insert(to.any.end(), std::make_move_iterator(from.any.begin()), std::make_move_iterator(from.any.end()));
  to.types.merge(from.types);
  to.decisive = to.decisive && from.decisive;
}

// Binary properties compare as decoded bytes, for which the text in the object says nothing.
bool is_octets(const ObjectPath& path) {
  for (auto step = path.steps.rbegin(); step != path.steps.rend(); ++step)
    if (step->kind == PathStep::Kind::key) return step->key.ends_with("_hex") || step->key.ends_with("_bin");
  return false;
}

// Numbers that are not finite are in no JSON text.
bool add_value(const Comparison& comparison, stix::ValueKind kind, const Constant& constant, Atoms& out) {
  Atom atom;
  atom.path = &comparison.path;
  switch (constant.kind) {
    case Constant::Kind::string:
      atom.text = normal_or_same(kind, constant.text);
      break;
    case Constant::Kind::integer:
    case Constant::Kind::floating: {
      const long double number = number_of(constant);
      if (!std::isfinite(number)) return false;
      atom.tag = ValueTag::number;
      atom.text = number_key(number);
      break;
    }
    case Constant::Kind::boolean:
      atom.tag = ValueTag::boolean;
      atom.text.assign(1, constant.truth ? '1' : '0');
      break;
    default:
      return false;
  }
  out.any.push_back(std::move(atom));
  return true;
}

// All constants of an IN, or none: one that gives no atom could be the one that fits.
bool add_values(const Comparison& comparison, Atoms& out) {
  const stix::ValueKind kind = stix::kind_of_path(to_text(general_path(comparison.path)));
  for (const Constant& constant : comparison.constants)
    if (!add_value(comparison, kind, constant, out)) return false;
  return true;
}

// What a wildcard or a regular expression requires is an alternative each: one of these texts must stand in the
// value.
bool add_texts(const Comparison& comparison, Atoms& out) {
  const std::string& constant = comparison.constants.front().text;
  std::string storage;
  const std::string_view text = to_nfc(constant, storage);
  for (std::string& required : comparison.op == Operator::like ? required_by_like(text) : required_by_regex(text)) {
    Atom atom;
    atom.kind = PlaceKind::literal;
    atom.path = &comparison.path;
    atom.text = std::move(required);
    out.any.push_back(std::move(atom));
  }
  return !out.any.empty();
}

// False when the constant is no address: compiling the pattern says what is wrong with it.
bool add_block(const Comparison& comparison, Atoms& out) {
  const auto block = AddressBlock::parse(comparison.constants.front().text);
  if (!block) return false;
  Atom atom;
  atom.kind = comparison.op == Operator::is_subset ? PlaceKind::subset : PlaceKind::superset;
  atom.path = &comparison.path;
  atom.block = *block;
  out.any.push_back(std::move(atom));
  return true;
}

// False when nothing can be looked up. `out` may have some atoms even then, which the caller drops.
bool add_atoms(const Comparison& comparison, Atoms& out) {
  if (comparison.negated || is_octets(comparison.path)) return false;
  switch (comparison.op) {
    case Operator::equal:
    case Operator::in:
      return add_values(comparison, out);
    case Operator::like:
    case Operator::matches:
      return add_texts(comparison, out);
    case Operator::is_subset:
    case Operator::is_superset:
      return add_block(comparison, out);
    default:
      return false;
  }
}

// An equality decides by itself: when the value was met the comparison holds, and the pattern need not be evaluated.
// Not so with an index in the path, since all elements of a list are filed under one path.
Atoms atoms_of(const Comparison& comparison) {
  Atoms out;
  if (!add_atoms(comparison, out)) {
    out.any.clear();
    out.types.insert(comparison.path.type);
    return out;
  }
  out.decisive = comparison.op != Operator::like && comparison.op != Operator::matches;
  for (const PathStep& step : comparison.path.steps)
    if (step.kind == PathStep::Kind::index) out.decisive = false;
  return out;
}

// Of an OR all operands are needed, as any of them may be the one that holds. Of an AND one suffices, and the rarest
// is taken.
Atoms atoms_of(const ComparisonExpression& expression) {
  if (expression.kind == ComparisonExpression::Kind::comparison) return atoms_of(expression.comparison);
  Atoms out = atoms_of(expression.operands.front());
  for (std::size_t i = 1; i < expression.operands.size(); ++i) {
    Atoms next = atoms_of(expression.operands[i]);
    if (expression.kind == ComparisonExpression::Kind::any_of)
      add_all(out, std::move(next));
    else if (cost(next) < cost(out))
      out = std::move(next);
  }
  if (expression.kind == ComparisonExpression::Kind::all_of) out.decisive = false;
  return out;
}

}  // namespace

// As the machine has it in memory, so that such a key means nothing to another kind of machine.
std::string number_key(std::int64_t number) { return tagged('i', number); }

// One key for one number, whether JSON has it as 5, 5.0 or 5e0: whole numbers as integers where they fit.
std::string number_key(long double number) {
  constexpr long double kTwoTo63 = 9'223'372'036'854'775'808.0L;
  if (number == std::floor(number)) {
    if (number >= -kTwoTo63 && number < kTwoTo63) return number_key(static_cast<std::int64_t>(number));
    if (number >= 0 && number < 2 * kTwoTo63) return tagged('u', static_cast<std::uint64_t>(number));
  }
  return tagged('d', static_cast<double>(number));
}

// Every bracket counts, not only one that the pattern cannot do without: a pattern over several observations must be
// told of each of them.
Atoms atoms_of(const ObservationExpression& pattern) {
  if (pattern.kind == ObservationExpression::Kind::test) return atoms_of(pattern.test);
  Atoms out = atoms_of(pattern.operands.front());
  for (std::size_t i = 1; i < pattern.operands.size(); ++i) add_all(out, atoms_of(pattern.operands[i]));
  if (pattern.kind != ObservationExpression::Kind::any_of) out.decisive = false;
  return out;
}

}  // namespace parley::pattern
