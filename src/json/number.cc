// std::to_chars finds the shortest digits that read back as the same double (and the closest of these), as ECMAScript
// asks. Only the layout differs: ECMAScript writes exponents outside 1e-7 < |x| < 1e21 only, and without leading zeros.
#include "json/number.h"

#include <charconv>
#include <cstring>

namespace parley::json {

namespace {

// Both return the place behind what they wrote.
char* repeat_zero(char* out, int count) {
  std::memset(out, '0', static_cast<std::size_t>(count));
  return out + count;
}
char* copy(char* out, const char* from, int count) {
  std::memcpy(out, from, static_cast<std::size_t>(count));
  return out + count;
}

}  // namespace

// Each branch below is one step of Number::toString (ECMA-262), with n of the standard called `point` and k called
// `count`.
char* write_es_number(char* out, double number) {
  if (number == 0) {  // also -0
    *out = '0';
    return out + 1;
  }
  if (number < 0) {
    *out++ = '-';
    number = -number;
  }
  // "d.ddde+XX" taken apart into the digits and the place of the point: the value is 0.DIGITS * 10^point.
  char text[kMaxNumberChars];
  const char* text_end = std::to_chars(text, text + sizeof text, number, std::chars_format::scientific).ptr;
  char digits[kMaxNumberChars];
  int count = 0;
  const char* at = text;
  for (; *at != 'e'; ++at) {
    if (*at != '.') digits[count++] = *at;
  }
  int exponent = 0;
  std::from_chars(at[1] == '+' ? at + 2 : at + 1, text_end, exponent);
  const int point = exponent + 1;

  // Very large or very small: digits with an exponent.
  if (point > 21 || point <= -6) {
    *out++ = digits[0];
    if (count > 1) {
      *out++ = '.';
      out = copy(out, digits + 1, count - 1);
    }
    *out++ = 'e';
    *out++ = exponent < 0 ? '-' : '+';
    return std::to_chars(out, out + 4, exponent < 0 ? -exponent : exponent).ptr;
  }
  // Smaller than one: "0." and zeros in front of the digits.
  if (point <= 0) {
    out = copy(out, "0.", 2);
    out = repeat_zero(out, -point);
    return copy(out, digits, count);
  }
  // An integer, perhaps with zeros behind its digits.
  if (count <= point) {
    out = copy(out, digits, count);
    return repeat_zero(out, point - count);
  }
  out = copy(out, digits, point);
  *out++ = '.';
  return copy(out, digits + point, count - point);
}

}  // namespace parley::json
