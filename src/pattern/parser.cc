// A recursive-descent parser after the grammar of section 9: FOLLOWEDBY binds loosest, then OR, then AND. One token of
// look-ahead, linear time; the depth of nesting is limited, so that recursion is too.
#include "pattern/parser.h"

#include <algorithm>
#include <charconv>

#include "base/bytes.h"
#include "pattern/hash_values.h"
#include "pattern/lexer.h"

namespace parley::pattern {
namespace {

constexpr const char* kConstant = "a constant: 'text', a number, true or false, h'..', b'..' or t'..'";
constexpr const char* kOrderable = "a constant that has an order: 'text', a number, h'..', b'..' or t'..'";
// What could stand here, for messages that several places share. "Expected" is a promise: a reader who writes that
// gets further.
constexpr const char* kOperator =
    "a comparison operator: =, !=, <, <=, >, >=, IN, LIKE, MATCHES, ISSUBSET or ISSUPERSET";

// The lexer has made sure that a backslash stands before an apostrophe or a backslash.
std::string unescape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') ++i;
    out += text[i];
  }
  return out;
}

// Without a place for the error no message is made: most callers only want to know whether it is a pattern.
class PatternParser {
 public:
  PatternParser(std::string_view text, SyntaxError* error) : lexer_(text), error_(error) { advance(); }

  // The whole pattern, and nothing behind it. What could have gone on is named when something is left over.
  bool run(ObservationExpression& out) {
    // A comment in front is refused, as the official validator does: only the grammar knows comments, section 9 does
    // not.
    if (lexer_.seen_comment()) return fail_at({}, "found a comment, expected the [ or ( that a pattern begins with");
    if (!token_.is(TokenKind::left_bracket) && !token_.is(TokenKind::left_parenthesis))
      return fail("the [ or ( that a pattern begins with");
    if (!followed_by(out)) return false;
    if (!token_.is(TokenKind::end))
      return fail("AND, OR, FOLLOWEDBY, WITHIN, REPEATS, START or the end of the pattern");
    return true;
  }

 private:
  using Kind = ObservationExpression::Kind;
  using TestKind = ComparisonExpression::Kind;

  // The one place where a token is read: what was looked at before is gone then, so there is no going back.
  void advance() { token_ = lexer_.next(); }

  // Always false, so that callers can return it.
  bool fail_at(const Token& token, const std::string& message) {
    if (error_ == nullptr) return false;
    error_->offset = token.offset;
    error_->message = message;
    return false;
  }
  // The current token is not what could stand here.
  // All failures come through here, so that each says what was found, why that is no token if it is none, and what
  // could stand there.
  bool fail(const std::string& expected) {
    if (error_ == nullptr) return false;
    std::string message = "found " + lexer_.quote(token_);
    if (token_.is(TokenKind::invalid)) message += " (" + std::string(token_.problem) + ")";
    return fail_at(token_, message + ", expected " + expected);
  }
  bool expect(TokenKind kind, const char* what) {
    if (!token_.is(kind)) return fail(what);
    advance();
    return true;
  }
  bool expect_keyword(std::string_view word) {
    if (!token_.is_keyword(word)) return fail(std::string(word));
    advance();
    return true;
  }

  // Counts one level of nesting for as long as it lives.
  // As an object, since the functions that go down return early in many places.
  struct Level {
    explicit Level(int& nesting) : nesting_(nesting) { ++nesting_; }
    ~Level() { --nesting_; }
    int& nesting_;
  };
  bool too_deep() {
    return fail_at(token_, "more than " + std::to_string(kMaxNesting) + " levels of nesting are not read");
  }

  // One left-associative level: operands joined by `word`, flattened; a single operand is returned as it is.
  template <class Node, class Parse>
  // `a AND b AND c` becomes one node with three operands: the tree is as deep as the pattern is nested, and not as
  // long as it is.
  bool joined(Node& out, std::string_view word, decltype(Node::kind) kind, Parse parse) {
    if (!parse(out)) return false;
    if (!token_.is_keyword(word)) return true;
    Node node;
    node.kind = kind;
    node.operands.push_back(std::move(out));
    // The depth of the deepest operand decides, and the node stands one above it.
    int depth = depth_;
    while (token_.is_keyword(word)) {
      advance();
      if (!parse(node.operands.emplace_back())) return false;
      depth = std::max(depth, depth_);
    }
    out = std::move(node);
    return deepen(depth);
  }
  // The node just read stands one level above one of `depth` levels.
  // Two limits are needed: nesting_ is for the recursion of this parser, while it reads, and depth_ for that of
  // everything that walks the tree later. `[a] WITHIN 1 SECONDS REPEATS 2 TIMES ...` is flat to read and deep as a
  // tree.
  bool deepen(int depth) {
    depth_ = depth + 1;
    return depth_ <= kMaxNesting || too_deep();
  }

  // Section 9.5.3: each level asks the next tighter one for its operands.
  bool followed_by(ObservationExpression& out) {
    return joined(out, "FOLLOWEDBY", Kind::followed_by, [this](auto& node) { return any_of(node); });
  }
  bool any_of(ObservationExpression& out) {
    return joined(out, "OR", Kind::any_of, [this](auto& node) { return all_of(node); });
  }
  bool all_of(ObservationExpression& out) {
    return joined(out, "AND", Kind::all_of, [this](auto& node) { return observation(node); });
  }

  // A qualifier may stand behind a bracket or a parenthesis, and several behind one another.
  bool observation(ObservationExpression& out) {
    if (nesting_ >= kMaxNesting) return too_deep();
    const Level level(nesting_);
    const bool single = token_.is(TokenKind::left_bracket);
    if (single) {
      advance();
      if (!any_test(out.test) || !expect(TokenKind::right_bracket, "], AND or OR") || !deepen(depth_)) return false;
    } else {
      if (!expect(TokenKind::left_parenthesis, "[ or (") || !followed_by(out) ||
          !expect(TokenKind::right_parenthesis, "), AND, OR, FOLLOWEDBY, WITHIN, REPEATS or START"))
        return false;
    }
    return qualifiers(out, single);
  }

  // An expression has no two qualifiers of one kind (section 9.5.1). After a closing parenthesis two are taken as
  // nested, which the official validator does too.
  // The qualifier that stands first is applied first and so ends up innermost.
  bool qualifiers(ObservationExpression& out, bool single) {
    bool seen[3] = {};
    for (;;) {
      const Token word = token_;
      ObservationExpression node;
      if (word.is_keyword("WITHIN"))
        node.kind = Kind::within;
      else if (word.is_keyword("REPEATS"))
        node.kind = Kind::repeats;
      else if (word.is_keyword("START"))
        node.kind = Kind::start_stop;
      else
        return true;
      bool& twice = seen[static_cast<int>(node.kind) - static_cast<int>(Kind::within)];
      if (twice && single)
        return fail_at(word, "found a second " + std::string(word.text) +
                                 ": an observation expression has at most one qualifier of each kind");
      twice = true;
      advance();
      if (!qualifier(node) || !deepen(depth_)) return false;
      node.operands.push_back(std::move(out));
      out = std::move(node);
    }
  }

  // A minus sign is part of the number token, so it is asked for here.
  bool qualifier(ObservationExpression& node) {
    if (node.kind == Kind::start_stop) {
      return timestamp(node.first) && expect_keyword("STOP") && timestamp(node.second);
    }
    const bool within = node.kind == Kind::within;
    if (!(token_.is(TokenKind::integer) || (within && token_.is(TokenKind::floating))) || token_.text[0] == '-')
      return fail(within ? "a positive number of seconds" : "a positive whole number");
    // Kept as text: how large a number may be is decided when the pattern is compiled.
    node.first = token_.text;
    advance();
    return expect_keyword(within ? "SECONDS" : "TIMES");
  }

  // The lexer has checked that the time exists.
  // START and STOP take a constant with its t'' only; a bare string in its place is refused.
  bool timestamp(std::string& out) {
    if (!token_.is(TokenKind::timestamp)) return fail("a timestamp: t'2026-07-09T18:30:00Z'");
    out = token_.text;
    advance();
    return true;
  }

  // The same two levels inside of square brackets, for comparisons.
  // There is no FOLLOWEDBY in them, as they are about one object and not about time.
  bool any_test(ComparisonExpression& out) {
    return joined(out, "OR", TestKind::any_of, [this](auto& node) { return all_tests(node); });
  }
  bool all_tests(ComparisonExpression& out) {
    return joined(out, "AND", TestKind::all_of, [this](auto& node) { return test(node); });
  }

  // NOT stands before EXISTS, and behind the path for all other comparisons (section 9.6).
  bool test(ComparisonExpression& out) {
    if (token_.is(TokenKind::left_parenthesis)) {
      if (nesting_ >= kMaxNesting) return too_deep();
      const Level level(nesting_);
      advance();
      return any_test(out) && expect(TokenKind::right_parenthesis, "), AND or OR");
    }
    // A comparison is a leaf.
    depth_ = 0;
    Comparison& comparison = out.comparison;
    if (token_.is_keyword("NOT")) {
      comparison.negated = true;
      advance();
      if (!token_.is_keyword("EXISTS")) return fail("EXISTS (before any other comparison, NOT follows the path)");
    }
    if (token_.is_keyword("EXISTS")) {
      advance();
      comparison.op = Operator::exists;
      return path(comparison.path);
    }
    return path(comparison.path) && comparison_operator(comparison) && operand(comparison);
  }

  // Steps are limited, because whoever evaluates a path goes down one level for each.
  bool path(ObjectPath& out) {
    if (!token_.is(TokenKind::name) && !token_.is(TokenKind::hyphen_name))
      return fail("an object path such as ipv4-addr:value, or (, EXISTS, NOT EXISTS");
    out.type = token_.text;
    advance();
    if (!expect(TokenKind::colon, "\":\" between the object type and its property")) return false;
    if (!key(out)) return false;
    for (;;) {
      if (out.steps.size() > kMaxPathSteps)
        return fail_at(token_, "a path of more than " + std::to_string(kMaxPathSteps) + " steps is not read");
      if (token_.is(TokenKind::dot)) {
        advance();
        if (!key(out)) return false;
      } else if (token_.is(TokenKind::left_bracket)) {
        advance();
        if (!index(out)) return false;
      } else {
        return true;
      }
    }
  }

  // Only the first name behind the colon and those behind dots: the type is read by path() itself.
  bool key(ObjectPath& out) {
    PathStep step;
    if (token_.is(TokenKind::name))
      step.key = token_.text;
    else if (token_.is(TokenKind::string))
      step.key = unescape(token_.text);
    else if (token_.is(TokenKind::hyphen_name))
      return fail("a property name; one with a hyphen stands in apostrophes");
    else
      return fail("a property name");
    out.steps.push_back(std::move(step));
    advance();
    return true;
  }

  // Any integer is taken, negative ones included, as the grammar has them; a negative one leads nowhere.
  bool index(ObjectPath& out) {
    PathStep step;
    if (token_.is(TokenKind::asterisk)) {
      step.kind = PathStep::Kind::any;
    } else if (token_.is(TokenKind::integer)) {
      step.kind = PathStep::Kind::index;
      const char* end = token_.text.data() + token_.text.size();
      if (std::from_chars(token_.text.data(), end, step.index).ec != std::errc())
        return fail("a list index of a possible size");
    } else {
      return fail("a list index or *");
    }
    out.steps.push_back(std::move(step));
    advance();
    return expect(TokenKind::right_bracket, "]");
  }

  // "==" and "<>" are in the official grammar beside "=" and "!=", and are printed as these.
  bool comparison_operator(Comparison& out) {
    if (token_.is_keyword("NOT")) {
      out.negated = true;
      advance();
    }
    const std::string_view word = token_.text;
    if (token_.is(TokenKind::comparison)) {
      if (word == "=" || word == "==")
        out.op = Operator::equal;
      else if (word == "!=" || word == "<>")
        out.op = Operator::not_equal;
      else if (word == "<")
        out.op = Operator::less;
      else if (word == "<=")
        out.op = Operator::less_equal;
      else if (word == ">")
        out.op = Operator::greater;
      else
        out.op = Operator::greater_equal;
    } else if (token_.is_keyword("IN")) {
      out.op = Operator::in;
    } else if (token_.is_keyword("LIKE")) {
      out.op = Operator::like;
    } else if (token_.is_keyword("MATCHES")) {
      out.op = Operator::matches;
    } else if (token_.is_keyword("ISSUBSET")) {
      out.op = Operator::is_subset;
    } else if (token_.is_keyword("ISSUPERSET")) {
      out.op = Operator::is_superset;
    } else {
      return fail(out.negated
                      ? kOperator
                      : std::string(kOperator) + " (NOT may come before it), or \".\" or \"[\" to go on with the path");
    }
    advance();
    return true;
  }

  // Booleans have no order, and LIKE, MATCHES and the questions about addresses take text only.
  bool operand(Comparison& out) {
    switch (out.op) {
      case Operator::in:
        return set(out);
      case Operator::like:
      case Operator::matches:
      case Operator::is_subset:
      case Operator::is_superset:
        if (!token_.is(TokenKind::string)) return fail("a string in apostrophes");
        break;
      case Operator::equal:
      case Operator::not_equal:
        break;
      default:
        if (token_.is(TokenKind::boolean)) return fail(kOrderable);
    }
    return constant(out, kConstant);
  }

  // The grammar allows an empty set, which nothing is in.
  // A comma must be followed by another value, so a list that ends in one is refused.
  bool set(Comparison& out) {
    if (!expect(TokenKind::left_parenthesis, "( before the values of the set")) return false;
    if (token_.is(TokenKind::right_parenthesis)) {
      advance();
      return true;
    }
    for (;;) {
      if (!constant(out, kConstant)) return false;
      if (token_.is(TokenKind::right_parenthesis)) break;
      if (!expect(TokenKind::comma, ", or )")) return false;
    }
    advance();
    return true;
  }

  // Kept as the value that it stands for: text without escapes, octets decoded. Numbers and times keep their digits,
  // as they are exact only so.
  bool constant(Comparison& out, const char* expected) {
    Constant value;
    switch (token_.kind) {
      case TokenKind::boolean:
        value.kind = Constant::Kind::boolean;
        value.truth = token_.text == "true";
        break;
      case TokenKind::integer:
        value.kind = Constant::Kind::integer;
        value.text = token_.text;
        break;
      case TokenKind::floating:
        value.kind = Constant::Kind::floating;
        value.text = token_.text;
        break;
      case TokenKind::timestamp:
        value.kind = Constant::Kind::timestamp;
        value.text = token_.text;
        break;
      case TokenKind::string:
        value.kind = Constant::Kind::string;
        value.text = unescape(token_.text);
        if (!hash_fits(out, value.text)) return false;
        break;
      case TokenKind::hex:
        value.kind = Constant::Kind::hex;
        value.text = as_text(*from_hex(token_.text));
        break;
      case TokenKind::binary: {
        std::string joined;
        for (char c : token_.text)
          if (c != '\n' && c != '\r') joined += c;
        value.kind = Constant::Kind::binary;
        value.text = as_text(*from_base64(joined));
        break;
      }
      default:
        return fail(expected);
    }
    out.constants.push_back(std::move(value));
    advance();
    return true;
  }

  // A value that cannot be a hash of the algorithm named in the path is refused (section 2.7).
  // Not for LIKE and MATCHES, whose text is a part of a hash at most.
  bool hash_fits(const Comparison& comparison, const std::string& value) {
    if (comparison.op != Operator::equal && comparison.op != Operator::not_equal && comparison.op != Operator::in)
      return true;
    const std::size_t digits = hash_digits(comparison.path);
    if (digits == 0 || (value.size() == digits && from_hex(value))) return true;
    return fail_at(token_, "found " + lexer_.quote(token_) + ", expected a " + comparison.path.steps.back().key +
                               " value, which has " + std::to_string(digits) + " hexadecimal digits");
  }

  Lexer lexer_;
  Token token_;
  SyntaxError* error_;
  int nesting_ = 0;  // open parentheses and brackets: limits the recursion here
  int depth_ = 0;    // levels of the node read last: limits the recursion of whoever walks the tree
};

}  // namespace

bool parse_tree(std::string_view text, ObservationExpression& out, SyntaxError* error) {
  return PatternParser(text, error).run(out);
}

}  // namespace parley::pattern
