#include "base/bytes.h"
#include "pattern/lexer.h"
#include "pattern/pattern.h"

// The text of a tree: reading it again gives the same tree. It is also what trees are compared and sorted by, so one
// tree has one text: no needless parentheses, one spelling for each operator, one space between words.
namespace parley::pattern {
namespace {

// Only these two characters are escaped (section 9.2); everything else stands in a string as it is.
void append_string(std::string& out, std::string_view text) {
  out += '\'';
  for (char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  out += '\'';
}

// Octets are printed in the form in which they were written, h'' or b'', in lower case and with padding.
void append(std::string& out, const Constant& constant) {
  switch (constant.kind) {
    case Constant::Kind::boolean:
      out += constant.truth ? "true" : "false";
      break;
    case Constant::Kind::integer:
    case Constant::Kind::floating:
      out += constant.text;
      break;
    case Constant::Kind::string:
      append_string(out, constant.text);
      break;
    case Constant::Kind::hex:
      out += "h'" + to_hex(as_bytes(constant.text)) + "'";
      break;
    case Constant::Kind::binary:
      out += "b'" + to_base64(as_bytes(constant.text)) + "'";
      break;
    case Constant::Kind::timestamp:
      out += "t'" + constant.text + "'";
      break;
  }
}

void append(std::string& out, const ObjectPath& path) {
  out += path.type;
  out += ':';
  for (std::size_t i = 0; i < path.steps.size(); ++i) {
    const PathStep& step = path.steps[i];
    // The first step follows the colon and is never in brackets, so only a later name gets a dot in front.
    if (step.kind == PathStep::Kind::any) {
      out += "[*]";
    } else if (step.kind == PathStep::Kind::index) {
      out += "[" + std::to_string(step.index) + "]";
    } else {
      if (i > 0) out += '.';
      // A name that is also a word of the language, or has a hyphen, is only read as a name in apostrophes.
      if (is_plain_name(step.key))
        out += step.key;
      else
        append_string(out, step.key);
    }
  }
}

// NOT stands before EXISTS and behind every other path.
void append(std::string& out, const Comparison& comparison) {
  if (comparison.op == Operator::exists) {
    out += comparison.negated ? "NOT EXISTS " : "EXISTS ";
    append(out, comparison.path);
    return;
  }
  append(out, comparison.path);
  out += comparison.negated ? " NOT " : " ";
  out += to_text(comparison.op);
  out += ' ';
  if (comparison.op != Operator::in) {
    append(out, comparison.constants.front());
    return;
  }
  out += '(';
  for (std::size_t i = 0; i < comparison.constants.size(); ++i) {
    if (i > 0) out += ", ";
    append(out, comparison.constants[i]);
  }
  out += ')';
}

// An operand needs parentheses when it is the same operator nested, or one that binds more loosely.
void append(std::string& out, const ComparisonExpression& expression) {
  using Kind = ComparisonExpression::Kind;
  if (expression.kind == Kind::comparison) return append(out, expression.comparison);
  for (std::size_t i = 0; i < expression.operands.size(); ++i) {
    const ComparisonExpression& operand = expression.operands[i];
    if (i > 0) out += expression.kind == Kind::all_of ? " AND " : " OR ";
    // An OR within an AND needs them by precedence. The same operator within itself can only come from parentheses in
    // the text, and keeps them, or reading the text would give a flatter tree.
    const bool wrap =
        operand.kind != Kind::comparison && (expression.kind == Kind::all_of || operand.kind == Kind::any_of);
    if (wrap) out += '(';
    append(out, operand);
    if (wrap) out += ')';
  }
}

// Whether `inner`, as an operand of `outer` without parentheses, would be read as something else: it would take
// operands from its neighbours, or be flattened into the outer one.
bool binds_looser_or_same(ObservationExpression::Kind inner, ObservationExpression::Kind outer) {
  using Kind = ObservationExpression::Kind;
  // The loosest has the highest rank (section 9.5.3).
  const auto rank = [](Kind kind) {
    return kind == Kind::followed_by ? 3 : kind == Kind::any_of ? 2 : kind == Kind::all_of ? 1 : 0;
  };
  return rank(inner) >= rank(outer);
}

// Whether a qualifier of this kind already stands on `operand` itself: a second one needs parentheses between.
// The parser refuses two of one kind behind one square bracket, and takes the second for nested behind a parenthesis.
bool has_qualifier(const ObservationExpression& operand, ObservationExpression::Kind kind) {
  for (const ObservationExpression* at = &operand; at->is_qualifier(); at = &at->operands.front())
    if (at->kind == kind) return true;
  return false;
}

// The same question at each operand: would it be read back as this operand without parentheses?
void append(std::string& out, const ObservationExpression& node) {
  using Kind = ObservationExpression::Kind;
  const auto wrapped = [&](const ObservationExpression& operand, bool wrap) {
    if (wrap) out += '(';
    append(out, operand);
    if (wrap) out += ')';
  };
  if (node.kind == Kind::test) {
    out += '[';
    append(out, node.test);
    out += ']';
  } else if (node.is_qualifier()) {
    const ObservationExpression& operand = node.operands.front();
    // A qualifier binds to the one expression in front of it, so anything longer is put in parentheses.
    wrapped(operand, (operand.kind != Kind::test && !operand.is_qualifier()) || has_qualifier(operand, node.kind));
    // Numbers and times as they were written, since they are kept so.
    if (node.kind == Kind::within) out += " WITHIN " + node.first + " SECONDS";
    if (node.kind == Kind::repeats) out += " REPEATS " + node.first + " TIMES";
    if (node.kind == Kind::start_stop) out += " START t'" + node.first + "' STOP t'" + node.second + "'";
  } else {
    for (std::size_t i = 0; i < node.operands.size(); ++i) {
      if (i > 0) out += node.kind == Kind::all_of ? " AND " : node.kind == Kind::any_of ? " OR " : " FOLLOWEDBY ";
      const ObservationExpression& operand = node.operands[i];
      wrapped(operand,
              operand.kind != Kind::test && !operand.is_qualifier() && binds_looser_or_same(operand.kind, node.kind));
    }
  }
}

template <class Node>
std::string printed(const Node& node) {
  std::string out;
  append(out, node);
  return out;
}

}  // namespace

std::string_view to_text(Operator op) {
  switch (op) {
    case Operator::equal:
      return "=";
    case Operator::not_equal:
      return "!=";
    case Operator::greater:
      return ">";
    case Operator::less:
      return "<";
    case Operator::less_equal:
      return "<=";
    case Operator::greater_equal:
      return ">=";
    case Operator::in:
      return "IN";
    case Operator::like:
      return "LIKE";
    case Operator::matches:
      return "MATCHES";
    case Operator::is_subset:
      return "ISSUBSET";
    case Operator::is_superset:
      return "ISSUPERSET";
    case Operator::exists:
      return "EXISTS";
  }
  return "";
}

std::string to_text(const ObservationExpression& pattern) { return printed(pattern); }
std::string to_text(const ComparisonExpression& expression) { return printed(expression); }
std::string to_text(const Comparison& comparison) { return printed(comparison); }
std::string to_text(const ObjectPath& path) { return printed(path); }
std::string to_text(const Constant& constant) { return printed(constant); }

}  // namespace parley::pattern
