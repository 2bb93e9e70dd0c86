// The text of a card is the RFC 8785 form of one flat object, so that there is one text for one card and the signature
// is over exactly what was handed over.
#include "group/card.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/hash.h"
#include "base/uuid.h"
#include "group/fields.h"
#include "group/names.h"
#include "json/canonical.h"
#include "json/writer.h"
#include "stix/object.h"
#include "stix/validate.h"
#include "text/display.h"

namespace parley::group {
namespace {

constexpr std::string_view kPrefix = "parley1.";
// A card is some two kilobytes; most of the bound is left to the identity object. A mail with one in it may
// be long, and the words around it may name the beginning of a card several times, but who writes it a
// thousand times is not read on.
constexpr std::size_t kMaxCardBytes = 64 * 1024, kMaxTextBytes = 1 << 20, kMostBeginnings = 16;
using Need = Fields::Need;

Error refused(std::string_view why) { return {Code::invalid_input, "not a card of a party: " + std::string(why)}; }

// RFC 4648 section 5, without padding: no character of it is broken up or changed by mail programs and chats.
std::string to_base64url(std::string_view text) {
  std::string out = to_base64(as_bytes(text));
  while (out.ends_with('=')) out.pop_back();
  std::replace(out.begin(), out.end(), '+', '-');
  std::replace(out.begin(), out.end(), '/', '_');
  return out;
}

// Strict: there is one text for one card, so no other alphabet and no padding is read.
std::optional<std::string> from_base64url(std::string_view text) {
  std::string padded(text);
  if (padded.find_first_of("+/=") != std::string::npos) return std::nullopt;
  std::replace(padded.begin(), padded.end(), '-', '+');
  std::replace(padded.begin(), padded.end(), '_', '/');
  padded.append((4 - padded.size() % 4) % 4, '=');
  const auto bytes = from_base64(padded);
  if (!bytes) return std::nullopt;
  return std::string(as_text(*bytes));
}

// SHA-256 as tools print it: 32 pairs of capital digits with colons between them, and no other form.
bool is_tls_fingerprint(std::string_view text) {
  if (text.size() != 32 * 3 - 1) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'A' && text[i] <= 'F');
    if (i % 3 == 2 ? text[i] != ':' : !digit) return false;
  }
  return true;
}

}  // namespace

// What is signed. `url` is written also when it is empty, so that who only pulls has said so.
std::string card_text(const Card& card) {
  const std::string text = json::ObjectWriter()
                               .number("card", 1)
                               .text("domain", card.domain)
                               .raw("identity", card.identity)
                               .text("issued", to_string(card.issued))
                               .text("lobby", card.lobby)
                               .text("party_key", card.party_key.to_string())
                               .text("tls", card.tls_fingerprint)
                               .text("url", card.url)
                               .text("witness_key", card.witness_key.to_string())
                               .str();
  auto canonical = json::canonical(text);
  return canonical.ok() ? std::move(*canonical) : std::string();
}

namespace {

// It becomes an object in this node's journals and its name is shown on every screen, so it must be valid
// STIX and have a name without anything that could change what stands around it.
Status read_identity(json::Element identity, Card& card) {
  stix::Validator validator({.warnings = false});
  if (!validator.check_object(identity))
    return refused("its identity is not valid: " + validator.first_error().path + ": " +
                   validator.first_error().message);
  PARLEY_TRY(const auto header, stix::read_header(identity));
  if (header.type != "identity") return refused("its identity is a STIX object of another type");
  json::Object object;
  if (identity.get(object) != simdjson::SUCCESS) return refused("its identity is not an object");
  const auto name = json::string_member(object, "name");
  if (!name || name->empty() || name->size() > 256 || !has_no_controls(*name, Lines::one))
    return refused("the name of its identity cannot be shown as it is");
  card.identity_id = header.id;
  card.name = *name;
  PARLEY_TRY_STATUS(json::append_canonical(card.identity, identity));
  return {};
}

// The names of the keys begin with the domain, because signatures in notes are found by name: a card that
// could name its key after another's domain could pass for that party's in every list.
Status check_together(const Card& card) {
  if (!is_domain(card.domain)) return refused("its domain is not a host name");
  if (card.party_key.type != journal::SignatureType::ed25519 || card.party_key.name != card.domain)
    return refused("the party key is not an Ed25519 key that bears the domain's name");
  if (card.witness_key.type != journal::SignatureType::cosignature_v1 ||
      card.witness_key.name != card.domain + "/witness")
    return refused("the witness key is not a cosignature/v1 key named DOMAIN/witness");
  if (card.witness_key.key == card.party_key.key) return refused("the party key and the witness key must be two keys");
  if (!card.url.empty() && !is_node_url(card.url)) return refused("its url is not of the form https://HOST:PORT");
  if (!is_tls_fingerprint(card.tls_fingerprint)) return refused("its TLS fingerprint is not 32 bytes as \"AB:CD:...\"");
  if (!is_uuid(card.lobby)) return refused("its lobby is not the id of a collection");
  return {};
}

Result<Card> read_card(std::string_view text) {
  json::Parser parser;
  PARLEY_TRY(const json::Element root, parser.parse(text));
  Fields fields(root, "card");
  Card card;
  // A later version may mean other things by the same members, and is refused instead of half understood.
  std::int64_t version = 0;
  std::string issued, party_key, witness_key;
  fields.number("card", version, 1, 1);
  fields.text("domain", card.domain, 253);
  const auto identity = fields.raw("identity");
  fields.text("issued", issued, 64);
  fields.text("lobby", card.lobby, 36);
  fields.text("party_key", party_key, 512);
  fields.text("tls", card.tls_fingerprint, 95);
  // May be empty, which Fields::text() refuses.
  const auto url = fields.raw("url");
  fields.text("witness_key", witness_key, 512);
  PARLEY_TRY_STATUS(fields.done());
  std::string_view url_text;
  if (url->get(url_text) != simdjson::SUCCESS || url_text.size() > 512) return refused("\"url\" is not a short string");
  card.url = url_text;
  PARLEY_TRY(const Timestamp time, Timestamp::parse(issued).in("issued"));
  card.issued = time.micros();
  PARLEY_TRY(card.party_key, journal::VerifierKey::parse(party_key).in("party_key"));
  PARLEY_TRY(card.witness_key, journal::VerifierKey::parse(witness_key).in("witness_key"));
  PARLEY_TRY_STATUS(read_identity(*identity, card));
  PARLEY_TRY_STATUS(check_together(card));
  return card;
}

}  // namespace

namespace {

bool is_of_alphabet(char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; }

// What a mail program puts into a long line: white space (U+00A0 too), "> " at the beginning of a line, and "=" at its
// end (quoted-printable, RFC 2045 section 6.7). Returns how many bytes at the front of `text` are that.
std::size_t folding(std::string_view text) {
  std::size_t at = 0;
  bool line_begins = false;
  for (;; ++at) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with('\n') || rest.starts_with('\r'))
      line_begins = true;
    else if (rest.starts_with("\u00a0"))
      ++at;
    else if (!(rest.starts_with(' ') || rest.starts_with('\t') || (line_begins && rest.starts_with('>')) ||
               rest.starts_with("=\n") || rest.starts_with("=\r\n")))
      return at;
  }
}

// The card's line that begins at the front of `text`, unfolded; what comes after the signature's last character is not
// looked at, but it must not go on directly. Empty: no card begins here.
std::string unfolded(std::string_view text) {
  constexpr std::size_t kSignatureCharacters = 86;  // base64url of 64 bytes
  std::string out;
  std::size_t dots = 0, last_dot = 0;
  while (!text.empty() && out.size() <= kMaxCardBytes) {
    const char c = text.front();
    if (c == '.') ++dots, last_dot = out.size();
    if (dots > 2 || !(c == '.' || is_of_alphabet(c))) return out;
    out += c;
    text.remove_prefix(1);
    if (dots == 2 && out.size() == last_dot + 1 + kSignatureCharacters)
      return !text.empty() && is_of_alphabet(text.front()) ? std::string() : out;
    text.remove_prefix(folding(text));
    if (out.size() <= kPrefix.size() && !kPrefix.starts_with(out)) return {};
  }
  return out;
}

// The text is written again from what was read and compared: only then does the signature cover all that
// counts, and no member can hide in another spelling.
Result<Card> parse_line(std::string_view line) {
  const std::string_view body = line.substr(kPrefix.size());
  const std::size_t dot = body.find('.');
  if (dot == std::string_view::npos) return refused("it has no signature; was the line cut?");
  const auto text = from_base64url(body.substr(0, dot)), signature = from_base64url(body.substr(dot + 1));
  if (!text || !signature) return refused("it is not base64url; was the line changed on its way?");
  PARLEY_TRY(Card card, read_card(*text).in("card"));
  if (card_text(card) != *text) return refused("its text is not in canonical form");
  // Signed by the key that it names: this proves that it is whole and by one hand, not whose it is. That is
  // what people compare the fingerprint for.
  if (!verify(card.party_key.key, *text, as_bytes(*signature))) return refused("the signature does not belong to it");
  card.line = line;
  return card;
}

}  // namespace

Result<Card> parse_card(std::string_view text) {
  if (text.size() > kMaxTextBytes) return Error{Code::too_large, "a card in a text of more than 1 MB"};
  // Words around it may name "parley1.", too: then the error is about the longest, which is what was meant to be one.
  // Which of two cards is meant is not for this to choose: what people compare is the fingerprint of one.
  std::optional<Error> error;
  std::optional<Card> found;
  std::size_t longest = 0;
  for (std::size_t at = 0, tried = 0; (at = text.find('p', at)) != std::string_view::npos && tried < kMostBeginnings;
       ++at) {
    // In the middle of a longer word nothing begins.
    if (at > 0 && is_of_alphabet(text[at - 1])) continue;
    const std::string line = unfolded(text.substr(at));
    if (!line.starts_with(kPrefix)) continue;
    ++tried;
    if (line.size() > kMaxCardBytes) return Error{Code::too_large, "a card of more than 64 kB"};
    auto card = parse_line(line);
    if (card.ok() && found && found->line != card->line)
      return Error{
          Code::conflict,
          fmt::format("there are two cards in it, of \"{}\" and of \"{}\" (issued {} and {}): give one of them "
                      "alone",
                      text::plain(found->name), text::plain(card->name), to_string(found->issued),
                      to_string(card->issued))};
    if (card.ok())
      found = std::move(*card);
    else if (line.size() > longest)
      longest = line.size(), error = card.error();
  }
  if (found) return std::move(*found);
  if (error) return *error;
  return refused("no \"parley1.\" begins one");
}

// The counterpart of parse_line(): the signature is over the canonical text, which the line carries as it was signed.
std::string make_card(const Card& card, const SigningKey& party_key) {
  const std::string text = card_text(card);
  const auto signature = party_key.sign(text);
  return std::string(kPrefix) + to_base64url(text) + "." + to_base64url(as_text(signature));
}

// Forty digits are some 132 bits, more than anybody can search through for a card with the same fingerprint,
// and as many as people can read to each other in a minute. Each group is a number modulo 100,000, which
// favours none noticeably.
std::string fingerprint(const Card& card) {
  const Hash hash = sha256("parley card\n" + card.party_key.to_string() + "\n" + card.witness_key.to_string() + "\n" +
                           card.tls_fingerprint + "\n");
  std::string out;
  for (std::size_t i = 0; i < hash.size(); i += 4) {
    const std::uint32_t group =
        std::uint32_t{hash[i]} << 24 | std::uint32_t{hash[i + 1]} << 16 | std::uint32_t{hash[i + 2]} << 8 | hash[i + 3];
    const std::string digits = std::to_string(group % 100'000);
    if (i > 0) out += ' ';
    out += std::string(5 - digits.size(), '0') + digits;
  }
  return out;
}

}  // namespace parley::group
