// Lists have no standard. What is recognised here is what published block lists and feeds really
// look like, tried from the most particular form to the most general one, because a general one
// would find a value in nearly any line and often the wrong one: the address that a hosts file
// sends names to, the name of a rule's exception.
//
// A line in which nothing is found is told and never guessed at.
#include "watch/list.h"

#include <algorithm>
#include <array>
#include <bit>
#include <span>
#include <string>
#include <vector>

#include "pattern/address.h"
#include "watch/blanks.h"
#include "watch/reader.h"

namespace parley::watch {
namespace {

constexpr std::size_t kMostOfADate = 7;     // words in front of a value: "Sun Nov 22 08:24:53 UTC 2026"
constexpr std::size_t kMaxClosedUp = 4096;  // bytes; what is done to them costs their square

bool is_blank(char c) { return static_cast<unsigned char>(c) <= ' '; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool same(std::string_view a, std::string_view lower) {
  return a.size() == lower.size() && std::equal(a.begin(), a.end(), lower.begin(), [](char x, char y) {
           return (x >= 'A' && x <= 'Z' ? static_cast<char>(x + 32) : x) == y;
         });
}

// Up to the remark that stands behind a value: "#", ";" or "//" after a blank.
std::string_view without_remark(std::string_view line) {
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (!is_blank(line[i - 1])) continue;
    if (line[i] == '#' || line[i] == ';' || line.substr(i, 2) == "//") return without_blanks(line.substr(0, i));
  }
  return line;
}

bool is_remark(std::string_view line) {
  if (line.empty()) return true;
  if (line.front() == '#' || line.front() == ';' || line.front() == '!' || line.front() == '$') return true;
  if (line.starts_with("//") || line.starts_with("/*") || line.starts_with("--") || line.starts_with("[Adblock"))
    return true;
  // What a zone says of itself: "@ IN SOA ...", and the numbers of its SOA in lines of their own.
  if (line.starts_with("@ ") || line.starts_with("@\t")) return true;
  // The frame of saved rules of a firewall: "*filter", ":INPUT ACCEPT [0:0]", "COMMIT".
  if (line == "COMMIT" || (line.front() == '*' && line.find('.') == line.npos) ||
      (line.front() == ':' && line.back() == ']'))
    return true;
  // No number of a SOA has twelve digits; a MAC address that somebody wrote so has.
  constexpr std::ptrdiff_t kMacDigits = 12;
  return std::all_of(line.begin(), line.end(), [](char c) { return is_digit(c) || is_blank(c) || c == ')'; }) &&
         std::count_if(line.begin(), line.end(), is_digit) != kMacDigits;
}

// At most 64, so that a line of a megabyte costs no more than it must; a quoted text is one.
std::vector<std::string_view> tokens_of(std::string_view line, std::string_view separators) {
  std::vector<std::string_view> out;
  for (std::size_t from = 0; from < line.size() && out.size() < 64;) {
    const std::size_t begin = line.find_first_not_of(separators, from);
    if (begin == std::string_view::npos) break;
    std::size_t end = line.find_first_of(separators, begin);
    if (line[begin] == '"' || line[begin] == '\'')
      if (const std::size_t close = line.find(line[begin], begin + 1); close != std::string_view::npos) end = close + 1;
    end = std::min(end, line.size());
    out.push_back(line.substr(begin, end - begin));
    from = end;
  }
  return out;
}

// Whether it was a value: Role::any takes nothing else (values.cc).
bool add(Record& out, std::string_view value) {
  const std::size_t before = out.fields.size();
  out.add(Role::any, value);
  return out.fields.size() > before;
}

// "evil [.] example" -> "evil[.]example"
std::string_view closed_up(std::string_view line, Record& out) {
  constexpr std::string_view kMarks[] = {"[.]", "(.)", "[dot]", "(dot)", "[at]", "(at)", "[@]"};
  const auto has = [&](std::string_view mark) { return line.find(mark) != std::string_view::npos; };
  if (line.size() > kMaxClosedUp || std::none_of(std::begin(kMarks), std::end(kMarks), has)) return line;
  std::string& text = out.scratch();
  text = line;
  for (const std::string_view mark : kMarks)
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + mark.size())) {
      while (at + mark.size() < text.size() && text[at + mark.size()] == ' ') text.erase(at + mark.size(), 1);
      while (at > 0 && text[at - 1] == ' ') text.erase(--at, 1);
    }
  return text;
}

// Where lists that block names send them; such an address is never what a list is about.
bool is_sink(std::string_view address) {
  constexpr std::string_view kSinks[] = {"0.0.0.0", "::", "::1", "0:0:0:0:0:0:0:0", "0:0:0:0:0:0:0:1"};
  return address.starts_with("127.") || std::find(std::begin(kSinks), std::end(kSinks), address) != std::end(kSinks);
}

// "0.0.0.0 name", "127.0.0.1 name name": where a hosts file sends names that nobody shall reach.
std::optional<ListLine> hosts(const std::vector<std::string_view>& tokens, Record& out) {
  if (tokens.size() < 2 || !address_shape(tokens[0])) return std::nullopt;
  const bool sink = is_sink(tokens[0]);
  const auto is_name = [](std::string_view token) {
    return shape_of(token) == Shape::domain || same(token, "localhost") || same(token, "broadcasthost") ||
           token.find('.') == std::string_view::npos;
  };
  if (!std::all_of(tokens.begin() + 1, tokens.end(), is_name)) return std::nullopt;
  if (!sink) {
    // A table of addresses and names, unless words follow.
    if (!std::all_of(tokens.begin() + 1, tokens.end(),
                     [](std::string_view token) { return shape_of(token) == Shape::domain; }))
      return std::nullopt;
    add(out, tokens[0]);
  }
  bool any = !sink;
  for (std::size_t i = 1; i < tokens.size(); ++i)
    if (!same(tokens[i], "localhost.localdomain") && shape_of(tokens[i]) == Shape::domain)
      any = add(out, tokens[i]) || any;
  return any ? ListLine::value : ListLine::remark;
}

// "||name^", "||name/path^", "|http://name/path|"; what comes behind "^" and "$" are conditions.
std::optional<ListLine> adblock(std::string_view line, Record& out) {
  if (line.starts_with("@@")) return ListLine::nothing;  // what shall be let through
  if (line.find("##") != std::string_view::npos || line.find("#@#") != std::string_view::npos)
    return ListLine::nothing;  // what shall be hidden in a page
  if (line.front() != '|') return std::nullopt;
  line.remove_prefix(line.starts_with("||") ? 2 : 1);
  line = line.substr(0, line.find_first_of("^$|*"));
  return add(out, line) ? ListLine::value : ListLine::nothing;
}

// dnsmasq: "address=/name/name/0.0.0.0", "server=/name/"; Unbound: "local-zone: \"name\" always_nxdomain".
std::optional<ListLine> resolver(std::string_view line, Record& out) {
  for (const std::string_view key : {"address=/", "server=/", "local=/", "ipset=/", "nftset=/", "bogus-nxdomain="}) {
    if (!line.starts_with(key)) continue;
    std::string_view rest = line.substr(key.size());
    bool any = false;
    if (key.back() != '/') return add(out, rest) ? ListLine::value : ListLine::nothing;
    while (true) {
      const std::size_t slash = rest.find('/');
      if (slash == std::string_view::npos) break;  // behind the last one stands where they are sent
      any = add(out, rest.substr(0, slash)) || any;
      rest.remove_prefix(slash + 1);
    }
    return any ? ListLine::value : ListLine::nothing;
  }
  for (const std::string_view key : {"local-zone:", "local-data:"}) {
    if (!line.starts_with(key)) continue;
    const auto tokens = tokens_of(line.substr(key.size()), " \t\"'");
    return !tokens.empty() && add(out, tokens[0]) ? ListLine::value : ListLine::nothing;
  }
  return std::nullopt;
}

// "24.0.2.0.192.rpz-ip": the block 192.0.2.0/24, "128.1.zz.db8.2001.rpz-ip": 2001:db8::1; "zz" is "::".
// The owner names of a response policy zone have addresses backwards, with the length of the prefix
// in front.
bool policy_address(std::string_view owner, Record& out) {
  const std::size_t suffix = owner.find(".rpz-");
  if (suffix == std::string_view::npos) return false;
  const auto labels = tokens_of(owner.substr(0, suffix), ".");
  if (labels.size() < 3) return false;
  const bool v4 = labels.size() == 5 && std::all_of(labels.begin(), labels.end(), [](std::string_view label) {
                    return std::all_of(label.begin(), label.end(), is_digit);
                  });
  std::string& text = out.scratch();
  for (std::size_t i = labels.size() - 1; i > 0; --i) {
    const bool gap = labels[i] == "zz";
    if (!text.empty() && !text.ends_with(':') && !gap) text += v4 ? '.' : ':';
    text += gap ? std::string_view("::") : labels[i];
  }
  text.append("/").append(labels[0]);
  const auto block = pattern::AddressBlock::parse(text);
  if (!block) return false;
  text = block->to_string();
  return add(out, text);
}

// A response policy zone: "name CNAME .", "*.name IN CNAME .", "32.5.113.0.203.rpz-ip CNAME .".
std::optional<ListLine> policy_zone(const std::vector<std::string_view>& tokens, Record& out) {
  if (tokens.empty()) return std::nullopt;
  if (same(tokens[0], "ns") || same(tokens[0], "in") || same(tokens[0], "soa")) return ListLine::remark;
  std::size_t type = 1;
  while (type < tokens.size() &&
         (same(tokens[type], "in") || std::all_of(tokens[type].begin(), tokens[type].end(), is_digit)))
    ++type;
  if (type + 1 >= tokens.size()) return std::nullopt;
  constexpr std::array<std::string_view, 6> kTypes = {"cname", "a", "aaaa", "txt", "ns", "soa"};
  const auto known = [&](std::string_view name) { return same(tokens[type], name); };
  if (std::none_of(kTypes.begin(), kTypes.end(), known)) return std::nullopt;
  if (same(tokens[type], "ns") || same(tokens[type], "soa")) return ListLine::remark;
  // An exception of the zone: what it names is let through.
  if (tokens[type + 1].starts_with("rpz-passthru")) return ListLine::nothing;
  if (policy_address(tokens[0], out)) return ListLine::value;
  return add(out, tokens[0]) ? ListLine::value : ListLine::nothing;
}

// "SHA256 (name) = HASH", "sha256:HASH", "MD5=HASH".
bool named_hash(std::string_view line, Record& out) {
  const std::size_t mark = line.find_last_of("=:");
  if (mark == std::string_view::npos) return false;
  const std::string_view value = without_blanks(line.substr(mark + 1));
  const auto shape = shape_of(value);
  return shape && *shape >= Shape::md5 && add(out, value);
}

// Lists that were copied from documents: a hyphen, an asterisk, a bullet, a number with a dot.
bool is_bullet(std::string_view token) {
  if (token == "-" || token == "*" || token == "+" || token == "\xE2\x80\xA2") return true;
  return token.size() <= 5 && (token.back() == '.' || token.back() == ')') &&
         std::all_of(token.begin(), token.end() - 1, is_digit);
}

// "2026-11-22", "08:24:53Z", "2026-11-22T08:24:53+00:00", "22/11/2026", "[22/Nov/2026", "Nov", "22", "UTC": what stands
// in front of a value to say when.
bool is_of_a_date(std::string_view token) {
  constexpr std::string_view kNames[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct",
                                         "nov", "dec", "mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  constexpr std::size_t kLongest = 35, kLongestName = 9;
  if (same(token, "utc") || same(token, "gmt")) return true;
  if (token.size() <= kLongestName && std::any_of(std::begin(kNames), std::end(kNames), [&](std::string_view name) {
        return same(token.substr(0, 3), name);
      }))
    return true;
  if (token.size() > kLongest || std::none_of(token.begin(), token.end(), is_digit)) return false;
  constexpr std::string_view kBetween = "-:/.,+TZtz[]";
  std::size_t letters = 0;
  for (const char c : token) {
    if (is_digit(c) || kBetween.find(c) != kBetween.npos) continue;
    if (++letters > 3) return false;  // of a month
  }
  return true;
}

// --- rules of firewalls

// Of two addresses behind one another the second may say how much of the first is meant: "255.255.255.0", or as Cisco
// has it, "0.0.0.255". The length of the prefix.
std::optional<int> mask_length(std::string_view text) {
  const auto parsed = address_shape(text) == Shape::ipv4 ? pattern::AddressBlock::parse(text) : std::nullopt;
  if (!parsed) return std::nullopt;
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < 4; ++i) bits = bits << 8 | parsed->bytes[i];
  const bool wildcard = (bits & 0x8000'0000u) == 0;
  if (wildcard) bits = ~bits;
  const int length = std::countl_one(bits);
  if (length == 0 || (length < 32 && (bits << length) != 0)) return std::nullopt;
  return length;
}

// What is shut out, and never what is let through.
enum class Rule : std::uint8_t { none, shuts_out, lets_through };
Rule rule_of(const std::vector<std::string_view>& tokens) {
  constexpr std::string_view kShut[] = {"deny", "block", "drop", "reject", "blackhole", "unreachable", "prohibit"};
  constexpr std::string_view kLet[] = {"allow", "accept", "permit", "pass"};
  const auto is_one = [](std::string_view token, std::span<const std::string_view> words) {
    while (!token.empty() && (token.back() == ';' || token.back() == ':')) token.remove_suffix(1);
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return same(token, word); });
  };
  const auto begins = [&](std::initializer_list<std::string_view> words) {
    return !tokens.empty() &&
           std::any_of(words.begin(), words.end(), [&](std::string_view word) { return same(tokens[0], word); });
  };
  // What it does stands first, or behind the program, the list and its number; in iptables behind "-j".
  const bool is_command = begins({"-a", "-i", "iptables", "ip6tables", "ipfw", "ufw", "nft", "ip", "route", "ipset",
                                  "add", "access-list", "set", "shun"});
  const std::size_t first = is_command ? tokens.size() : std::min<std::size_t>(tokens.size(), 2);
  for (std::size_t i = 0; i < first; ++i) {
    if (is_one(tokens[i], kLet)) return Rule::lets_through;
    if (is_one(tokens[i], kShut)) return Rule::shuts_out;
  }
  // Sets that have their use in their name only, and Cisco's "shun".
  return begins({"add", "ipset", "shun"}) ? Rule::shuts_out : Rule::none;
}

// "deny ip from 192.0.2.1 to any", "block 192.0.2.0/24", "-A INPUT -s 192.0.2.1 -j DROP",
// "access-list 101 deny ip 192.0.2.0 0.0.0.255 any", "deny 192.0.2.1;", "ufw deny from 192.0.2.1".
// Every address and name in it: of a rule with two ends nobody can tell which is the bad one.
std::optional<ListLine> firewall(const std::vector<std::string_view>& tokens, Record& out) {
  const Rule rule = rule_of(tokens);
  if (rule == Rule::none) return std::nullopt;
  if (rule == Rule::lets_through) return ListLine::nothing;
  constexpr std::string_view kAround = "{}();,";
  bool any = false;
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    std::string_view token = tokens[i];
    while (!token.empty() && kAround.find(token.front()) != kAround.npos) token.remove_prefix(1);
    while (!token.empty() && kAround.find(token.back()) != kAround.npos) token.remove_suffix(1);
    if (address_shape(token) == Shape::ipv4 && i + 1 < tokens.size()) {
      if (const auto length = mask_length(tokens[i + 1])) {
        std::string& block = out.scratch();
        block.append(token).append("/").append(std::to_string(*length));
        any = add(out, block) || any;
        ++i;
        continue;
      }
    }
    // Words of the rule have no dot and no colon in them.
    if (token.size() < 3 || is_sink(token) || token.find_first_of(".:") == token.npos || token.ends_with("/0"))
      continue;
    any = add(out, token) || any;
  }
  return any ? std::optional(ListLine::value) : std::nullopt;
}

bool columns(std::string_view line, Record& out) {
  for (const char separator : {',', ';', '\t', '|'}) {
    if (line.find(separator) == std::string_view::npos) continue;
    for (std::string_view cell : tokens_of(line, std::string_view(&separator, 1)))
      if (cell = without_blanks(cell); !cell.empty() && add(out, cell.substr(0, cell.find_first_of(" \t"))))
        return true;
  }
  return false;
}

}  // namespace

// The order is the meaning: see the head of this file.
ListLine read_list_line(std::string_view line, Record& out) {
  line = without_blanks(line);
  if (is_remark(line)) return ListLine::remark;
  // Before remarks are cut off: "##" means something in these lists.
  if (const auto found = adblock(line, out)) return *found;
  line = closed_up(without_remark(line), out);
  if (const auto found = resolver(line, out)) return *found;
  // A line that is one value, which most are, before any of the forms with several words.
  if (add(out, line)) return ListLine::value;
  const auto tokens = tokens_of(line, " \t");
  if (const auto found = hosts(tokens, out)) return *found;
  if (const auto found = firewall(tokens, out)) return *found;
  if (const auto found = policy_zone(tokens, out)) return *found;
  // What is left may be a line of prose or a table: its first word, a digest with its name, its
  // columns.
  const std::size_t first = !tokens.empty() && is_bullet(tokens[0]) ? 1 : 0;
  for (std::size_t i = first; i < std::min(tokens.size(), first + kMostOfADate); ++i) {
    if (add(out, tokens[i])) return ListLine::value;
    if (!is_of_a_date(tokens[i])) break;
  }
  if (named_hash(line, out) || columns(line, out)) return ListLine::value;
  return ListLine::nothing;
}

namespace {

class List final : public LogReader {
 public:
  Outcome read(std::string_view line, Record& out) override {
    switch (read_list_line(line, out)) {
      case ListLine::remark:
        return {};
      case ListLine::value:
        return {true, Problem::none};
      case ListLine::nothing:
        break;
    }
    out.clear();
    return {false, Problem::nothing_known};
  }
};

}  // namespace

std::unique_ptr<LogReader> make_list_reader() { return std::make_unique<List>(); }

}  // namespace parley::watch
