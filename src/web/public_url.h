// Where people find the room, exactly: what Host and Origin of every request are held against. A name that leads here
// by some other way (DNS rebinding) is not the room's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "node/config.h"

namespace parley::web {

class PublicUrl {
 public:
  // What [room] public_url says, else http://NAME.localhost:PORT, where NAME is made of the party's: browsers keep all
  // names under localhost on this machine, and what one of them has (cookies) no other is sent.
  static PublicUrl of(const node::Config& config, std::uint16_t port);
  explicit PublicUrl(std::string_view url);

  const std::string& origin() const { return origin_; }  // as browsers write it: "http://ruritania.localhost:6102"
  bool is_secure() const { return secure_; }
  bool is_host(std::string_view host) const;  // the value of a Host field
  bool is_origin(std::string_view origin) const { return origin == origin_; }

 private:
  std::string authority_, origin_;
  bool secure_ = false;
};

}  // namespace parley::web
