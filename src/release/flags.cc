// Handling words are looked for in a folded copy of the text: lower case (Latin, Cyrillic), full-width letters as plain
// ones, no invisible characters, every run of spaces, hyphens and underscores one space. So "Do-not\nSHARE" is found as
// "do not share". The traces are looked for in the text as it stands, word by word.
#include "release/flags.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/uuid.h"
#include "release/escapes.h"
#include "release/fold.h"
#include "release/handling.h"

namespace parley::release {
namespace {

// Phrases in folded form. `stem`: whatever letters follow.
struct Phrase {
  std::string_view text;
  bool stem = false;
};
// What people write when they mean "not for others", in the languages of those who write to each other here.
// A phrase too many costs a person a look; one that is missing costs a release that nobody looked at. Levels
// of TLP are not among them (written_level()).
constexpr Phrase kPhrases[] = {
    {"confidential", true},
    {"secret"},
    {"do not share"},
    {"don't share"},
    {"not to be shared"},
    {"do not distribute"},
    {"do not forward"},
    {"do not disseminate"},
    {"do not release"},
    {"do not publish"},
    {"do not disclose"},
    {"do not cite"},
    {"not for release"},
    {"not for distribution"},
    {"not for publication"},
    {"not for sharing"},
    {"not releasable"},
    {"internal only"},
    {"internal use"},
    {"official use only"},
    {"official sensitive"},
    {"fouo"},
    {"noforn"},
    {"orcon"},
    {"eyes only"},
    {"classified"},
    {"restricted"},
    {"need to know"},
    {"off the record"},
    {"under embargo"},
    {"embargoed"},
    {"limited distribution"},
    {"chatham house"},
    {"proprietary"},
    {"vertraulich", true},
    {"geheim", true},
    {"verschlusssache"},
    {"dienstgebrauch"},
    {"vs nfd"},
    {"nicht weitergeben"},
    {"nicht weiterleiten"},
    {"nur intern"},
    {"confidentiel", true},
    {"diffusion restreinte"},
    {"ne pas diffuser"},
    {"ne pas partager"},
    {"ne pas transmettre"},
    {"confidencial", true},
    {"secreto"},
    {"no compartir"},
    {"no difundir"},
    {"reservado"},
    {"riservato"},
    {"segreto"},
    {"poufne"},
    {"tajne"},
    {"секрет", true},
    {"конфиденциальн", true},
    {"служебного пользования"},
    {"не распространять"},
    {"дсп"},
    {"таємн", true},
    {"конфіденційн", true},
    {"не поширювати"},
    {"机密"},
    {"绝密"},
    {"秘密"},
    {"機密"},
    {"極秘"},
    {"سري"},
};

// Bytes beyond ASCII count as letters: they belong to words of other alphabets.
bool is_letter(unsigned char c) { return (c >= 'a' && c <= 'z') || c >= 0x80; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Latin-1, Cyrillic and full-width forms only, and the curly apostrophe: what the phrases are written in. Whatever else
// looks alike is not folded here, as a flag shows the words as they stand.
char32_t lower(char32_t c) {
  if (c >= 'A' && c <= 'Z') return c + 0x20;
  if (c >= 0xFF01 && c <= 0xFF5E) return lower(c - 0xFEE0);
  if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x410 && c <= 0x42F)) return c + 0x20;
  if (c >= 0x400 && c <= 0x40F) return c + 0x50;
  if (c == 0x2019) return '\'';
  return c;
}

// The folded text, and for each of its bytes where it came from.
// A flag shows the words as they stand and not as they were folded, so the way back must be known.
struct Folded {
  std::string text;
  std::vector<std::uint32_t> from;
};

// One byte in, any number out, so each byte of the folded text remembers where it began.
void fold(std::string_view text, Folded& out) {
  out.text.clear();
  out.from.clear();
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = static_cast<std::uint32_t>(at);
    const char32_t point = next_point(text, at);
    if (is_invisible(point)) continue;
    if (is_gap(point)) {
      if (!out.text.empty() && out.text.back() == ' ') continue;
      out.text += ' ';
    } else {
      append_point(out.text, lower(point));
    }
    out.from.resize(out.text.size(), begin);
  }
}

// Which phrases begin with a byte.
// A preview looks at every text of thousands of objects; this way most bytes are passed by after one look.
const std::array<std::vector<Phrase>, 256>& phrases_by_first_byte() {
  static const auto table = [] {
    std::array<std::vector<Phrase>, 256> by_byte;
    for (const Phrase& phrase : kPhrases) by_byte[static_cast<unsigned char>(phrase.text[0])].push_back(phrase);
    return by_byte;
  }();
  return table;
}

class Finder {
 public:
  // What is hidden is looked for in a text as it stands only: behind an escape it can be seen.
  Finder(std::string_view text, const FlagOptions& options, bool as_it_stands)
      : text_(text),
        options_(options),
        marked_(options.marked.value_or(stix::Tlp::clear)),
        as_it_stands_(as_it_stands) {}

  std::vector<Flag> run() {
    // Nothing in a text can ask for more than TLP:RED.
    if (marked_ != stix::Tlp::red) handling();
    for (const std::string& name : options_.withheld_names) withheld(name);
    words();
    if (as_it_stands_) hidden();
    return std::move(flags_);
  }

 private:
  // Each once: a text that says "confidential" ten times is looked at once.
  void add(Concern concern, std::string_view words) {
    Flag flag{concern, std::string(words)};
    if (std::find(flags_.begin(), flags_.end(), flag) == flags_.end()) flags_.push_back(std::move(flag));
  }

  void hidden() {
    for (std::size_t at = 0; at < text_.size();) {
      const char32_t point = next_point(text_, at);
      const bool control =
          (point < 0x20 && point != '\t' && point != '\n' && point != '\r') || (point >= 0x7F && point < 0xA0);
      const bool joiner = point == 0x200C || point == 0x200D;  // Persian and emoji need them
      if (control || (is_invisible(point) && !joiner))
        add(Concern::hidden, fmt::format("U+{:04X}", static_cast<std::uint32_t>(point)));
    }
  }

  // A word counts where it begins a word; in writings without spaces between words it counts anywhere.
  void handling() {
    thread_local Folded folded;
    fold(text_, folded);
    const std::string_view all = folded.text;
    const auto add_folded = [&](std::size_t from, std::size_t size) {
      const std::size_t begin = folded.from[from],
                        end = from + size < all.size() ? folded.from[from + size] : text_.size();
      add(Concern::handling, text_.substr(begin, end - begin));
    };
    const auto& table = phrases_by_first_byte();
    for (std::size_t at = 0; at < all.size(); ++at) {
      const auto byte = static_cast<unsigned char>(all[at]);
      // In the middle of a character: no phrase begins here.
      if ((byte & 0xC0) == 0x80) continue;
      const bool ideograph = byte >= 0xE3;  // no spaces between words
      if (!ideograph && at > 0 && (is_letter(static_cast<unsigned char>(all[at - 1])) || is_digit(all[at - 1])))
        continue;
      if (byte == 't') {
        // A level that is written in the text counts only when it is stricter than the marking: the text then asks for
        // more than the object says.
        const auto written = written_level(all.substr(at));
        if (written && written->level > marked_) add_folded(at, written->bytes);
      }
      // What is marked so strictly leaves with a second person's consent, and such phrases are what it is
      // about.
      if (marked_ >= stix::Tlp::amber_strict) continue;
      for (const Phrase& phrase : table[byte]) {
        const std::size_t end = at + phrase.text.size();
        if (all.compare(at, phrase.text.size(), phrase.text) != 0) continue;
        // A word must end where the phrase ends, except for stems, which take any ending, and writings without spaces.
        if (!phrase.stem && !ideograph && end < all.size() && is_letter(static_cast<unsigned char>(all[end]))) continue;
        add_folded(at, phrase.text.size());
      }
    }
  }

  // Anywhere in the text, also inside of a word: who is behind a pseudonym must not be given away by a
  // genitive.
  void withheld(std::string_view name) {
    Folded all, wanted;
    fold(text_, all);
    fold(name, wanted);
    if (wanted.text.empty()) return;
    for (std::size_t at = 0; (at = all.text.find(wanted.text, at)) != std::string::npos; at += wanted.text.size()) {
      const std::size_t begin = all.from[at], after = at + wanted.text.size(),
                        end = after < all.text.size() ? all.from[after] : text_.size();
      add(Concern::withheld, text_.substr(begin, end - begin));
    }
  }

  // Goes through what stands between spaces and brackets.
  void words() {
    constexpr std::string_view kBetween = " \t\r\n\"'<>()[]{},;|=";
    for (std::size_t at = text_.find_first_not_of(kBetween); at != std::string_view::npos;) {
      const std::size_t end = std::min(text_.find_first_of(kBetween, at), text_.size());
      word(text_.substr(at, end - at));
      at = text_.find_first_not_of(kBetween, end);
    }
  }

  // An address has something in front of the at sign and a dot behind it; that is loose, and meant to be.
  void word(std::string_view word) {
    // Shorter than any address, name or folder could be.
    if (word.size() < 4) return;
    const std::size_t at = word.find('@');
    if (at != std::string_view::npos && at > 0 && word.find('.', at) != std::string_view::npos) {
      if (options_.emails) add(Concern::email, without_sentence_end(word));
    }
    // The whole word, before it is cut at characters that a path has and a name has not.
    folders(word);
    for (std::size_t begin = 0; begin < word.size();) {
      std::size_t end = begin;
      while (end < word.size() && is_name_character(word[end])) ++end;
      if (end > begin) name(word.substr(begin, end - begin), begin >= 2 && word.substr(begin - 2, 2) == "\\\\");
      begin = end + 1;
    }
  }

  static bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '.' || c == '-' || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
  }
  static std::string_view without_sentence_end(std::string_view word) {
    while (!word.empty() && (word.back() == '.' || word.back() == ':' || word.back() == '!' || word.back() == '?'))
      word.remove_suffix(1);
    return word;
  }

  // A UUID, a machine behind two backslashes (as in a UNC path), a private address, an internal name.
  void name(std::string_view text, bool after_two_backslashes) {
    text = without_sentence_end(text);
    if (text.size() == 36 && is_uuid(text)) return add(Concern::identifier, text);
    if (after_two_backslashes && text.size() > 1) return add(Concern::host, text);
    // A single word may be anything; only with a dot does it look like an address or a name of the network.
    if (text.find('.') == std::string_view::npos) return;
    if (is_digit(text[0]) && is_private_address(text)) return add(Concern::address, text);
    if (is_internal_host(text)) add(Concern::host, text);
  }

  // Names that are reserved for, or customary in, networks that nobody outside can reach (RFC 6762 for
  // .local, RFC 8375 for .home.arpa), and our own domains with what is below them.
  bool is_internal_host(std::string_view host) const {
    static constexpr std::string_view kSuffixes[] = {".local", ".internal",    ".intranet", ".corp",  ".lan",
                                                     ".home",  ".localdomain", ".private",  ".intra", ".home.arpa"};
    std::string folded(host);
    std::transform(folded.begin(), folded.end(), folded.begin(),
                   [](char c) { return static_cast<char>(lower(static_cast<unsigned char>(c))); });
    const auto ends = [&](std::string_view suffix) {
      return folded.size() > suffix.size() && folded.ends_with(suffix);
    };
    if (std::any_of(std::begin(kSuffixes), std::end(kSuffixes), ends)) return true;
    return std::any_of(options_.internal_domains.begin(), options_.internal_domains.end(),
                       [&](const std::string& domain) {
                         return folded == domain || (ends(domain) && folded[folded.size() - domain.size() - 1] == '.');
                       });
  }

  // RFC 1918, link-local (RFC 3927) and shared address space (RFC 6598), in dotted form. IPv6 is not looked
  // for.
  static bool is_private_address(std::string_view text) {
    std::array<int, 4> part{};
    const char* at = text.data();
    const char* const end = at + text.size();
    for (std::size_t i = 0; i < 4; ++i) {
      const auto read = std::from_chars(at, end, part[i]);
      if (read.ec != std::errc() || part[i] > 255 || (i < 3 && (read.ptr == end || *read.ptr != '.'))) return false;
      at = i < 3 ? read.ptr + 1 : read.ptr;
    }
    if (at != end) return false;
    return part[0] == 10 || (part[0] == 172 && part[1] >= 16 && part[1] < 32) || (part[0] == 192 && part[1] == 168) ||
           (part[0] == 169 && part[1] == 254) || (part[0] == 100 && part[1] >= 64 && part[1] < 128);
  }

  // The folder of a user says his name.
  void folders(std::string_view word) {
    for (const std::string_view root : {"/home/", "/Users/", "\\Users\\", "\\users\\", "/users/"}) {
      const std::size_t at = word.find(root);
      if (at != std::string_view::npos && at + root.size() < word.size()) return add(Concern::folder, word);
    }
  }

  std::string_view text_;
  const FlagOptions& options_;
  stix::Tlp marked_;
  bool as_it_stands_;
  std::vector<Flag> flags_;
};

}  // namespace

bool is_handling_phrase(std::string_view text) {
  thread_local Folded folded;
  fold(text, folded);
  std::string_view all = folded.text;
  while (!all.empty() && all.front() == ' ') all.remove_prefix(1);
  while (!all.empty() && all.back() == ' ') all.remove_suffix(1);
  // One word of a scale may be the word of something else ("secret scanning"); several words are not.
  const auto stands_in = [&](std::string_view phrase) {
    if (phrase.find(' ') == std::string_view::npos) return false;
    for (std::size_t at = all.find(phrase); at != std::string_view::npos; at = all.find(phrase, at + 1)) {
      const std::size_t end = at + phrase.size();
      if ((at == 0 || all[at - 1] == ' ') && (end == all.size() || all[end] == ' ')) return true;
    }
    return false;
  };
  return std::any_of(std::begin(kPhrases), std::end(kPhrases),
                     [&](const Phrase& one) { return one.text == all || stands_in(one.text); });
}

std::string_view to_string(Concern concern) {
  switch (concern) {
    case Concern::handling:
      return "handling";
    case Concern::email:
      return "email";
    case Concern::host:
      return "host";
    case Concern::address:
      return "address";
    case Concern::folder:
      return "folder";
    case Concern::identifier:
      return "identifier";
    case Concern::withheld:
      return "withheld";
    case Concern::hidden:
      return "hidden";
  }
  return "";
}

// In the order of the concerns, and within one in the order in which they were found.
std::vector<Flag> flags_in(std::string_view text, const FlagOptions& options) {
  std::vector<Flag> flags = Finder(text, options, true).run();
  for (const std::string& reading : behind_escapes(text).readings)
    for (Flag& flag : Finder(reading, options, false).run())
      if (std::find(flags.begin(), flags.end(), flag) == flags.end()) flags.push_back(std::move(flag));
  std::stable_sort(flags.begin(), flags.end(), [](const Flag& a, const Flag& b) { return a.concern < b.concern; });
  return flags;
}

}  // namespace parley::release
