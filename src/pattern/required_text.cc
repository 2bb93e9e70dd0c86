// A regular expression is read once from left to right (PCRE2, pcre2pattern(3)). Characters that must follow one
// another form a run; anything else ends it. Of all runs and groups that cannot be skipped, the one with the longest
// text counts. Whatever this reader does not know makes it give up, which costs speed and no hit: conditions,
// recursion, verbs, references, \Q..\E, the x option. Tested against PCRE2 itself (required_text_test.cc).
#include "pattern/required_text.h"

#include <algorithm>

#include "base/ascii.h"

namespace parley::pattern {
namespace {

using Texts = std::vector<std::string>;
// More alternatives than this would be as many entries of the index for one pattern.
constexpr std::size_t kMaxTexts = 64;
// Groups within groups: the recursion of this reader.
constexpr int kMaxDepth = 200;

bool is_alnum(char c) { return is_digit(c) || is_letter(c); }

// The shortest one counts, because each of the texts may be the only one that is there.
std::size_t shortest(const Texts& texts) {
  std::size_t out = texts.empty() ? 0 : texts.front().size();
  for (const std::string& text : texts) out = std::min(out, text.size());
  return out;
}
// Longer is better, but the ends of names and the beginnings of URLs stand everywhere.
std::size_t worth(const Texts& texts) {
  constexpr std::string_view kCommon[] = {".com",    ".net",  ".org", ".info", ".example", "http://",       "https://",
                                          "://www.", ".html", ".php", ".exe",  ".dll",     "c:\\windows\\", "www."};
  const bool common = std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
    return std::find(std::begin(kCommon), std::end(kCommon), text) != std::end(kCommon);
  });
  return common ? kMinRequired : shortest(texts);
}
// Of equals the first one stays.
void prefer(Texts& best, Texts other) {
  if (worth(other) > worth(best)) best = std::move(other);
}

// A regular expression of somebody else: whatever it holds, reading it takes one pass.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  // All of the expression has to be understood, and the shortest text has to be long enough to be looked up; otherwise
  // the answer is that nothing is required.
  Texts read() {
    Texts out = alternatives(0);
    // Something unread is left: a parenthesis too many, for example. Then nothing that was read can be trusted.
    if (failed_ || at_ != text_.size() || shortest(out) < kMinRequired) return {};
    return out;
  }

 private:
  // One piece of a branch: a character, a group, or something that says nothing.
  struct Piece {
    char character = 0;
    bool is_character = false;
    Texts texts;
  };

  bool at_end() const { return at_ >= text_.size(); }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool take(std::string_view what) {
    if (!text_.substr(at_).starts_with(what)) return false;
    at_ += what.size();
    return true;
  }
  // Once failed, always failed: the loops look at it and end, and read() then trusts nothing.
  Piece fail() {
    failed_ = true;
    return {};
  }

  // One of the texts must stand there, so each branch has to have one. If a single branch has none, nothing is
  // required.
  Texts alternatives(int depth) {
    if (depth > kMaxDepth) failed_ = true;
    Texts out = branch(depth);
    bool known = !out.empty();
    while (!failed_ && take("|")) {
      Texts other = branch(depth);
      known = known && !other.empty() && out.size() + other.size() <= kMaxTexts;
      if (known) out.insert(out.end(), other.begin(), other.end());
    }
    return known ? out : Texts{};
  }

  // The best that one branch requires: the one run of characters, or the texts of the one group, that is worth most.
  Texts branch(int depth) {
    Texts best;
    std::string run;
    const auto end_run = [&] {
      if (!run.empty()) prefer(best, {run});
      run.clear();
    };
    while (!failed_ && !at_end() && peek() != '|' && peek() != ')') {
      Piece piece = next(depth);
      const int least = quantifier();  // -1: exactly once
      if (failed_) break;
      // Without regard to case, these two have partners outside ASCII: the Kelvin sign and the long s.
      // Texts are compared in lower case by the index, whatever the expression says of case: that finds too much and
      // never too little. What is not ASCII is left out of runs, as its case is not that simple.
      const bool plain = piece.is_character && static_cast<unsigned char>(piece.character) < 0x80 &&
                         !(caseless_ && (to_lower(piece.character) == 'k' || to_lower(piece.character) == 's'));
      if (plain && least != 0) run += to_lower(piece.character);
      if (plain && least == -1) continue;
      end_run();
      if (least != 0 && !piece.is_character) prefer(best, std::move(piece.texts));
    }
    end_run();
    return best;
  }

  // What may be repeated ends the run behind it, since what follows need not stand right behind the first one.
  int quantifier() {
    int least = -1;
    if (take("*") || take("?"))
      least = 0;
    else if (take("+"))
      least = 1;
    else if (peek() == '{')
      least = counted();
    if (least >= 0 && (take("?") || take("+"))) return least;
    return least;
  }

  // {n}, {n,}, {n,m}. Other braces are characters, which is not looked into.
  // Only whether it can be left out counts, and not how often it must come.
  int counted() {
    const std::size_t close = text_.find('}', at_);
    if (close == std::string_view::npos) return fail(), 0;
    const std::string_view inside = text_.substr(at_ + 1, close - at_ - 1);
    const std::size_t comma = inside.find(',');
    const std::string_view least = inside.substr(0, comma);
    const std::string_view most = comma == std::string_view::npos ? "" : inside.substr(comma + 1);
    const auto digits = [](std::string_view s) { return std::all_of(s.begin(), s.end(), is_digit); };
    if (least.empty() || !digits(least) || !digits(most)) return fail(), 0;
    at_ = close + 1;
    return least.find_first_not_of('0') == std::string_view::npos ? 0 : 1;
  }

  // A quantifier where a piece should begin belongs to nothing that was read, so it makes this give up.
  Piece next(int depth) {
    const char c = text_[at_++];
    switch (c) {
      case '\\':
        return escape();
      case '[':
        return set();
      case '(':
        return group(depth);
      case '.':
      case '^':
      case '$':
        return {};
      case '*':
      case '+':
      case '?':
      case '{':
        return fail();
      default:
        return {c, true, {}};
    }
  }

  // What comes behind a backslash. A letter or a digit that is not listed here may be anything, such as a reference to
  // a group, and makes this give up; any other character stands for itself.
  Piece escape() {
    if (at_end()) return fail();
    const char c = text_[at_++];
    if (!is_alnum(c)) return {c, true, {}};
    // Classes and assertions: a character that can be several, or none at all.
    constexpr std::string_view kSayNothing = "dDwWsSbBAZzGhHvVRX";
    constexpr std::string_view kControls = "ntrfea", kControlCodes = "\n\t\r\f\x1b\a";
    if (kSayNothing.find(c) != std::string_view::npos) return {};
    const std::size_t control = kControls.find(c);
    if (control != std::string_view::npos) return {kControlCodes[control], true, {}};
    if ((c != 'p' && c != 'P') || at_end()) return fail();
    if (peek() != '{') {
      ++at_;
      return {};
    }
    const std::size_t close = text_.find('}', at_);
    if (close == std::string_view::npos) return fail();
    at_ = close + 1;
    return {};
  }

  // [...]: one character in it is that character, as in "[.]".
  // A bracket that closes is a character when it comes first. A range counts as several characters by its three parts,
  // and a negated set says nothing.
  Piece set() {
    const bool negated = take("^");
    std::size_t count = 0;
    Piece only;
    for (bool first = true; !at_end(); first = false) {
      const char c = text_[at_++];
      if (c == ']' && !first) return !negated && count == 1 ? only : Piece{};
      ++count;
      only = {c, true, {}};
      if (c == '[' && (peek() == ':' || peek() == '.' || peek() == '=')) {
        // A class such as [:alpha:] inside of a set.
        const std::size_t close = text_.find(std::string{peek(), ']'}, at_ + 1);
        if (close == std::string_view::npos) return fail();
        at_ = close + 2;
        only = {};
      } else if (c == '\\') {
        if (at_end() || peek() == 'Q' || peek() == 'E' || peek() == 'c') return fail();
        only = is_alnum(peek()) ? Piece{} : Piece{peek(), true, {}};
        ++at_;
      }
    }
    return fail();
  }

  // What is looked ahead for is not taken from the text, and in a negative one it must not stand there: neither says
  // what has to be in it.
  Piece group(int depth) {
    bool counts = true;  // what is in it must stand in the text
    if (peek() == '*') return fail();
    if (take("?")) {
      if (take("=") || take("!") || take("<=") || take("<!")) {
        counts = false;
      } else if (take("P<") || take("<") || take("'")) {
        // The name of a group says nothing of the text.
        const char end = text_[at_ - 1] == '<' ? '>' : '\'';
        while (!at_end() && peek() != end) ++at_;
        if (!take({&end, 1})) return fail();
      } else if (!take(":") && !take(">") && !take("|")) {
        // Options in the middle of an expression. Those that change what can match are known here; any other makes
        // this give up.
        while (std::string_view("imsnUJ^-").find(peek()) != std::string_view::npos && !at_end()) {
          caseless_ = caseless_ || peek() == 'i';  // and stays so: on the safe side
          ++at_;
        }
        if (take(")")) return {};
        if (!take(":")) return fail();
      }
    }
    Piece out;
    out.texts = alternatives(depth + 1);
    if (!take(")")) return fail();
    if (!counts) out.texts.clear();
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool caseless_ = false;
  bool failed_ = false;
};

}  // namespace

// The longest piece between two wildcards; it must stand in the value as it is.
// In lower case, as the index has its texts. A LIKE of wildcards alone, or with short pieces only, requires nothing
// that could be looked up.
std::vector<std::string> required_by_like(std::string_view wildcard) {
  std::string best, run;
  for (const char c : wildcard) {
    if (c != '%' && c != '_') {
      run += to_lower(c);
      continue;
    }
    if (run.size() > best.size()) best = run;
    run.clear();
  }
  if (run.size() > best.size()) best = run;
  if (best.size() < kMinRequired) return {};
  return {best};
}

std::vector<std::string> required_by_regex(std::string_view expression) { return Reader(expression).read(); }

}  // namespace parley::pattern
