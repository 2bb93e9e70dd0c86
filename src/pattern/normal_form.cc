// Normal forms. Inside square brackets: conjunctions of comparisons, joined by OR. A conjunction over two object types
// is dropped, since no SCO has two (section 9.5), and so is one that holds all of another's comparisons. Outside:
// alternatives of AND and FOLLOWEDBY. An alternative is superfluous when it contains another: every binding of it then
// includes a binding of the other. AND and FOLLOWEDBY keep duplicates, because they ask for different observations.
#include "pattern/normal_form.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/ascii.h"
#include "pattern/address.h"
#include "pattern/pattern.h"

namespace parley::pattern {
namespace {

// Multiplying out can double with each operand: (a OR b) AND (c OR d) and so on. A pattern of some hundred bytes
// could otherwise take all the memory.
Error too_many() {
  return Error{Code::too_large,
               "the pattern has more than " + std::to_string(kMaxAlternatives) + " alternatives when multiplied out"};
}

// ---- constants and comparisons ----

// Whether the property's strings are compared without regard to case: registry keys and the names of their values.
bool is_registry_name(const ObjectPath& path) {
  if (path.type != "windows-registry-key") return false;
  if (path.steps.size() == 1) return path.steps[0].key == "key";
  return path.steps.size() == 3 && path.steps[0].key == "values" && path.steps[1].kind != PathStep::Kind::key &&
         path.steps[2].key == "name";
}

// Values at these two paths are addresses or blocks, which can be written in several ways.
bool is_address(const ObjectPath& path) {
  return (path.type == "ipv4-addr" || path.type == "ipv6-addr") && path.steps.size() == 1 &&
         path.steps[0].key == "value";
}

// One spelling for equal values; a whole number is an integer, octets are hex, a timestamp has no needless zeros.
// Minus zero becomes zero, as the two are equal and would print differently.
Constant normal_constant(const ObjectPath& path, Operator op, Constant constant) {
  switch (constant.kind) {
    case Constant::Kind::integer:
    case Constant::Kind::floating: {
      const double value = std::strtod(constant.text.c_str(), nullptr);
      if (constant.kind == Constant::Kind::integer && std::fabs(value) > 9e15) break;  // no double holds it
      constant.kind = Constant::Kind::floating;
      constant.text = fmt::format("{}", value == 0 ? 0.0 : value);
      break;
    }
    case Constant::Kind::binary:
      constant.kind = Constant::Kind::hex;
      break;
    case Constant::Kind::timestamp:
      if (constant.text.find('.') != std::string::npos) {
        constant.text.pop_back();
        constant.text.erase(constant.text.find_last_not_of('0') + 1);
        if (constant.text.back() == '.') constant.text.pop_back();
        constant.text += 'Z';
      }
      break;
    // A regular expression is left as it is: lower case in it would change what "\D" means.
    case Constant::Kind::string:
      if (op == Operator::matches) break;
      if (is_registry_name(path)) constant.text = to_lower(constant.text);
      if (is_address(path) && op != Operator::like) {
        const auto block = AddressBlock::parse(constant.text);
        if (block && block->ipv6 == (path.type == "ipv6-addr")) constant.text = block->to_string();
      }
      break;
    case Constant::Kind::hex:
    case Constant::Kind::boolean:
      break;
  }
  return constant;
}

ComparisonExpression as_expression(Comparison comparison) {
  ComparisonExpression out;
  out.comparison = std::move(comparison);
  return out;
}

// IN becomes an OR of equalities; NOT = becomes != and the other way round.
// NOT IN stays one comparison, as it is no OR; its values are only sorted. NOT with an order is left as it is: on a
// value of another kind, NOT < is true and >= is not.
std::vector<Comparison> normal_comparisons(Comparison comparison) {
  for (Constant& constant : comparison.constants)
    constant = normal_constant(comparison.path, comparison.op, std::move(constant));
  if (comparison.negated && (comparison.op == Operator::equal || comparison.op == Operator::not_equal)) {
    comparison.op = comparison.op == Operator::equal ? Operator::not_equal : Operator::equal;
    comparison.negated = false;
  }
  if (comparison.op != Operator::in || comparison.constants.empty()) return {std::move(comparison)};
  if (comparison.negated) {
    const auto text = [](const Constant& c) { return to_text(c); };
    std::sort(comparison.constants.begin(), comparison.constants.end(),
              [&](const auto& a, const auto& b) { return text(a) < text(b); });
    comparison.constants.erase(std::unique(comparison.constants.begin(), comparison.constants.end()),
                               comparison.constants.end());
    return {std::move(comparison)};
  }
  std::vector<Comparison> out;
  for (const Constant& constant : comparison.constants)
    out.push_back({comparison.path, Operator::equal, false, {constant}});
  return out;
}

// ---- inside square brackets ----

using Conjunction = std::map<std::string, Comparison>;  // by text: sorted, without duplicates
using Disjunction = std::vector<Conjunction>;

// Compared with the first one, and true for an empty conjunction.
bool of_one_type(const Conjunction& conjunction) {
  return std::all_of(conjunction.begin(), conjunction.end(), [&](const auto& entry) {
    return entry.second.path.type == conjunction.begin()->second.path.type;
  });
}

// Comparisons in normal form are equal exactly when their texts are, so the texts are looked up.
bool includes(const Conjunction& larger, const Conjunction& smaller) {
  return std::all_of(smaller.begin(), smaller.end(), [&](const auto& entry) { return larger.count(entry.first) > 0; });
}

// Sorted, and without conjunctions that include another one.
void reduce(Disjunction& disjunction) {
  const auto texts = [](const Conjunction& conjunction) {
    std::vector<std::string_view> out;
    for (const auto& [text, comparison] : conjunction) out.push_back(text);
    return out;
  };
  // Shorter ones first: only a shorter conjunction can be included in another.
  std::sort(disjunction.begin(), disjunction.end(), [&](const Conjunction& a, const Conjunction& b) {
    return a.size() != b.size() ? a.size() < b.size() : texts(a) < texts(b);
  });
  Disjunction kept;
  for (Conjunction& conjunction : disjunction)
    if (std::none_of(kept.begin(), kept.end(), [&](const Conjunction& k) { return includes(conjunction, k); }))
      kept.push_back(std::move(conjunction));
  disjunction = std::move(kept);
}

// Reduced after each step and not only at the end, so that what is superfluous is not multiplied any further.
Result<Disjunction> multiply_out(const ComparisonExpression& expression) {
  Disjunction out;
  if (expression.kind == ComparisonExpression::Kind::comparison) {
    for (Comparison& comparison : normal_comparisons(expression.comparison)) {
      std::string text = to_text(comparison);
      out.push_back({{std::move(text), std::move(comparison)}});
    }
  } else if (expression.kind == ComparisonExpression::Kind::any_of) {
    for (const ComparisonExpression& operand : expression.operands) {
      PARLEY_TRY(auto alternatives, multiply_out(operand));
      out.insert(out.end(), alternatives.begin(), alternatives.end());
    }
  } else {
    out.emplace_back();
    for (const ComparisonExpression& operand : expression.operands) {
      PARLEY_TRY(const auto alternatives, multiply_out(operand));
      Disjunction product;
      for (const Conjunction& left : out) {
        for (const Conjunction& right : alternatives) {
          // Equal comparisons fall together here, as they have the same text.
          Conjunction joined = left;
          joined.insert(right.begin(), right.end());
          if (of_one_type(joined)) product.push_back(std::move(joined));
          if (product.size() > kMaxAlternatives) return too_many();
        }
      }
      reduce(product);
      out = std::move(product);
    }
  }
  if (out.size() > kMaxAlternatives) return too_many();
  reduce(out);
  return out;
}

// An operand that is alone takes the place of its parent. It is moved out into a variable first, because assigning it
// to the node that owns it would destroy it on the way.
Result<ComparisonExpression> normal_test(const ComparisonExpression& expression) {
  using Kind = ComparisonExpression::Kind;
  PARLEY_TRY(const auto disjunction, multiply_out(expression));
  ComparisonExpression out;
  out.kind = Kind::any_of;
  for (const Conjunction& conjunction : disjunction) {
    ComparisonExpression all;
    all.kind = Kind::all_of;
    for (const auto& [text, comparison] : conjunction) all.operands.push_back(as_expression(comparison));
    if (all.operands.size() == 1) {
      ComparisonExpression only = std::move(all.operands.front());
      all = std::move(only);
    }
    out.operands.push_back(std::move(all));
  }
  if (out.operands.size() == 1) {
    ComparisonExpression only = std::move(out.operands.front());
    return only;
  }
  if (out.operands.empty()) {  // nothing can fulfil it: one spelling for that
    Comparison nothing;
    nothing.path = {"nothing", {{PathStep::Kind::key, 0, "nothing"}}};
    nothing.op = Operator::in;
    return as_expression(std::move(nothing));
  }
  return out;
}

// ---- outside square brackets ----

using Kind = ObservationExpression::Kind;
using Alternatives = std::map<std::string, ObservationExpression>;  // by text; none is an OR

bool contains(const ObservationExpression& whole, const ObservationExpression& part);

// Whether the operands of an AND can each be found in an operand of `whole` of its own, or those of a FOLLOWEDBY in
// order. Taking the first that fits can miss a way, never invent one.
bool contains_operands(const ObservationExpression& whole, const ObservationExpression& part) {
  std::vector<bool> used(whole.operands.size());
  std::size_t from = 0;
  for (const ObservationExpression& wanted : part.operands) {
    std::size_t i = part.kind == Kind::followed_by ? from : 0;
    while (i < whole.operands.size() && (used[i] || !contains(whole.operands[i], wanted))) ++i;
    if (i == whole.operands.size()) return false;
    used[i] = true;
    from = i + 1;
  }
  return true;
}

// Whether every binding of `whole` includes one of `part`.
bool contains(const ObservationExpression& whole, const ObservationExpression& part) {
  if (whole == part) return true;
  if (whole.kind != Kind::all_of && whole.kind != Kind::followed_by) return false;
  for (const ObservationExpression& operand : whole.operands)
    if (contains(operand, part)) return true;
  // The places of a FOLLOWEDBY are different observations, as those of an AND are.
  if (part.kind == Kind::all_of || (part.kind == Kind::followed_by && whole.kind == Kind::followed_by))
    return contains_operands(whole, part);
  return false;
}

// They are dropped one after the other, so that of two which contain each other one stays.
void drop_superfluous(Alternatives& alternatives) {
  for (auto at = alternatives.begin(); at != alternatives.end();) {
    const bool superfluous = std::any_of(alternatives.begin(), alternatives.end(), [&](const auto& other) {
      return other.first != at->first && contains(at->second, other.second);
    });
    at = superfluous ? alternatives.erase(at) : std::next(at);
  }
}

void add(Alternatives& alternatives, ObservationExpression node) {
  std::string text = to_text(node);
  alternatives.emplace(std::move(text), std::move(node));
}

// `left` and `right` joined by `kind`, flat; the operands of AND sorted.
// AND has no order; FOLLOWEDBY has, so its operands stay where they are.
ObservationExpression joined(Kind kind, const ObservationExpression& left, const ObservationExpression& right) {
  ObservationExpression out;
  out.kind = kind;
  for (const ObservationExpression* operand : {&left, &right}) {
    if (operand->kind == kind)
      out.operands.insert(out.operands.end(), operand->operands.begin(), operand->operands.end());
    else
      out.operands.push_back(*operand);
  }
  if (kind == Kind::all_of)
    std::stable_sort(out.operands.begin(), out.operands.end(),
                     [](const auto& a, const auto& b) { return to_text(a) < to_text(b); });
  return out;
}

// The map is sorted by text, so the operands of the OR come out in one order however they were written.
ObservationExpression rebuilt(const Alternatives& alternatives) {
  if (alternatives.size() == 1) return alternatives.begin()->second;
  ObservationExpression out;
  out.kind = Kind::any_of;
  for (const auto& [text, node] : alternatives) out.operands.push_back(node);
  return out;
}

// A qualifier is applied to the whole of what it stands behind: taken into the alternatives it would mean something
// else, as the same binding must fulfil all of it.
Result<Alternatives> multiply_out(const ObservationExpression& node) {
  Alternatives out;
  if (node.kind == Kind::test) {
    ObservationExpression test;
    PARLEY_TRY(test.test, normal_test(node.test));
    add(out, std::move(test));
    return out;
  }
  if (node.is_qualifier()) {
    PARLEY_TRY(const auto inner, multiply_out(node.operands.front()));
    ObservationExpression qualified;
    qualified.kind = node.kind;
    const Operator op = Operator::equal;
    const auto normal = [&](Constant::Kind kind, const std::string& text) {
      return text.empty() ? text : normal_constant({}, op, {kind, false, text}).text;
    };
    const bool times = node.kind == Kind::start_stop;
    // Seconds and times are numbers and timestamps like others: "5" and "5.0" are one number.
    qualified.first = normal(times ? Constant::Kind::timestamp : Constant::Kind::floating, node.first);
    qualified.second = normal(Constant::Kind::timestamp, node.second);
    qualified.operands.push_back(rebuilt(inner));
    add(out, std::move(qualified));
    return out;
  }
  bool first = true;
  for (const ObservationExpression& operand : node.operands) {
    PARLEY_TRY(auto alternatives, multiply_out(operand));
    // The first operand begins the list; an OR adds to it, and AND and FOLLOWEDBY multiply it.
    if (first || node.kind == Kind::any_of) {
      out.merge(alternatives);
    } else {
      Alternatives product;
      for (const auto& [left_text, left] : out) {
        for (const auto& [right_text, right] : alternatives) {
          add(product, joined(node.kind, left, right));
          if (product.size() > kMaxAlternatives) return too_many();
        }
      }
      out = std::move(product);
    }
    first = false;
    if (out.size() > kMaxAlternatives) return too_many();
  }
  drop_superfluous(out);
  return out;
}

}  // namespace

// The limits on what is multiplied out apply here as everywhere, so this can fail for a pattern that is valid.
Result<ObservationExpression> normal_form(const ObservationExpression& pattern) {
  PARLEY_TRY(const auto alternatives, multiply_out(pattern));
  return rebuilt(alternatives);
}

// Sound and not complete: what this calls equivalent is so, but two patterns that mean the same in a way that no rule
// above knows come out different.
Result<bool> equivalent(const ObservationExpression& a, const ObservationExpression& b) {
  PARLEY_TRY(const auto first, normal_form(a));
  PARLEY_TRY(const auto second, normal_form(b));
  return first == second;
}

}  // namespace parley::pattern
