// Comparisons (section 9.6), with the readings of docs/patterns.md:
//
// - values of incompatible kinds compare false, with != true; NOT turns that round;
// - a path that leads nowhere is false, with != and NOT too; so is a string where the constant needs a timestamp or an
//   address and the string is none, because then there is no such value;
// - strings compare by code point, which for UTF-8 is by byte; binary properties (_bin, _hex) are decoded and compare
// as
//   octets;
// - with `[*]` one value that fulfils the comparison is enough.
//
// References can fan out (`knows_refs[*].knows_refs[*]...`); each step is tried from each SCO at most once, so a walk
// costs at most steps * values.
#include "pattern/compare.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/bytes.h"
#include "pattern/path_table.h"
#include "pattern/pattern.h"

namespace parley::pattern {
namespace {

using json::element_type;

// Each constant is made ready for every kind of value that it may meet, once, and not for each value.
PreparedConstant prepare(const Constant& constant) {
  PreparedConstant out;
  out.kind = constant.kind;
  switch (constant.kind) {
    case Constant::Kind::boolean:
      out.truth = constant.truth;
      break;
    case Constant::Kind::integer:
    case Constant::Kind::floating:
      out.number = number_of(constant);
      break;
    case Constant::Kind::string:
      out.text = constant.text;
      out.bytes = to_latin1(constant.text);
      break;
    case Constant::Kind::hex:
    case Constant::Kind::binary:
      out.bytes = constant.text;
      break;
    case Constant::Kind::timestamp:
      Timestamp::parse(constant.text, out.time);
      break;
  }
  return out;
}

// Kinds that may stand together in one set (section 9.6.1, IN: of homogeneous data type).
int set_kind(Constant::Kind kind) {
  switch (kind) {
    case Constant::Kind::boolean:
      return 0;
    case Constant::Kind::integer:
    case Constant::Kind::floating:
      return 1;
    case Constant::Kind::string:
      return 2;
    case Constant::Kind::hex:
    case Constant::Kind::binary:
      return 3;
    case Constant::Kind::timestamp:
      return 4;
  }
  return 0;
}

// Both are written forms of the same thing, and one can be compared with the other.
bool is_octets(Constant::Kind kind) { return kind == Constant::Kind::hex || kind == Constant::Kind::binary; }

Error wrong(const Comparison& comparison, const std::string& why) {
  return Error{Code::invalid_input, to_text(comparison) + ": " + why};
}

}  // namespace

// A long double holds 64-bit integers and doubles exactly, so that 9007199254740993 and 9007199254740992 are
// different and no comparison needs to know which kind either side is.
long double number_of(const Constant& constant) {
  const char* begin = constant.text.data();
  const char* end = begin + constant.text.size();
  std::int64_t whole = 0;
  if (constant.kind == Constant::Kind::integer && std::from_chars(begin, end, whole).ec == std::errc())
    return static_cast<long double>(whole);
  std::uint64_t large = 0;
  if (constant.kind == Constant::Kind::integer && std::from_chars(begin, end, large).ec == std::errc())
    return static_cast<long double>(large);
  double real = 0;
  if (std::from_chars(begin, end, real).ec == std::errc::result_out_of_range)
    return constant.text.starts_with('-') ? -HUGE_VALL : HUGE_VALL;
  return static_cast<long double>(real);
}

// The index files its atoms under what this returns, and so meets the values that a comparison would.
std::string normal_or_same(stix::ValueKind kind, std::string_view text) {
  std::string storage;
  return std::string(stix::normalise(kind, text, storage).value_or(text));
}

// What one evaluation has to remember on its way. The comparison itself does not change, and can be evaluated by
// several threads at once.
struct CompiledComparison::Walk {
  const Observation& observation;
  std::size_t references = 0;
  std::vector<bool> tried;  // step * SCOs + SCO
  std::optional<Error> error;
};

// What can be wrong with a comparison is found here, when the pattern is taken in, and not when the first value
// comes.
Result<CompiledComparison> CompiledComparison::compile(const Comparison& comparison, Comparing comparing) {
  CompiledComparison out;
  const ObjectPath path = comparing == Comparing::normalised ? normal_path(comparison.path) : comparison.path;
  out.type_ = path.type;
  out.steps_ = path.steps;
  out.hash_ = comparing == Comparing::normalised && ends_in_hash(path);
  out.op_ = comparison.op;
  out.negated_ = comparison.negated;
  for (auto step = out.steps_.rbegin(); step != out.steps_.rend(); ++step) {
    if (step->kind != PathStep::Kind::key) continue;
    out.hex_ = step->key.ends_with("_hex");
    out.bytes_ = out.hex_ || step->key.ends_with("_bin");
    break;
  }
  for (const Constant& constant : comparison.constants) {
    if (set_kind(constant.kind) != set_kind(comparison.constants.front().kind))
      return wrong(comparison, "the values of a set are all of one kind");
    out.constants_.push_back(prepare(constant));
  }
  // Only for what asks whether values are equal is there a normal form: an order or a regular expression over it
  // would mean something else than what was written.
  const bool equality = out.op_ == Operator::equal || out.op_ == Operator::not_equal || out.op_ == Operator::in;
  if (comparing == Comparing::normalised && equality && !out.bytes_) {
    out.kind_ = stix::kind_of_path(to_text(general_path(path)));
    for (PreparedConstant& constant : out.constants_)
      if (constant.kind == Constant::Kind::string) constant.text = normal_or_same(out.kind_, constant.text);
  }
  // Lists of thousands of values are in use, and are searched by halves.
  if (out.op_ == Operator::in && !out.constants_.empty() && out.constants_.front().kind == Constant::Kind::string) {
    std::sort(out.constants_.begin(), out.constants_.end(),
              [](const PreparedConstant& a, const PreparedConstant& b) { return a.text < b.text; });
    out.sorted_ = true;
  }
  if (out.op_ == Operator::is_subset || out.op_ == Operator::is_superset) {
    out.block_ = AddressBlock::parse(comparison.constants.front().text);
    if (!out.block_)
      return wrong(comparison, "'" + comparison.constants.front().text + "' is not an IPv4 or IPv6 address or block");
  }
  if (out.op_ == Operator::like || out.op_ == Operator::matches) {
    const PreparedConstant& constant = out.constants_.front();
    std::string storage;
    std::string_view text = "";
    if (!out.bytes_)
      text = to_nfc(constant.text, storage);
    else if (constant.bytes)
      text = *constant.bytes;
    out.impossible_ = out.bytes_ && !constant.bytes;
    if (out.op_ == Operator::like) {
      out.wildcard_ = text;
    } else {
      auto regex = Regex::compile(text, out.bytes_ ? Alphabet::bytes : Alphabet::utf8);
      if (!regex.ok()) return wrong(comparison, regex.error().message);
      out.regex_ = std::move(regex).value();
    }
  }
  return out;
}

// The first step is always a name, and each value that the path leads to is asked until one says yes.
Result<bool> CompiledComparison::holds(const Observation& observation, const Sco& sco) const {
  if (sco.type != type_) return false;
  // NOT EXISTS is the one comparison that a path leading nowhere fulfils.
  const bool when_found = op_ != Operator::exists || !negated_;
  json::Element value;
  if (sco.object.at_key(steps_.front().key).get(value) != simdjson::SUCCESS) return !when_found;
  Walk state{observation, 0, {}, {}};
  const bool found = walk(state, value, 1);
  if (state.error) return *state.error;
  return found == when_found;
}

// `value` is what the steps before `step` lead to.
// Where the path asks for a member and the value is a string, the string may be a reference, and the walk goes on in
// the object that it names. With `[*]` the first element that fulfils the rest ends the walk.
bool CompiledComparison::walk(Walk& state, json::Element value, std::size_t step) const {
  if (step == steps_.size()) return test(state, value);
  const PathStep& next = steps_[step];
  if (next.kind == PathStep::Kind::key) {
    if (value.is_object()) {
      if (hash_ && step + 1 == steps_.size()) return walk_hash(state, simdjson::dom::object(value));
      json::Element member;
      return simdjson::dom::object(value).at_key(next.key).get(member) == simdjson::SUCCESS &&
             walk(state, member, step + 1);
    }
    std::string_view id;
    return value.get(id) == simdjson::SUCCESS && follow(state, id, step);
  }
  json::Array list;
  if (value.get(list) != simdjson::SUCCESS) return false;
  if (next.kind == PathStep::Kind::any) {
    for (const json::Element element : list)
      if (walk(state, element, step + 1)) return true;
    return false;
  }
  json::Element element;
  return next.index >= 0 && list.at(static_cast<std::size_t>(next.index)).get(element) == simdjson::SUCCESS &&
         walk(state, element, step + 1);
}

// Any spelling of the algorithm that the last step names.
bool CompiledComparison::walk_hash(Walk& state, json::Object hashes) const {
  for (const auto field : hashes)
    if (stix::hash_algorithm(field.key) == steps_.back().key && test(state, field.value)) return true;
  return false;
}

// Goes on from the SCO that a reference names (section 9.7.4).
// Only a property with the name of a reference is one: "_refs" for the elements of a list, "_ref" otherwise (section
// 3.3).
bool CompiledComparison::follow(Walk& state, std::string_view id, std::size_t step) const {
  const bool in_list = steps_[step - 1].kind != PathStep::Kind::key;
  std::size_t name = step - 1;
  while (name > 0 && steps_[name].kind != PathStep::Kind::key) --name;
  if (!steps_[name].key.ends_with(in_list ? "_refs" : "_ref")) return false;
  const std::vector<Sco>& scos = state.observation.scos;
  const auto sco = std::lower_bound(scos.begin(), scos.end(), id,
                                    [](const Sco& known, std::string_view wanted) { return known.id < wanted; });
  if (sco == scos.end() || sco->id != id) return false;
  constexpr std::size_t kFewReferences = 32;  // below it remembering costs more than trying twice
  // Without this memory, lists of references that lead to objects with lists of references would be walked along
  // every way there is, of which there are exponentially many.
  if (++state.references > kFewReferences) {
    if (state.tried.empty()) state.tried.resize(steps_.size() * scos.size());
    auto tried = state.tried[step * scos.size() + static_cast<std::size_t>(sco - scos.begin())];
    if (tried) return false;
    tried = true;
  }
  json::Element member;
  return sco->object.at_key(steps_[step].key).get(member) == simdjson::SUCCESS && walk(state, member, step + 1);
}

// Absent and failed are neither yes nor no, so NOT makes nothing true of them.
bool CompiledComparison::test(Walk& state, json::Element value) const {
  if (op_ == Operator::exists) return true;
  return judge(state, value) == (negated_ ? Verdict::no : Verdict::yes);
}

// Section 9.6: values of different kinds are unequal, and in no order.
CompiledComparison::Verdict CompiledComparison::incompatible() const {
  return op_ == Operator::not_equal ? Verdict::yes : Verdict::no;
}

CompiledComparison::Verdict CompiledComparison::judge(Walk& state, json::Element value) const {
  switch (value.type()) {
    case element_type::BOOL:
      return judge_bool(bool(value));
    case element_type::INT64:
      return judge_number(static_cast<long double>(std::int64_t(value)));
    case element_type::UINT64:
      return judge_number(static_cast<long double>(std::uint64_t(value)));
    case element_type::DOUBLE:
      return judge_number(static_cast<long double>(double(value)));
    // What kind a string is the property's name says, and the constant: JSON has one kind of string for text, times
    // and bytes.
    case element_type::STRING:
      return bytes_ ? judge_bytes(state, std::string_view(value)) : judge_text(state, std::string_view(value));
    default:
      return incompatible();
  }
}

// For IN the first constant that says yes decides; any other operator has one constant.
template <class Judge>
CompiledComparison::Verdict CompiledComparison::any_constant(Judge judge) const {
  if (op_ != Operator::in) return judge(constants_.front());
  Verdict all = Verdict::no;
  for (const PreparedConstant& constant : constants_) {
    const Verdict verdict = judge(constant);
    if (verdict == Verdict::yes) return verdict;
    if (verdict == Verdict::absent) all = verdict;
  }
  return all;
}

// What the operator says of a value that stands in this order to the constant.
template <class Order>
CompiledComparison::Verdict CompiledComparison::ordered(Order order) const {
  bool yes = false;
  switch (op_) {
    case Operator::equal:
    case Operator::in:
      yes = order == 0;
      break;
    case Operator::not_equal:
      yes = order != 0;
      break;
    case Operator::greater:
      yes = order > 0;
      break;
    case Operator::greater_equal:
      yes = order >= 0;
      break;
    case Operator::less:
      yes = order < 0;
      break;
    case Operator::less_equal:
      yes = order <= 0;
      break;
    default:
      break;
  }
  return yes ? Verdict::yes : Verdict::no;
}

CompiledComparison::Verdict CompiledComparison::judge_bool(bool truth) const {
  return any_constant([&](const PreparedConstant& constant) {
    return constant.kind == Constant::Kind::boolean ? ordered(truth <=> constant.truth) : incompatible();
  });
}

CompiledComparison::Verdict CompiledComparison::judge_number(long double number) const {
  return any_constant([&](const PreparedConstant& constant) {
    const bool comparable = constant.kind == Constant::Kind::integer || constant.kind == Constant::Kind::floating;
    return comparable ? ordered(number <=> constant.number) : incompatible();
  });
}

// LIKE and MATCHES, over text in the form that the constant has.
CompiledComparison::Verdict CompiledComparison::judge_search(Walk& state, std::string_view text) const {
  if (impossible_) return Verdict::no;
  auto found =
      op_ == Operator::like ? like(text, wildcard_, bytes_ ? Alphabet::bytes : Alphabet::utf8) : regex_->search(text);
  if (found.ok()) return *found ? Verdict::yes : Verdict::no;
  state.error = std::move(found).error();
  return Verdict::failed;
}

// A value that has no normal form (an address with a typing error) is compared as it is.
CompiledComparison::Verdict CompiledComparison::judge_text(Walk& state, std::string_view text) const {
  std::string storage;
  switch (op_) {
    case Operator::like:
    case Operator::matches:
      return judge_search(state, to_nfc(text, storage));
    case Operator::is_subset:
    case Operator::is_superset: {
      const auto block = AddressBlock::parse(text);
      if (!block) return Verdict::absent;
      return (op_ == Operator::is_subset ? block_->contains(*block) : block->contains(*block_)) ? Verdict::yes
                                                                                                : Verdict::no;
    }
    default:
      break;
  }
  if (kind_ != stix::ValueKind::none)
    if (const auto normal = stix::normalise(kind_, text, storage)) text = *normal;
  if (!sorted_) return any_constant([&](const PreparedConstant& constant) { return judge_text_with(constant, text); });
  const auto at =
      std::lower_bound(constants_.begin(), constants_.end(), text,
                       [](const PreparedConstant& constant, std::string_view value) { return constant.text < value; });
  return at != constants_.end() && at->text == text ? Verdict::yes : Verdict::no;
}

// A string that is no timestamp, compared with one, is absent and not unequal, so that it is false with != and NOT too.
CompiledComparison::Verdict CompiledComparison::judge_text_with(const PreparedConstant& constant,
                                                                std::string_view text) const {
  if (constant.kind == Constant::Kind::string) return ordered(text.compare(constant.text));
  if (constant.kind == Constant::Kind::timestamp) {
    Timestamp time;
    return Timestamp::parse(text, time) ? ordered(time <=> constant.time) : Verdict::absent;
  }
  if (!is_octets(constant.kind)) return incompatible();
  const auto bytes = to_latin1(text);
  return bytes ? ordered(std::string_view(*bytes).compare(*constant.bytes)) : incompatible();
}

// A binary property, decoded to what it stands for (section 9.6.4).
CompiledComparison::Verdict CompiledComparison::judge_bytes(Walk& state, std::string_view text) const {
  // What does not decode is no value of this kind, so the comparison is false whatever its operator.
  const auto decoded = hex_ ? from_hex(text) : from_base64(text);
  if (!decoded) return Verdict::absent;
  const std::string_view bytes = as_text(*decoded);
  switch (op_) {
    case Operator::like:
    case Operator::matches:
      return judge_search(state, bytes);
    case Operator::is_subset:
    case Operator::is_superset:
      return Verdict::no;
    default:
      return any_constant([&](const PreparedConstant& constant) { return judge_bytes_with(constant, bytes); });
  }
}

CompiledComparison::Verdict CompiledComparison::judge_bytes_with(const PreparedConstant& constant,
                                                                 std::string_view bytes) const {
  return constant.bytes ? ordered(bytes.compare(*constant.bytes)) : incompatible();
}

}  // namespace parley::pattern
