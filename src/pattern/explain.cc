#include "pattern/explain.h"

#include "pattern/pattern.h"

// A pattern in English, for people who have to decide about it and do not write patterns: one sentence, and the tree
// as it is evaluated. Nothing is simplified, so that what is read is what is matched.
namespace parley::pattern {
namespace {

using Kind = ObservationExpression::Kind;

// Text in quotation marks, times as they are; octets have no better words than their digits.
std::string constant_words(const Constant& constant) {
  switch (constant.kind) {
    case Constant::Kind::string:
      return "\"" + constant.text + "\"";
    case Constant::Kind::timestamp:
      return constant.text;
    case Constant::Kind::hex:
    case Constant::Kind::binary:
      return "the bytes " + to_text(constant);
    default:
      return to_text(constant);
  }
}

// "the value", "the name of any of its sections", read from the end of the path.
// "The object in" is said where the path goes through a reference to another object.
// A name that ends in "_ref" or "_refs" is a reference only where the path goes on behind it; at the end it is the id
// itself that is compared.
std::string path_words(const ObjectPath& path) {
  std::string out;
  // Read from the end, what is in brackets is met before the name that it belongs to, and is kept until then.
  std::string position;  // of the steps in brackets behind the name that comes next
  for (std::size_t i = path.steps.size(); i-- > 0;) {
    const PathStep& step = path.steps[i];
    if (step.kind == PathStep::Kind::any) {
      position = "any entry of " + position;
      continue;
    }
    if (step.kind == PathStep::Kind::index) {
      position = "entry " + std::to_string(step.index) + " of " + position;
      continue;
    }
    if (!out.empty()) out += " of ";
    const bool reference = i + 1 < path.steps.size() && (step.key.ends_with("_ref") || step.key.ends_with("_refs"));
    out += (reference ? "the object in " : "") + position + "\"" + step.key + "\"";
    position.clear();
  }
  return out;
}

// NOT is put into the verb; a double negation is left to be seen.
std::string operator_words(const Comparison& comparison) {
  const bool no = comparison.negated;
  switch (comparison.op) {
    case Operator::equal:
      return no ? "is not" : "is";
    case Operator::not_equal:
      return no ? "is (not different from)" : "is not";
    case Operator::greater:
      return no ? "is not more than" : "is more than";
    case Operator::less:
      return no ? "is not less than" : "is less than";
    case Operator::less_equal:
      return no ? "is not at most" : "is at most";
    case Operator::greater_equal:
      return no ? "is not at least" : "is at least";
    case Operator::in:
      return no ? "is none of" : "is one of";
    case Operator::like:
      return no ? "does not look like" : "looks like";
    case Operator::matches:
      return no ? "does not match the regular expression" : "matches the regular expression";
    case Operator::is_subset:
      return no ? "does not lie in" : "lies in";
    case Operator::is_superset:
      return no ? "does not contain" : "contains";
    case Operator::exists:
      return no ? "is missing" : "is there";
  }
  return "";
}

// "a, b or c", also for NOT IN, where "is none of" makes it right.
std::string comparison_words(const Comparison& comparison) {
  std::string out = path_words(comparison.path) + " " + operator_words(comparison);
  for (std::size_t i = 0; i < comparison.constants.size(); ++i)
    out += (i == 0                                 ? " "
            : i + 1 == comparison.constants.size() ? " or "
                                                   : ", ") +
           constant_words(comparison.constants[i]);
  if (comparison.op == Operator::in && comparison.constants.empty()) out += " nothing";
  return out;
}

// The one object type that all comparisons are about; empty when there are several.
// An AND over two types can never be fulfilled; it is still put into words, as it was written.
// Each operand has to agree with the first one, and an operand with several types agrees with none, as its answer is
// empty.
std::string only_type(const ComparisonExpression& expression) {
  if (expression.kind == ComparisonExpression::Kind::comparison) return expression.comparison.path.type;
  std::string type = only_type(expression.operands.front());
  for (const ComparisonExpression& operand : expression.operands)
    if (only_type(operand) != type) return "";
  return type;
}

// Parentheses as in the pattern, because "and" and "or" side by side are read in two ways.
std::string test_words(const ComparisonExpression& expression, bool name_type, bool nested) {
  using TestKind = ComparisonExpression::Kind;
  if (expression.kind == TestKind::comparison)
    return (name_type ? "it is a " + expression.comparison.path.type + " whose " : "") +
           comparison_words(expression.comparison);
  std::string out;
  for (std::size_t i = 0; i < expression.operands.size(); ++i) {
    if (i > 0) out += expression.kind == TestKind::all_of ? " and " : " or ";
    out += test_words(expression.operands[i], name_type, true);
  }
  return nested ? "(" + out + ")" : out;
}

// The type is said once when all comparisons share it, and with each comparison otherwise.
std::string test_words(const ComparisonExpression& expression) {
  const std::string type = only_type(expression);
  if (type.empty()) return "an object such that " + test_words(expression, true, false);
  return "a " + type + " object whose " + test_words(expression, false, false);
}

// Compared as it was written, so "1.0" gets the plural, as it does in English.
std::string plural(const std::string& number, const char* one, const char* many) {
  return number + " " + (number == "1" ? one : many);
}

// Qualifiers are said behind what they qualify, in the order in which they apply. An AND between brackets says "in
// another observation", which is what people do not expect.
std::string words(const ObservationExpression& node, bool nested) {
  std::string out;
  switch (node.kind) {
    case Kind::test:
      return test_words(node.test);
    // Numbers are repeated as they were written.
    case Kind::within:
      return words(node.operands.front(), true) + ", all within " + plural(node.first, "second", "seconds");
    case Kind::repeats:
      return words(node.operands.front(), true) + ", seen " + plural(node.first, "time", "times");
    // STOP is not included (section 9.5.1), so it says "until before".
    case Kind::start_stop:
      return words(node.operands.front(), true) + ", from " + node.first + " until before " + node.second;
    default:
      break;
  }
  for (std::size_t i = 0; i < node.operands.size(); ++i) {
    if (i > 0)
      out += node.kind == Kind::all_of   ? ", and in another observation "
             : node.kind == Kind::any_of ? ", or "
                                         : ", followed by ";
    out += words(node.operands[i], true);
  }
  return nested ? "(" + out + ")" : out;
}

// Two spaces a level, leaves as they are written in a pattern.
void tree(std::string& out, const ComparisonExpression& node, std::size_t indent) {
  out.append(indent, ' ');
  if (node.kind == ComparisonExpression::Kind::comparison) {
    out += to_text(node.comparison) + "\n";
    return;
  }
  out += node.kind == ComparisonExpression::Kind::all_of ? "all of\n" : "any of\n";
  for (const ComparisonExpression& operand : node.operands) tree(out, operand, indent + 2);
}

// Each qualifier is a level of its own above what it qualifies, so the order in which qualifiers apply can be read from
// the inside out. What stands within one pair of square brackets hangs below a line that says that one object has to
// fulfil all of it.
void tree(std::string& out, const ObservationExpression& node, std::size_t indent) {
  out.append(indent, ' ');
  switch (node.kind) {
    case Kind::test:
      out += "one observation with one object that fulfils\n";
      tree(out, node.test, indent + 2);
      return;
    case Kind::all_of:
      out += "all of, each in its own observation\n";
      break;
    case Kind::any_of:
      out += "any of\n";
      break;
    case Kind::followed_by:
      out += "one after the other\n";
      break;
    case Kind::within:
      out += "within " + node.first + " seconds\n";
      break;
    case Kind::repeats:
      out += "at least " + node.first + " times\n";
      break;
    case Kind::start_stop:
      out += "from " + node.first + " until before " + node.second + "\n";
      break;
  }
  for (const ObservationExpression& operand : node.operands) tree(out, operand, indent + 2);
}

}  // namespace

std::string in_words(const ObservationExpression& pattern) { return "Looks for " + words(pattern, false) + "."; }

std::string as_tree(const ObservationExpression& pattern) {
  std::string out;
  tree(out, pattern, 0);
  return out;
}

}  // namespace parley::pattern
