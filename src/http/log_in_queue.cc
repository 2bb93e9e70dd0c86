// A queue of queues of queues: addresses take turns, at each the names, at each name the requests
// in their order. Somebody who tries passwords fills the places of the names that he tries, at his
// address; everybody else's turn comes as soon as if he were not there.
#include "http/log_in_queue.h"

#include <algorithm>

#include "base/bytes.h"
#include "http/credentials.h"
#include "http/peer.h"

namespace parley::http {
namespace {

constexpr std::size_t kNameBytes = 128;  // no user's name is longer

}  // namespace

// The name is only claimed, which does no harm: it decides about places in this queue and nothing
// else.
std::string LogInQueue::name_of(const Request& request) {
  const std::string* authorization = request.header("Authorization");
  if (authorization == nullptr) return {};
  const auto credentials = parse_authorization(*authorization);
  if (!credentials.ok()) return {};
  const auto* basic = std::get_if<BasicCredentials>(&credentials.value());
  return basic == nullptr ? std::string() : basic->user.substr(0, kNameBytes);
}

// An address is in `turns_` once while something of it waits, and a name likewise at its address: whoever asks more
// often fills his own queue and has no more turns.
bool LogInQueue::add(Job job, std::string_view name) {
  // All three limits are looked at before anything is put in: a job that is refused leaves no empty
  // address or name behind.
  if (size_ >= places_.all) return false;
  std::string group = peer_group(job.request.peer);
  const auto known = addresses_.find(group);
  if (known != addresses_.end()) {
    if (known->second.size >= places_.per_address) return false;
    const auto waiting = known->second.names.find(std::string(name));
    if (waiting != known->second.names.end() && waiting->second.size() >= places_.per_name) return false;
  } else if (places_.per_address == 0 || places_.per_name == 0) {
    return false;
  }
  Address& address = addresses_[group];
  if (address.size == 0) turns_.push_back(std::move(group));
  std::deque<Job>& jobs = address.names[std::string(name)];
  if (jobs.empty()) address.turns.emplace_back(name);
  jobs.push_back(std::move(job));
  ++address.size, ++size_;
  return true;
}

// The address and the name go to the end of their rounds when they have more.
Job LogInQueue::take() {
  std::string group = std::move(turns_.front());
  turns_.pop_front();
  Address& address = addresses_[group];
  std::string name = std::move(address.turns.front());
  address.turns.pop_front();
  std::deque<Job>& jobs = address.names[name];
  Job next = std::move(jobs.front());
  jobs.pop_front();
  --address.size, --size_;
  if (jobs.empty())
    address.names.erase(name);
  else
    address.turns.push_back(std::move(name));
  if (address.size == 0)
    addresses_.erase(group);
  else
    turns_.push_back(std::move(group));
  return next;
}

// Looks through all that wait. There are a few hundred places, and a connection that closes while
// it waits is rare.
bool LogInQueue::forget(const Worker* worker, std::uint64_t connection) {
  for (auto& [group, address] : addresses_)
    for (auto& [name, jobs] : address.names) {
      const auto found = std::find_if(jobs.begin(), jobs.end(), [&](const Job& job) {
        return job.worker == worker && job.connection == connection;
      });
      if (found == jobs.end()) continue;
      jobs.erase(found);
      --address.size, --size_;
      if (jobs.empty()) {
        std::erase(address.turns, name);
        address.names.erase(name);
      }
      if (address.size == 0) {
        std::erase(turns_, group);
        addresses_.erase(group);
      }
      return true;
    }
  return false;
}

// Without an answer to those who wait; see Pool::stop().
void LogInQueue::clear() {
  addresses_.clear();
  turns_.clear();
  size_ = 0;
}

}  // namespace parley::http
