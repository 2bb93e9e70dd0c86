#include "group/card.h"

#include "group/group_fixture.h"

namespace parley::group {
namespace {

using namespace testing;

Card card_of(const Party& party) {
  Card card;
  card.identity = fmt::format(
      R"({{"type":"identity","spec_version":"2.1","id":"{}","created":"2026-11-22T00:00:00.000Z","modified":"2026-11-22T00:00:00.000Z","name":"{}","identity_class":"organization"}})",
      party.identity_id, party.name);
  card.identity_id = party.identity_id;
  card.name = party.name;
  card.domain = party.domain;
  card.party_key = member_of(party).party_key;
  card.witness_key = brought_by(party).witness_key;
  card.url = "https://" + party.domain + ":6100";
  for (int i = 0; i < 32; ++i) card.tls_fingerprint += i == 0 ? "A1" : ":B2";
  card.lobby = "3f0b6c1e-1111-4111-8111-111111111111";
  card.issued = kDawn;
  return card;
}

std::string line_of(const Card& card, const Party& party) { return make_card(card, party.key); }

TEST(Card, IsReadAsItWasMade) {
  const Party one = party(1);
  const std::string line = line_of(card_of(one), one);
  const auto read = parse_card(line + "\n");
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->identity_id, one.identity_id);
  EXPECT_EQ(read->name, one.name);
  EXPECT_EQ(read->url, "https://node1.example:6100");
  EXPECT_EQ(read->issued, kDawn);
  EXPECT_EQ(make_card(*read, one.key), line);
  EXPECT_EQ(fingerprint(*read), fingerprint(card_of(one)));
}

TEST(Card, IsReadAsMailProgramsLeaveIt) {
  const Party one = party(1);
  const std::string line = line_of(card_of(one), one);
  const auto folded = [&](std::size_t columns, std::string_view fold) {
    std::string out;
    for (std::size_t at = 0; at < line.size(); at += columns)
      out += (at > 0 ? std::string(fold) : "") + line.substr(at, columns);
    return out;
  };
  const std::string around = "Dear colleagues,\n\nbelow is the line that begins with \"parley1.\" (parley1.xxxx):\n\n";
  for (const std::string& text :
       {"  " + line + "\r\n", folded(76, "\n"), folded(76, "\r\n"), folded(72, "\r\n> "), folded(70, "\n> > "),
        folded(70, "\n>> "), folded(75, "=\r\n"), folded(3, " "), folded(60, "\n\t"), folded(60, "\n\u00a0"),
        around + "> " + folded(72, "\n> ") + "\n> \n> Regards\n", around + folded(76, "\n") + "\n\nRegards,\nAlba",
        around + folded(76, "\n") + "\nRegards", "Card: <" + line + ">.", "\"" + line + "\"", line + "."}) {
    const auto read = parse_card(text);
    ASSERT_TRUE(read.ok()) << read.error().message << "\n" << text;
    EXPECT_EQ(read->line, line);
    EXPECT_EQ(read->identity_id, one.identity_id);
  }
}

// A mail may quote the card that it answers, and a file may have the cards of a whole group.
TEST(Card, OfTwoInOneTextNoneIsChosen) {
  const Party one = party(1), two = party(2);
  const std::string first = line_of(card_of(one), one), second = line_of(card_of(two), two);
  const auto both = parse_card(first + "\n\n" + second + "\n");
  ASSERT_FALSE(both.ok());
  EXPECT_EQ(both.error().code, Code::conflict);
  EXPECT_NE(both.error().message.find("two cards in it, of \"Party 1\" and of \"Party 2\""), std::string::npos)
      << both.error().message;
  Card renewed = card_of(one);
  renewed.issued.value += 1'000'000;
  EXPECT_EQ(parse_card(first + "\n" + line_of(renewed, one)).error().code, Code::conflict);
  EXPECT_TRUE(parse_card("> " + first + "\n\nThank you\n\n" + first).ok()) << "one card twice is one card";
  EXPECT_TRUE(parse_card("parley1.is.how it begins\n" + first).ok());
}

TEST(Card, IsNotFoundWhereThereIsNone) {
  const Party one = party(1);
  const std::string line = line_of(card_of(one), one);
  for (const std::string& text : {std::string(), std::string("parley1."), std::string("parley1.a.b"), "x" + line,
                                  line + "x", line.substr(0, 200) + "\n\nRegards", std::string(2 << 20, ' ') + line})
    EXPECT_FALSE(parse_card(text).ok()) << text.substr(0, 300);
  EXPECT_NE(parse_card(line.substr(0, 200)).error().message.find("was the line cut?"), std::string::npos);
}

TEST(Card, MayHaveNoAddress) {
  const Party one = party(1);
  Card card = card_of(one);
  card.url.clear();
  EXPECT_TRUE(parse_card(line_of(card, one)).ok());
}

TEST(Card, HasAFingerprintOfEightGroupsThatCoversEveryKey) {
  const Card card = card_of(party(1));
  const std::string print = fingerprint(card);
  ASSERT_EQ(print.size(), 8u * 5 + 7);
  Card other = card;
  other.tls_fingerprint.back() = 'F';
  EXPECT_NE(fingerprint(other), print);
  other = card;
  other.witness_key = brought_by(party(2)).witness_key;
  EXPECT_NE(fingerprint(other), print);
  other = card;
  other.party_key = member_of(party(2)).party_key;
  EXPECT_NE(fingerprint(other), print);
}

TEST(Card, IsRefusedWhenAnyOfItsCharactersWasChanged) {
  const Party one = party(1);
  const std::string line = line_of(card_of(one), one);
  for (std::size_t i = 0; i < line.size(); ++i) {
    std::string changed = line;
    changed[i] = changed[i] == 'x' ? 'y' : 'x';
    EXPECT_FALSE(parse_card(changed).ok()) << i;
  }
  for (std::size_t size = 0; size < line.size(); ++size)
    EXPECT_FALSE(parse_card(std::string_view(line).substr(0, size)).ok()) << size;
}

TEST(Card, IsRefusedWhenAnotherKeySignedIt) {
  EXPECT_FALSE(parse_card(make_card(card_of(party(1)), party(2).key)).ok());
}

// Each is signed well and yet does not hold together.
TEST(Card, IsRefusedWhenItDoesNotHoldTogether) {
  const Party one = party(1);
  const std::vector<std::pair<const char*, std::function<void(Card&)>>> hostile = {
      {"key of another name",
       [&](Card& c) {
         c.party_key =
             journal::VerifierKey::make("other.example", journal::SignatureType::ed25519, one.key.public_key());
       }},
      {"witness of another name",
       [&](Card& c) {
         c.witness_key = journal::VerifierKey::make("other.example/witness", journal::SignatureType::cosignature_v1,
                                                    one.witness_key.public_key());
       }},
      {"witness is the party key",
       [&](Card& c) {
         c.witness_key = journal::VerifierKey::make("node1.example/witness", journal::SignatureType::cosignature_v1,
                                                    one.key.public_key());
       }},
      {"witness of the wrong kind",
       [&](Card& c) {
         c.witness_key = journal::VerifierKey::make("node1.example/witness", journal::SignatureType::ed25519,
                                                    one.witness_key.public_key());
       }},
      {"domain with a slash", [](Card& c) { c.domain = "node1.example/x"; }},
      {"file url", [](Card& c) { c.url = "file:///etc/passwd"; }},
      {"url without TLS", [](Card& c) { c.url = "http://node1.example:6100"; }},
      {"url with a user", [](Card& c) { c.url = "https://a@node1.example"; }},
      {"url with a path", [](Card& c) { c.url = "https://node1.example/x"; }},
      {"url with a line feed", [](Card& c) { c.url = "https://node1.example\n"; }},
      {"port too large", [](Card& c) { c.url = "https://node1.example:65536"; }},
      {"short fingerprint", [](Card& c) { c.tls_fingerprint = "AB:CD"; }},
      {"lower-case fingerprint", [](Card& c) { c.tls_fingerprint[0] = 'a'; }},
      {"no lobby", [](Card& c) { c.lobby = "lobby"; }},
      {"identity of another type",
       [](Card& c) {
         c.identity =
             R"({"type":"tool","spec_version":"2.1","id":"tool--00000001-0000-4000-8000-000000000000","created":"2026-11-22T00:00:00.000Z","modified":"2026-11-22T00:00:00.000Z","name":"x"})";
       }},
      {"identity that is not valid", [](Card& c) { c.identity = R"({"type":"identity","name":"x"})"; }},
      {"name that clears the screen",
       [&](Card& c) {
         c.identity = card_of(one).identity, c.identity.replace(c.identity.find("Party 1"), 7, "\\u001b[2J");
       }},
      {"name written backwards", [&](Card& c) { c.identity.replace(c.identity.find("Party 1"), 7, "\\u202e1 ytraP"); }},
  };
  for (const auto& [what, change] : hostile) {
    Card card = card_of(one);
    change(card);
    EXPECT_FALSE(parse_card(line_of(card, one)).ok()) << what;
  }
}

TEST(Card, TakesAddressesOfEveryForm) {
  const Party one = party(1);
  for (const char* url :
       {"https://10.0.0.1:6100", "https://[::1]:6100", "https://[2001:db8::1]", "https://node.example"}) {
    Card card = card_of(one);
    card.url = url;
    EXPECT_TRUE(parse_card(line_of(card, one)).ok()) << url;
  }
}

}  // namespace
}  // namespace parley::group
