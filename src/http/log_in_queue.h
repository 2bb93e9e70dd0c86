// Log-ins that wait for a thread. Places are counted for each name at each address and for each address, and turns go
// round among the addresses and, at each, among the names: many log-ins of one name neither take the places of others
// at its address (an office, a scanner behind the same router) nor make them wait behind all of them. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "http/message.h"

namespace parley::http {

class Worker;

// screen: of a request whose body is not here yet.
enum class Task : std::uint8_t { answer, screen, give_memory_back };

struct Job {
  Worker* worker = nullptr;  // who owns the connection and gets the answer
  std::uint64_t connection = 0;
  Request request;
  Task task = Task::answer;
};

class LogInQueue {
 public:
  struct Places {
    std::size_t all = 0, per_address = 0, per_name = 0;
  };
  explicit LogInQueue(const Places& places) : places_(places) {}
  // False when there is no place for it. `name`: as whom (name_of()).
  bool add(Job job, std::string_view name);
  bool empty() const { return size_ == 0; }
  Job take();  // the next in turn; not when empty
  // Whose connection is closed waits no more. False when it does not wait: its turn has come.
  bool forget(const Worker* worker, std::uint64_t connection);
  void clear();

  // As whom the request logs in: the name of Basic credentials, shortened; else empty.
  static std::string name_of(const Request& request);

 private:
  struct Address {
    std::map<std::string, std::deque<Job>> names;
    std::deque<std::string> turns;  // of `names`
    std::size_t size = 0;
  };
  const Places places_;
  std::map<std::string, Address> addresses_;  // peer_group()
  std::deque<std::string> turns_;             // of `addresses_`
  std::size_t size_ = 0;
};

}  // namespace parley::http
