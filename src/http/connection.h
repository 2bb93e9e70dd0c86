// One connection as a state machine on its worker's thread: handshake, then requests one after the other, each read,
// answered by the fast handler or handed to the pool, and written; at the end a lingering close. The bytes are moved by
// a derived class (stream.cc), plain or TLS, which starts what it is told and reports how it went.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>

#include "http/request_reader.h"
#include "http/worker.h"

namespace parley::http {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

  virtual ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start();
  // Goes as far as it can without waiting.
  void run();
  void on_answer(Response response);          // of the slow handler
  void on_admittance(Admittance admittance);  // likewise
  void on_deadline();
  // Of a newcomer: closed for another one. False, and nothing happens, while its request is being handled: those are
  // few, and who logs in has waited for it.
  bool make_way();
  void drain();
  // When on_deadline() is due, by the worker's clock.
  std::int64_t deadline_ms() const { return deadline_ms_; }

 protected:
  enum class Io : std::uint8_t { ok, ended, failed };
  enum class Security : std::uint8_t { plain, tls };

  Connection(Worker& worker, std::uint64_t id, Admission admission, Security security);
  std::array<char, 65536>& rubbish() { return worker_.rubbish(); }

  // What the stream does. No two reads or writes are in progress at once; the memory stays until the report.
  virtual void start_handshake() = 0;                        // -> on_handshake
  virtual std::string client_certificate() = 0;              // once shaken hands: Request::client_certificate
  virtual void start_read(char* out, std::size_t size) = 0;  // -> on_read
  virtual std::size_t write_now(std::string_view head,
                                std::string_view body) = 0;                    // what goes without waiting, may be none
  virtual void start_write(std::string_view head, std::string_view body) = 0;  // -> on_written, perhaps of a part
  virtual std::size_t bytes_on_their_way() = 0;  // written, and not yet acknowledged by the other end
  virtual void start_goodbye() = 0;              // no more output -> on_goodbye
  virtual void start_discard() = 0;              // a read below TLS, into rubbish() -> on_read
  virtual void close_socket() = 0;
  void on_handshake(Io io);
  void on_read(Io io, std::size_t bytes);
  void on_written(Io io, std::size_t bytes);
  void on_goodbye();

 private:
  // continuing: "100 Continue" is being written, in the middle of reading. handling: the pool has the request, or its
  // header.
  enum class Phase : std::uint8_t { handshake, reading, continuing, handling, writing, lingering, closed };

  // Each does one step and says whether another can follow at once.
  bool read_request();
  bool write_output();
  bool write_rest();

  void consume();
  void make_room();
  void describe_request();
  void screen();
  void admit(Admittance admittance);
  void dispatch();
  bool park();
  void hand_over(Request request, Task task);
  void watch_for_the_end();
  void respond(Response response);
  void refuse(int status, std::string_view why);
  void send_continue();
  bool charge_header();
  void release_header();
  bool charge_body();
  void release_body();
  bool charge_answer();
  void release_answer();
  void begin_write_window();
  bool reader_keeps_up();
  void note_arrival(std::size_t before);
  void set_reading_deadline();
  void set_writing_deadline();
  void await_request();
  void end();   // no more output; waits for the peer to notice
  void part();  // the same between requests, when there is nothing that could get lost
  void close();
  bool find_place();
  void welcome();  // it has had an answer, or is over: it leaves Shared::newcomers

  Worker& worker_;
  const std::uint64_t id_;
  Admission admission_;
  Newcomers::Number newcomer_ = 0;  // 0: it is none
  const Security security_;
  std::string client_certificate_;
  RequestReader reader_;
  Phase phase_;
  AfterResponse after_ = AfterResponse::keep_alive;
  bool is_head_ = false;                    // the request being answered is HEAD
  bool continued_ = false;                  // "100 Continue" was sent for this request
  bool admitted_ = false;                   // its body may come
  bool parked_ = false;                     // handling, and nobody is at it: its answer comes when something happens
  bool reading_ = false, writing_ = false;  // the stream is at it
  bool goodbye_said_ = false, parting_ = false;
  Io input_state_ = Io::ok;  // what the last read brought besides bytes
  std::int64_t deadline_ms_ = kNever;

  // What was received and not yet taken by reader_: from input_begin_ to input_end_. Not touched while reading_.
  std::unique_ptr<char[]> input_;
  std::size_t input_size_ = 0, input_begin_ = 0, input_end_ = 0;
  bool input_is_new_ = false;  // reader_ has not seen the end of it

  std::int64_t idle_since_ms_ = 0, head_since_ms_ = 0;
  std::int64_t last_byte_ms_ = 0, window_since_ms_ = 0;
  std::size_t window_bytes_ = 0;  // of the body, in the present window of the minimum rate
  // What is counted in Shared's budgets, and in whose name there.
  const std::string holder_;        // whoever is at the other end; empty: a trusted proxy
  std::string sender_;              // of this body; empty: holder_, among strangers
  std::size_t charged_bytes_ = 0;   // of this body
  std::size_t header_charged_ = 0;  // of headers, in strangers
  std::size_t answer_charged_ = 0;
  const void* answer_shared_ = nullptr;
  std::size_t lingered_bytes_ = 0;

  std::string head_;
  Response response_;
  std::string_view output_head_, output_body_;  // what is left to write, of head_ and response_
  std::int64_t last_write_ms_ = 0, write_window_since_ms_ = 0;
  std::uint64_t written_bytes_ = 0;       // on this connection
  std::uint64_t arrived_bytes_ = 0;       // of them, acknowledged when that was last looked at
  std::uint64_t write_window_bytes_ = 0;  // likewise, when the present window of the minimum rate began
};

}  // namespace parley::http
