// For tests: generated questions.
#pragma once

#include <random>

#include "assess/fixture.h"

namespace parley::assess::testing {

// Random questions of up to `most_rivals` rivals and `most_rows` rows; each row from up to three of four sources, two
// of which Graustark holds. Most hypotheses are rated on the same rows, some on others.
inline Case random_case(std::mt19937& random, int most_rivals = 5, int most_rows = 9) {
  const auto upto = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const int hypotheses = 2 + upto(most_rivals - 1), rows = 1 + upto(most_rows);
  Case out(hypotheses, 0);
  static const std::vector<std::string> words = {"CC", "C", "N", "NA", "I", "II", "I", "0.05", "0.4", "30"};
  static const std::vector<std::string> pool = {"source 0@Ruritania", "source 1@Graustark", "source 2",
                                                "source 3@Graustark"};
  for (int r = 1; r <= rows; ++r) {
    std::vector<std::string> sources;
    for (int n = upto(4); n > 0; --n) sources.push_back(pool[static_cast<std::size_t>(upto(4))]);
    sources.empty() ? out.row(r, "") : out.row_from(r, sources);
  }
  for (const auto& party : {kRuritania, kGraustark}) {
    std::vector<bool> common, own(static_cast<std::size_t>(hypotheses) + 1);
    for (int r = 0; r < rows; ++r) common.push_back(upto(6) > 0);
    for (std::size_t h = 0; h < own.size(); ++h) own[h] = upto(4) == 0;
    for (int r = 1; r <= rows; ++r) {
      std::vector<std::string> row;
      for (std::size_t h = 0; h < own.size(); ++h)
        row.push_back((own[h] ? upto(2) == 0 : bool(common[static_cast<std::size_t>(r) - 1]))
                          ? words[static_cast<std::size_t>(upto(h + 1 == own.size() ? 7 : 10))]
                          : "");
      out.rate(party, r, row,
               upto(3) == 0 ? ""
                            : fmt::format(R"("source_reliability":"{}","item_credibility":{})",
                                          static_cast<char>('A' + upto(6)), 1 + upto(6)));
    }
  }
  return out;
}

}  // namespace parley::assess::testing
