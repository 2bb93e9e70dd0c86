// The published sequences of requests, against a witness that remembers in memory.
#include "journal/witness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/file.h"
#include "json/json.h"
#include "testing/vectors.h"

namespace parley::journal {
namespace {

class Remembering {
 public:
  explicit Remembering(VerifierKey log) : log_(std::move(log)) {}
  Witness witness() {
    return Witness(
        "example.com/witness", key_,
        {.key = [this](std::string_view origin) { return origin == log_.name ? std::optional(log_) : std::nullopt; },
         .latest = [this](std::string_view origin) -> Result<Checkpoint> {
           return latest_.contains(std::string(origin)) ? latest_[std::string(origin)] : Checkpoint{};
         },
         .advance = [this](const Checkpoint&, const Checkpoint& next, const Note&) -> Result<bool> {
           return latest_[next.origin] = next, true;
         },
         .equivocation = [this](const Checkpoint&, const Note&) { ++lies; }},
        [] { return std::uint64_t{1'800'000'000}; });
  }
  int lies = 0;
  VerifierKey own() const {
    return VerifierKey::make("example.com/witness", SignatureType::cosignature_v1, key_.public_key());
  }

 private:
  VerifierKey log_;
  SigningKey key_ = SigningKey::generate();
  std::map<std::string, Checkpoint> latest_;
};

void run(const std::filesystem::path& file, const std::function<VerifierKey(json::Object)>& log_of) {
  const std::string text = *read_file(file);
  json::Parser parser;
  const json::Element document = *parser.parse(text);
  json::Object object;
  ASSERT_EQ(document.get(object), simdjson::SUCCESS);
  Remembering remembering(log_of(object));
  const Witness witness = remembering.witness();
  json::Array steps;
  ASSERT_EQ(object["sequence"].get(steps), simdjson::SUCCESS);
  int number = 0, lies = 0;
  for (const json::Element element : steps) {
    json::Object step;
    ASSERT_EQ(element.get(step), simdjson::SUCCESS);
    const auto request = json::string_member(step, "request");
    const WitnessAnswer answer = witness.add_checkpoint(*request);
    // tlog-witness asks for 409 where the size is that of the latest head and the root is not; the vectors have the 422
    // of a proof that does not hold.
    const bool other_root = json::string_member(step, "step").value_or("").find("other root") != std::string::npos;
    std::vector<std::int64_t> accepted = {other_root ? 409 : step["expectStatus"].get_int64().value()};
    json::Array others;
    if (step["acceptableStatus"].get(others) == simdjson::SUCCESS)
      for (const json::Element one : others) accepted.push_back(one.get_int64().value());
    EXPECT_NE(std::find(accepted.begin(), accepted.end(), answer.status), accepted.end())
        << "step " << number << ": " << answer.status << " " << answer.body;
    if (answer.status == 200) {
      const AddCheckpoint parsed = *AddCheckpoint::parse(*request);
      const auto cosigned = Note::parse(parsed.note.to_string() + answer.body);
      ASSERT_TRUE(cosigned.ok());
      EXPECT_TRUE(verify_note(*cosigned, {remembering.own()}).ok());
      EXPECT_EQ(AddCheckpoint::parse(parsed.to_string())->to_string(), parsed.to_string());
    }
    EXPECT_EQ(remembering.lies, other_root ? 1 : lies);
    lies = remembering.lies;
    if (answer.status == 409) {
      EXPECT_EQ(answer.content_type == "text/x.tlog.size", !other_root);
      EXPECT_EQ(size_told(answer.body).has_value(), !other_root);
      const auto body = json::string_member(step, "expectBody");
      if (body && !body->empty() && accepted.size() == 1) {
        EXPECT_EQ(answer.body, *body);
      }
    }
    ++number;
  }
}

TEST(Witness, AnswersThePublishedSequence) {
  PARLEY_SHARED_PATH(file, "vectors/tlog/tlog-witness.json");
  run(file, [](json::Object object) { return *VerifierKey::parse(*json::string_member(object, "logVkey")); });
}

TEST(Witness, AnswersLitewitnesssSequence) {
  PARLEY_SHARED_PATH(file, "vectors/tlog/tlog-witness-litewitness.json");
  run(file, [](json::Object object) {
    PublicKey key{};
    const auto bytes = *from_hex(*json::string_member(object, "logEd25519PublicKeyHex"));
    std::copy(bytes.begin(), bytes.end(), key.begin());
    return VerifierKey::make(std::string(*json::string_member(object, "logOrigin")), SignatureType::ed25519, key);
  });
}

}  // namespace
}  // namespace parley::journal
