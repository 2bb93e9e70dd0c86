// The two pictures of a question: each party's order of the hypotheses, and what each has stated. As all pictures
// (picture.h) they are bounded and have a list that says the same and all.
#pragma once

#include <array>

#include "picture/picture.h"

namespace parley::picture {

inline constexpr std::size_t kMostParties = 3, kMostPlaces = 8;

// Each party's hypotheses from the least contradicted down, and lines between what is the same in two orders. What
// several share is one place. Nothing joins what is not ranked: it is told below.
struct Orders {
  struct Ranked {
    std::size_t hypothesis = 0;
    int place = 1;
    std::string sum;  // "3 against"
  };
  struct Party {
    Who who;  // under: on how many rows
    std::vector<Ranked> order;
    std::string none;  // why it ranks nothing
  };
  std::string title, description;
  std::vector<std::string> hypotheses;  // as they are called
  std::vector<Party> parties;
  std::vector<std::string> beside;  // "Somebody inside Nordstrom: rated on 1 of 8 by Graustark"
};
// `wide`: over the whole page, else half of it.
Drawn picture_orders(const Orders& of, const Reading& reading, bool wide);

// How likely each party has stated a hypothesis to be, as a band of percent, and apart from it how sure the party is of
// its own analysis. Two judgements, never multiplied.
struct Stated {
  struct One {
    std::size_t party = 0;
    int from = 0, to = 0;
    std::string likelihood;  // "very likely"
    std::string confidence;  // "high"; empty: not said
    int dots = 0;            // of three
  };
  struct Line {
    std::string hypothesis;
    std::vector<One> stated;
    std::string silent;  // "no conclusion stated by Graustark"; may be empty
  };
  std::string title, description;
  std::vector<Who> parties;
  std::vector<Line> lines;
};
Drawn picture_stated(const Stated& of, const Reading& reading);

}  // namespace parley::picture
