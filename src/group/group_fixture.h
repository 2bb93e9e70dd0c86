// For tests: parties with keys of their own, and a charter between them.
#pragma once

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "group/card.h"
#include "group/charter.h"

namespace parley::group::testing {

struct Party {
  std::string identity_id, name, domain;
  SigningKey key, journal_key, witness_key;
};

inline SigningKey key_of(std::uint8_t byte) {
  std::array<std::uint8_t, 32> seed{};
  seed.fill(byte);
  return SigningKey::from_seed(seed).value();
}

// `number` from 1; the identities ascend with it.
inline Party party(int number) {
  const auto byte = static_cast<std::uint8_t>(number * 3);
  return {fmt::format("identity--{:08x}-0000-4000-8000-000000000000", number),
          fmt::format("Party {}", number),
          fmt::format("node{}.example", number),
          key_of(byte),
          key_of(static_cast<std::uint8_t>(byte + 1)),
          key_of(static_cast<std::uint8_t>(byte + 2))};
}

inline Member member_of(const Party& party) {
  return {party.identity_id, party.name,
          journal::VerifierKey::make(party.domain, journal::SignatureType::ed25519, party.key.public_key())};
}

inline Signature brought_by(const Party& party) {
  return {.identity_id = party.identity_id,
          .journal_key = journal::VerifierKey::make(party.domain + "/j/1", journal::SignatureType::ed25519,
                                                    party.journal_key.public_key()),
          .collection = fmt::format("{}-1111-4111-8111-111111111111", party.identity_id.substr(10, 8)),
          .witness_key = journal::VerifierKey::make(party.domain + "/witness", journal::SignatureType::cosignature_v1,
                                                    party.witness_key.public_key()),
          .url = "https://" + party.domain + ":6100",
          .line = {}};
}

inline constexpr std::string_view kAmber = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421";
inline constexpr std::string_view kClear = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487";
inline constexpr Micros kDawn{1'795'000'000'000'000};

inline Terms terms_of(const std::vector<const Party*>& parties) {
  Terms terms;
  terms.id = "charter--7c1f2a30-5b7e-4c1d-9f7a-0c4b1d2e3f40";
  terms.created = terms.modified = kDawn;
  terms.name = "Northern grid";
  terms.purpose = "Find out what happened on the northern grid.";
  terms.uses = {Use::infrastructure};
  for (const Party* one : parties) terms.members.push_back(member_of(*one));
  terms.object_types = {"*"};
  terms.markings = {std::string(kClear), std::string(kAmber)};
  terms.default_marking = kAmber;
  terms.answer_times = {{"high", std::chrono::hours(2), std::chrono::hours(48)},
                        {"low", std::chrono::hours(24), std::chrono::hours(240)}};
  terms.on_silence = OnSilence::escalate;
  return terms;
}

inline Charter signed_by(const Terms& terms, const std::vector<const Party*>& parties) {
  auto charter = draft_charter(terms);
  EXPECT_TRUE(charter.ok()) << charter.error().message;
  for (const Party* one : parties) {
    charter = sign_charter(*charter, brought_by(*one), one->key);
    EXPECT_TRUE(charter.ok()) << charter.error().message;
  }
  return *charter;
}

}  // namespace parley::group::testing
