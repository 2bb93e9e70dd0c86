#include "http/late_answer.h"

#include "http/worker.h"

namespace parley::http {

LateAnswer::LateAnswer(Worker& worker, std::uint64_t connection)
    : worker_(&worker), connection_(connection), given_(std::make_shared<std::atomic<bool>>(false)) {}

// By the connection's number, as answers of the pool: it may be gone, and is then not found.
void LateAnswer::give(Response response) const {
  if (!given_->exchange(true)) worker_->complete(connection_, std::move(response));
}

}  // namespace parley::http
