// A Record against the index of indicators: each role's object paths, fed to a Reader, and the observation for those
// patterns that need all of it.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "pattern/index.h"
#include "watch/observation.h"
#include "watch/record.h"

namespace parley::watch {

// One a thread; not longer than the index.
class Searcher {
 public:
  explicit Searcher(pattern::Index& index, int min_confidence = 0);

  // The hits of a record seen at `at`, those outside of an indicator's validity as well; valid until the next call.
  const std::vector<pattern::Hit>& search(const Record& record, Micros at);
  // The value of the record that met the hit's atom; empty when the pattern has none. For the record searched last.
  std::string_view value_of(const pattern::Hit& hit, Micros at);
  // The record searched last, as patterns see it; null when there is nothing in it. Valid until the next search.
  const pattern::Observation* observation() { return source_.observation(); }
  const pattern::Index::Reader::Counts& counts() const { return reader_.counts(); }
  // For observations that are STIX already.
  pattern::Index::Reader& reader() { return reader_; }

 private:
  struct Source final : pattern::ObservationSource {
    const pattern::Observation* observation() override;
    const Record* record = nullptr;
    Micros at{};
    BuiltObservation built;
  };
  template <class Sink>
  void feed(const Record& record, Sink& sink);

  pattern::Index::Reader reader_, probe_;
  Source source_;
  // A header's value, as one string and as the list of strings that STIX 2.1 has (section 6.12.2).
  std::array<pattern::PathNumber, 2> user_agent_, host_, referrer_, mailer_;
  pattern::PathNumber received_, ja4_;
  const Record* record_ = nullptr;
  RequestUrls urls_;
  std::vector<std::string_view> candidates_;
};

}  // namespace parley::watch
