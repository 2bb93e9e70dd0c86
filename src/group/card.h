// A party's card: what another party must know to deal with it - its identity, keys and address. Exchanged once, as one
// line of text or a short file, and confirmed by people who read the fingerprint to each other.
//
//   parley1.<base64url of the card's RFC 8785 text>.<base64url of the party key's signature over that text>
#pragma once

#include <string>
#include <string_view>

#include "base/keys.h"
#include "base/time.h"
#include "journal/note.h"

namespace parley::group {

struct Card {
  std::string identity;  // the party's STIX identity object, as JSON; its id is how parties refer to each other
  std::string identity_id, name;     // from it
  std::string domain;                // host name that the party's origins and key names begin with
  journal::VerifierKey party_key;    // Ed25519, name: the domain; signs charters and this card
  journal::VerifierKey witness_key;  // cosignature_v1, name: DOMAIN/witness; cosigns the journals it mirrors
  std::string url;                   // "https://host:port" of the node; empty: it only pulls
  std::string tls_fingerprint;  // SHA-256 of the node's certificate, "AB:CD:..."; it is server and client certificate
  std::string lobby;            // id of the collection that takes charters before there is a group
  Micros issued{};              // a later card of the same party key replaces an earlier one
  std::string line;             // the card as it was read; parse_card() sets it
};

// Finds the card in `text`, as mail programs leave it behind: folded, quoted with "> ", with words before and behind.
// Refuses what does not hold together: signature, key names, identity, url.
Result<Card> parse_card(std::string_view text);
std::string make_card(const Card& card, const SigningKey& party_key);
// What the line of a card says, as JSON in RFC 8785 form: all that whoever gets it can read.
std::string card_text(const Card& card);

// What two people read to each other: 8 groups of 5 digits of SHA-256 over party key, witness key and TLS fingerprint.
std::string fingerprint(const Card& card);

}  // namespace parley::group
