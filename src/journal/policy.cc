// The text form of C2SP tlog-policy. A group names what is defined above it and stands in one group itself at most, so
// what a quorum line names is a tree; it is kept as one.
#include "journal/policy.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace parley::journal {
namespace {

// A policy comes out of a proof file from anybody, so its size, its witnesses and its groups have
// limits. Groups are copied into the groups that they belong to, each into one at most.
constexpr std::size_t kMaxPolicyBytes = 1u << 20;
constexpr std::size_t kMaxWitnesses = 128, kMaxGroups = 128;

Error refused(std::string_view why) { return {Code::invalid_input, "policy: " + std::string(why)}; }

std::vector<std::string_view> split_words(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

bool same(const VerifierKey& a, const VerifierKey& b) { return a.hash == b.hash && a.name == b.name && a.key == b.key; }

bool is_among(const VerifierKey& key, std::span<const Verified> cosigned) {
  return std::any_of(cosigned.begin(), cosigned.end(), [&](const Verified& one) { return same(one.key, key); });
}

std::size_t count_met(const Quorum& quorum, std::span<const Verified> cosigned) {
  const auto witnesses = std::count_if(quorum.witnesses.begin(), quorum.witnesses.end(),
                                       [&](const VerifierKey& key) { return is_among(key, cosigned); });
  const auto groups = std::count_if(quorum.groups.begin(), quorum.groups.end(),
                                    [&](const Quorum& group) { return group.met_by(cosigned); });
  return static_cast<std::size_t>(witnesses + groups);
}

void add_keys(const Quorum& quorum, std::vector<VerifierKey>& out) {
  out.insert(out.end(), quorum.witnesses.begin(), quorum.witnesses.end());
  for (const Quorum& group : quorum.groups) add_keys(group, out);
}

std::string listed(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : ", ") + item;
  return "(" + out + ")";
}

class Reader {
 public:
  Result<Policy> read(std::string_view text);

 private:
  using Words = std::span<const std::string_view>;
  Status read_line(Words words);
  Status read_log(Words words);
  Status read_witness(Words words);
  Status read_group(Words words);
  Status read_quorum(Words words);
  Status define(std::string_view name, Quorum rule, bool is_group);

  struct Named {
    Quorum rule;  // of a witness: itself
    bool is_group = false;
  };
  std::optional<VerifierKey> log_;
  std::vector<VerifierKey> witnesses_;
  std::map<std::string, Named, std::less<>> names_;
  std::set<std::string, std::less<>> members_;  // of any group
  std::size_t groups_ = 0;
  std::optional<std::string> quorum_;
};

// Witnesses and groups share their names: a quorum line names either.
Status Reader::define(std::string_view name, Quorum rule, bool is_group) {
  if (name == "none") return refused("the name \"none\" has a meaning of its own");
  if (!names_.emplace(std::string(name), Named{std::move(rule), is_group}).second)
    return refused("the name " + std::string(name) + " is defined twice");
  return {};
}

// The URL is where a client would fetch from; nothing is fetched here.
Status Reader::read_log(Words words) {
  if (words.size() < 2 || words.size() > 3) return refused("a log line is: log VKEY [URL]");
  PARLEY_TRY(VerifierKey key, VerifierKey::parse(words[1]));
  if (key.type != SignatureType::ed25519) return refused("the key of " + key.name + " is not one of a log");
  if (log_) return Error{Code::unsupported, "policy: more than one log"};
  log_ = std::move(key);
  return {};
}

Status Reader::read_witness(Words words) {
  if (words.size() < 3 || words.size() > 4) return refused("a witness line is: witness NAME VKEY [URL]");
  PARLEY_TRY(VerifierKey key, VerifierKey::parse(words[2]));
  if (key.type != SignatureType::cosignature_v1) return refused("the key of " + key.name + " is not one of a witness");
  // One key under two names would let one witness count twice.
  if (std::any_of(witnesses_.begin(), witnesses_.end(), [&](const VerifierKey& one) { return one.key == key.key; }))
    return refused("the key of " + key.name + " is listed twice");
  if (witnesses_.size() == kMaxWitnesses) return Error{Code::too_large, "policy: more than 128 witnesses"};
  witnesses_.push_back(key);
  return define(words[1], {.threshold = 1, .witnesses = {std::move(key)}, .groups = {}}, false);
}

Status Reader::read_group(Words words) {
  if (words.size() < 4) return refused("a group line is: group NAME all|any|NUMBER NAME...");
  if (++groups_ > kMaxGroups) return Error{Code::too_large, "policy: more than 128 groups"};
  Quorum group;
  const Words members = words.subspan(3);
  for (const std::string_view name : members) {
    const auto member = names_.find(name);
    if (member == names_.end()) return refused(std::string(name) + " is not defined above its use");
    // Of all groups together, not of this one only: a witness in two groups could meet a threshold
    // over both by itself.
    if (!members_.emplace(name).second) return refused(std::string(name) + " is a member twice");
    if (member->second.is_group)
      group.groups.push_back(member->second.rule);
    else
      group.witnesses.push_back(member->second.rule.witnesses.front());
  }
  const std::string_view threshold = words[2];
  if (threshold == "all")
    group.threshold = members.size();
  else if (threshold == "any")
    group.threshold = 1;
  else {
    const auto [end, error] = std::from_chars(threshold.data(), threshold.data() + threshold.size(), group.threshold);
    if (error != std::errc{} || end != threshold.data() + threshold.size() || group.threshold < 1 ||
        group.threshold > members.size())
      return refused("the threshold of " + std::string(words[1]) + " is not between 1 and the number of its members");
  }
  return define(words[1], std::move(group), true);
}

Status Reader::read_quorum(Words words) {
  if (words.size() != 2) return refused("a quorum line is: quorum NAME");
  if (quorum_) return refused("more than one quorum line");
  if (words[1] != "none" && !names_.contains(words[1]))
    return refused(std::string(words[1]) + " is not defined above its use");
  quorum_ = words[1];
  return {};
}

Status Reader::read_line(Words words) {
  if (words[0] == "log") return read_log(words);
  if (words[0] == "witness") return read_witness(words);
  if (words[0] == "group") return read_group(words);
  if (words[0] == "quorum") return read_quorum(words);
  return refused("a line begins with log, witness, group or quorum, not with " + std::string(words[0].substr(0, 40)));
}

// Line by line, in the order in which they stand: a name must be defined above its use, which also
// rules out groups that contain themselves.
Result<Policy> Reader::read(std::string_view text) {
  if (text.size() > kMaxPolicyBytes) return Error{Code::too_large, "a policy of more than 1 MB"};
  const auto bad = std::find_if(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n') || byte == 0x7f;
  });
  if (bad != text.end()) return refused("a control character");
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const auto words = split_words(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (words.empty() || words[0].starts_with('#')) continue;
    PARLEY_TRY_STATUS(read_line(words).in("line " + std::to_string(number)));
  }
  if (!log_) return refused("it names no log");
  if (!quorum_) return refused("it has no quorum line");
  Policy out{.log = std::move(*log_), .quorum = {}, .others = {}};
  if (*quorum_ != "none") out.quorum = std::move(names_.find(*quorum_)->second.rule);
  // Witnesses outside the quorum are kept: their wrong signatures are errors all the same.
  const std::vector<VerifierKey> counted = out.quorum.keys();
  for (VerifierKey& key : witnesses_)
    if (std::none_of(counted.begin(), counted.end(), [&](const VerifierKey& one) { return same(one, key); }))
      out.others.push_back(std::move(key));
  return out;
}

// Writes the lines of one policy: of a group first its members', then its own.
class Writer {
 public:
  std::string witness(const VerifierKey& key) {
    std::string name = "w" + std::to_string(++witnesses_);
    lines_ += "witness " + name + " " + key.to_string() + "\n";
    return name;
  }
  std::string group(const Quorum& rule) {
    std::string members;
    for (const VerifierKey& key : rule.witnesses) members += " " + witness(key);
    for (const Quorum& one : rule.groups) members += " " + group(one);
    std::string name = "g" + std::to_string(++groups_);
    lines_ += "group " + name + " " + std::to_string(rule.threshold) + members + "\n";
    return name;
  }
  const std::string& lines() const { return lines_; }

 private:
  std::string lines_;
  int witnesses_ = 0, groups_ = 0;
};

}  // namespace

// Everybody who is named must have cosigned. A group that asks for nobody is always met, so it is
// left out; the text form has no way to write it.
Quorum Quorum::all_of(std::vector<VerifierKey> witnesses, std::vector<Quorum> groups) {
  std::erase_if(groups, [](const Quorum& one) { return one.threshold == 0; });  // nobody is asked for in it
  Quorum out{
      .threshold = witnesses.size() + groups.size(), .witnesses = std::move(witnesses), .groups = std::move(groups)};
  return out;
}

bool Quorum::met_by(std::span<const Verified> cosigned) const { return count_met(*this, cosigned) >= threshold; }

std::string Quorum::to_string() const {
  if (threshold == 0) return "nobody";
  std::vector<std::string> items;
  for (const VerifierKey& key : witnesses) items.push_back(key.name);
  for (const Quorum& group : groups) items.push_back(group.to_string());
  if (items.size() == 1 && threshold == 1) return items.front();
  return std::to_string(threshold) + " of " + listed(items);
}

std::string Quorum::lacking(std::span<const Verified> cosigned) const {
  const std::size_t met = count_met(*this, cosigned);
  if (met >= threshold) return {};
  std::vector<std::string> items;
  for (const VerifierKey& key : witnesses)
    if (!is_among(key, cosigned)) items.push_back(key.name);
  for (const Quorum& group : groups)
    if (!group.met_by(cosigned)) items.push_back(group.lacking(cosigned));
  if (items.size() == 1 && threshold - met == 1) return items.front();
  return std::to_string(threshold - met) + (met > 0 ? " more of " : " of ") + listed(items);
}

std::vector<VerifierKey> Quorum::keys() const {
  std::vector<VerifierKey> out;
  add_keys(*this, out);
  return out;
}

Result<Policy> Policy::parse(std::string_view text) { return Reader().read(text); }

// Written with names of its own, since those of the text that was read mean nothing.
std::string Policy::to_string() const {
  Writer writer;
  const std::string name = quorum.threshold == 0 ? "none" : writer.group(quorum);
  for (const VerifierKey& key : others) writer.witness(key);
  return "log " + log.to_string() + "\n" + writer.lines() + "quorum " + name + "\n";
}

std::vector<VerifierKey> Policy::witnesses() const {
  std::vector<VerifierKey> out = quorum.keys();
  out.insert(out.end(), others.begin(), others.end());
  return out;
}

}  // namespace parley::journal
