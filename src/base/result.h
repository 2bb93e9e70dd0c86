// Result<T>: a value, or an Error that says why there is none.
//
// Everything that input, a peer, the disk or a database can cause travels as a Result; exceptions do not cross a
// function boundary in Parley. Callers branch on the code; people read the message. Shaped like std::expected.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace parley {

// A short closed list: HTTP status and exit status are each one `switch` over it.
enum class Code {
  invalid_input,  // the bytes that came in are wrong; asking again with the same bytes gives the same answer
  not_found,
  conflict,      // it contradicts what is already held
  unauthorized,  // no or wrong credentials
  forbidden,     // known, but not allowed
  too_large,
  unsupported,  // understood, but this version does not do it
  unavailable,  // cannot be done now (disk full, locked, overloaded); asking later may work
  corrupt,      // what is stored is damaged
  internal,
};
std::string_view to_string(Code code);

struct Error {
  Code code = Code::internal;
  std::string message;

  // The same error with what was being done in front, so that it reads as a path: "collection 91a7: object 17: ...".
  Error in(std::string_view context) const& { return {code, std::string(context) + ": " + message}; }
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& value() & { return *std::get_if<0>(&state_); }
  const T& value() const& { return *std::get_if<0>(&state_); }
  T&& value() && { return std::move(*std::get_if<0>(&state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const& { return *std::get_if<1>(&state_); }
  Error&& error() && { return std::move(*std::get_if<1>(&state_)); }
  Result in(std::string_view context) && {
    if (ok()) return std::move(*this);
    return error().in(context);
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}
  bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  const Error& error() const& { return *error_; }
  Error&& error() && { return std::move(*error_); }
  Result in(std::string_view context) && {
    if (ok()) return {};
    return error_->in(context);
  }

 private:
  std::optional<Error> error_;
};
using Status = Result<void>;

// Stops the process when an invariant of our own is broken. Never for input.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace parley

#define PARLEY_CHECK(condition) ((condition) ? void() : ::parley::check_failed(#condition, __FILE__, __LINE__))

#define PARLEY_CONCAT_(a, b) a##b
#define PARLEY_CONCAT(a, b) PARLEY_CONCAT_(a, b)
// PARLEY_TRY(auto value, call());  declares `value`, or returns the error of call().
#define PARLEY_TRY(declaration, ...) PARLEY_TRY_(PARLEY_CONCAT(parley_try_, __LINE__), declaration, __VA_ARGS__)
#define PARLEY_TRY_(temp, declaration, ...)       \
  auto temp = (__VA_ARGS__);                      \
  if (!temp.ok()) return std::move(temp).error(); \
  declaration = std::move(temp).value()
// PARLEY_TRY_STATUS(call());  returns the error of a Result<void>.
#define PARLEY_TRY_STATUS(...)                                          \
  do {                                                                  \
    auto parley_status_ = (__VA_ARGS__);                                \
    if (!parley_status_.ok()) return std::move(parley_status_).error(); \
  } while (false)
