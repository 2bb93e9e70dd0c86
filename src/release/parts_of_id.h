// Where a text names an object by its identifier or a part of that: by the UUID whatever stands before it, by the
// beginning with the type, as screens show it and people type it, or by a piece of the UUID.
#pragma once

#include <string_view>

namespace parley::release {

// Looks into texts for one identifier. `text` is what was written, or how it reads (fold.h); values, safe anywhere.
class PartsOfId {
 public:
  explicit PartsOfId(std::string_view id);  // "TYPE--UUID", in lower case; kept as a view

  // All 32 digits of the UUID in their order, with or without a type, be it this or another one ("x--UUID",
  // "indicators--UUID"), and whatever signs are between them.
  bool has_whole(std::string_view text) const;
  // "indicator--7c1f", "Indicator: 7c1f8a3b", "indicator 7c1f", whatever few signs stand between. Four digits are
  // enough behind "--", and elsewhere if there are a letter and a digit among them; a year or a word in letters is
  // none: of these eight. Digits in the type count as the letters that they look like ("ind1cator"). Not where another
  // whole UUID stands.
  bool has_beginning(std::string_view text) const;
  // Twelve hexadecimal digits or more that follow one another in the UUID, with few signs between them or none; not
  // inside of a whole UUID, which is that of an object and is found as one.
  bool has_piece(std::string_view text) const;

 private:
  bool begins_here(std::string_view rest) const;

  std::string_view type_;
  unsigned char digits_[32] = {};
  bool has_all_ = false;                                 // of the 32
  unsigned long long first_half_ = 0, second_half_ = 0;  // of the digits, each as one number
  unsigned long long pieces_[21] = {};                   // each twelve digits of the UUID as one number, sorted
  int pieces_count_ = 0;
  bool last_digits_[256] = {};  // the last two digits of each piece: nearly all of any text is none
};

}  // namespace parley::release
