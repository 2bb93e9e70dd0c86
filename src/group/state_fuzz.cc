// Journals of hostile members: lines of any bytes, taken as entries of two members in turn, between which one good
// inquiry stands.
#include <string_view>

#include "group/state.h"

using namespace parley;
using namespace parley::group;

namespace {

constexpr std::string_view kOne = "identity--00000001-0000-4000-8000-000000000000",
                           kOther = "identity--00000002-0000-4000-8000-000000000000";

// Without signatures: what is fuzzed is what is said under a charter, and signing each time would cost most
// of the run.
Charter charter() {
  const auto key = [](std::uint8_t byte) {
    std::array<std::uint8_t, 32> seed{};
    seed.fill(byte);
    return SigningKey::from_seed(seed).value();
  };
  Terms terms;
  terms.id = "charter--7c1f2a30-5b7e-4c1d-9f7a-0c4b1d2e3f40";
  terms.name = terms.purpose = "x";
  terms.uses = {Use::infrastructure};
  terms.answer_times = {{"high", std::chrono::hours(1), std::chrono::hours(2)}};
  for (const std::uint8_t number : {std::uint8_t{1}, std::uint8_t{2}}) {
    const std::string domain = "node" + std::to_string(number);
    terms.members.push_back(
        {std::string(number == 1 ? kOne : kOther), domain,
         journal::VerifierKey::make(domain, journal::SignatureType::ed25519, key(number).public_key())});
  }
  return draft_charter(terms).value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Charter kCharter = charter();
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  // A third of the entries is known to nobody, so that clocks that never start are tried as well.
  const ReceivedAt received = [](std::string_view, journal::Seq seq, std::string_view) -> std::optional<Micros> {
    if (seq % 3 == 2) return std::nullopt;
    return Micros{static_cast<std::int64_t>(seq) * 1'000'000};
  };
  State state(kCharter, received);
  state.feed(
      {.author = kOne,
       .seq = 0,
       .added = {},
       .text =
           R"({"type":"inquiry","spec_version":"2.1","id":"inquiry--00000001-2222-4222-8222-222222222222","created_by_ref":"identity--00000001-0000-4000-8000-000000000000","created":"2026-11-22T00:00:00.000Z","modified":"2026-11-22T00:00:00.000Z","name":"x","to_refs":["identity--00000002-0000-4000-8000-000000000000"],"questions":[{"number":1,"text":"?"}],"severity":"high","asks":["information"],"extensions":{"extension-definition--5c1e9a04-3f0e-4d37-9a53-6f5be2c7d0b1":{"extension_type":"new-sdo"}}})"});
  for (journal::Seq seq = 1; !rest.empty() && seq < 1000; ++seq) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    state.feed({.author = seq % 2 == 0 ? kOne : kOther,
                .seq = seq,
                .added = Micros{static_cast<std::int64_t>(seq)},
                .text = rest.substr(0, end)});
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const View view = state.view(Micros{1'800'000'000'000'000});
  // What a node says by itself must be a good message, whatever the others have said.
  for (const std::string& text : due_acts(state.view(Micros{0}), kOther)) PARLEY_CHECK(read_message(text).ok());
  (void)view;
  return 0;
}
