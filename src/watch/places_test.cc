// Every place where a record of Suricata or Zeek can have a value: read, or named as left out.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>

#include "pattern/index.h"
#include "watch/eve_places.h"
#include "watch/search.h"
#include "watch/testing.h"
#include "watch/zeek_columns.h"

namespace parley::watch {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using namespace watch::testing;

constexpr std::string_view kProbe = "203.0.113.91";

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  std::istringstream in{std::string(text)};
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

// "path: name name" -> "path.name"
std::vector<std::pair<std::string, std::string>> members(const std::string& file) {
  std::vector<std::pair<std::string, std::string>> out;
  std::istringstream in(testdata(file));
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::size_t colon = line.find(':');
    for (const auto& name : words_of(line.substr(colon + 1))) out.emplace_back(line.substr(0, colon), name);
  }
  return out;
}

template <class Table>
std::set<std::string> left_out(const Table& table, std::string_view Table::value_type::*names) {
  std::set<std::string> out;
  for (const auto& row : table)
    for (const auto& name : words_of(row.*names)) out.insert(name);
  return out;
}

// {"a":{"b":VALUE}}
std::string nested(const std::string& path, const std::string& value) {
  const std::size_t dot = path.find('.');
  if (dot == std::string::npos) return "\"" + path + "\":" + value;
  return "\"" + path.substr(0, dot) + "\":{" + nested(path.substr(dot + 1), value) + "}";
}

bool is_there(const Record& record, std::string_view probe) {
  return record.time == probe || std::any_of(record.fields.begin(), record.fields.end(), [&](const Field& field) {
           return field.role != Role::none && field.value.find(probe) != std::string_view::npos;
         });
}

std::string padded(std::string line) { return line.append(kPadding, ' '); }

bool reads(LogReader& reader, const std::string& line, std::string_view probe) {
  Record record;
  const std::string text = padded(line);
  (void)reader.read(std::string_view(text).substr(0, line.size()), record);
  return is_there(record, probe);
}

TEST(SuricataPlaces, EachOfTheSchemaIsReadOrNamedAsLeftOut) {
  std::set<std::string> places, out = left_out(eve_left_out(), &EveLeftOut::paths);
  for (const auto& place : eve_places()) places.insert(std::string(place.path));
  places.insert("http.request_headers.value");
  places.insert("http.response_headers.value");
  const auto is_left_out = [&](std::string path, const std::string& name) {
    if (out.contains("*." + name)) return true;
    for (;; path.resize(path.rfind('.'))) {
      if (out.contains(path)) return true;
      if (path.find('.') == std::string::npos) return false;
    }
  };
  const auto reader = make_suricata_reader();
  std::size_t seen = 0, read_places = 0;
  for (const auto& [object, name] : members("eve_places.txt")) {
    const std::string path = object.empty() ? name : object + "." + name;
    ++seen;
    if (path == "event_type") continue;
    if (!places.contains(path)) {
      EXPECT_TRUE(is_left_out(path, name)) << path << " is neither read nor left out";
      continue;
    }
    ++read_places;
    const std::string probe = path.ends_with("certificate") || path.ends_with("chain")
                                  ? std::string("MIIB")  // DER in base64: read as what it hashes to
                                  : std::string(kProbe);
    for (const std::string& value : {"\"" + probe + "\"", "[\"" + probe + "\"]"}) {
      if (path.ends_with("_headers.value") && value.starts_with('[')) continue;  // a header's value is one text
      const std::string wanted = probe == "MIIB" ? std::string("0e15") : probe;
      Record record;
      const std::string text = padded(
          "{\"timestamp\":\"2026-11-22T08:24:53.5+0000\",\"event_type\":\"x\"," +
          (path == "timestamp" ? "\"proto\":\"TCP\"," + nested(path, "\"" + probe + "\"") : nested(path, value)) + "}");
      (void)reader->read(std::string_view(text).substr(0, text.size() - kPadding), record);
      if (probe == "MIIB")
        EXPECT_EQ(record.fields.size(), 2u) << path;  // SHA-256 and SHA-1
      else
        EXPECT_TRUE(is_there(record, wanted)) << path;
    }
  }
  EXPECT_GT(seen, 900u);
  EXPECT_GT(read_places, 190u);
}

TEST(ZeekColumns, EachOfEveryLogIsReadOrNamedAsLeftOut) {
  const auto out = left_out(zeek_left_out(), &ZeekLeftOut::columns);
  std::size_t seen = 0;
  for (const auto& [log, name] : members("zeek_columns.txt")) {
    ++seen;
    const Role role = zeek_role(zeek_log(log), name);
    if (role == Role::none) {
      const std::string first = name.substr(0, name.find('.'));
      EXPECT_TRUE(out.contains(log + "." + name) || out.contains(log + "." + first) || out.contains("*." + name) ||
                  out.contains("*." + first) || out.contains(log))
          << log << "." << name << " is neither read nor left out";
      continue;
    }
    if (role == Role::command || role == Role::certificate) continue;
    const auto json = make_zeek_json_reader(), table = make_zeek_tsv_reader();
    const std::string probe(kProbe);
    EXPECT_TRUE(reads(*json, fmt::format(R"({{"_path":"{}","{}":"{}"}})", log, name, probe), probe))
        << log << "." << name << " flat";
    EXPECT_TRUE(reads(*json, fmt::format("{{\"_path\":\"{}\",{}}}", log, nested(name, "\"" + probe + "\"")), probe))
        << log << "." << name << " nested";
    (void)reads(*table, "#separator \\x09", probe);
    (void)reads(*table, "#path\t" + log, probe);
    (void)reads(*table, "#fields\t" + name + "\tother", probe);
    (void)reads(*table, "#types\tstring\tstring", probe);
    EXPECT_TRUE(reads(*table, probe + "\t-", probe)) << log << "." << name << " as a table";
  }
  EXPECT_GT(seen, 700u);
}

// What is met of a line when these patterns are searched for.
class Patterns {
 public:
  explicit Patterns(const std::vector<std::string>& patterns) {
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      const std::string id = fmt::format("indicator--00000000-0000-4000-8000-{:012}", i);
      ids_[id] = patterns[i];
      const auto put = index_.put({.id = id, .pattern = patterns[i], .valid_from = {}, .valid_until = {}});
      EXPECT_TRUE(put.ok()) << patterns[i];
    }
  }
  std::vector<std::string> met(const std::string& text, std::optional<Format> format = std::nullopt) {
    Searcher searcher(index_);
    std::vector<std::string> out;
    Log log("t", source_of(text), {.format = format});
    EXPECT_TRUE(log.open().ok()) << text;
    while (log.next())
      for (const auto& hit : searcher.search(log.record(), log.at()))
        out.push_back(ids_[index_.find(hit.indicator)->id]);
    return out;
  }

 private:
  pattern::Index index_;
  std::map<std::string, std::string> ids_;
};

std::string eve(const std::string& members, int port = 80) {
  return R"({"timestamp":"2026-11-22T08:24:53.5+0000","event_type":"x","src_ip":"192.0.2.20","src_port":50123,)" +
         fmt::format(R"("dest_ip":"198.51.100.40","dest_port":{},"proto":"TCP",{}}})", port, members) + "\n";
}
std::string url(const std::string& text) { return "[url:value = '" + text + "']"; }

TEST(RequestUrls, OfSuricataHaveTheRightPort) {
  const std::string with = url("http://drop.bad-host.example:8081/stage"),
                    without = url("http://drop.bad-host.example/stage"),
                    tls = url("https://drop.bad-host.example/stage"), v6 = url("http://[2001:db8::9]:8081/stage"),
                    tls_port = url("https://drop.bad-host.example:8443/stage");
  Patterns patterns({with, without, tls, v6, tls_port});
  const auto http = [](const std::string& more, int port, const std::string& host = "drop.bad-host.example") {
    return eve(R"("http":{"hostname":")" + host + R"(","url":"/stage","http_method":"GET")" + more + "}", port);
  };
  EXPECT_THAT(patterns.met(http(R"(,"http_port":8081)", 8081)), ElementsAre(with));
  EXPECT_THAT(patterns.met(http(R"(,"http_port":80)", 80)), ElementsAre(without));
  EXPECT_THAT(patterns.met(http("", 80)), ElementsAre(without));
  EXPECT_THAT(patterns.met(http("", 443)), UnorderedElementsAre(without, tls));
  EXPECT_THAT(patterns.met(http(R"(,"http_port":8081)", 8081, "[2001:db8::9]")), ElementsAre(v6));
  EXPECT_THAT(patterns.met(http(R"(,"http_port":8081)", 8081, "2001:db8::9")), ElementsAre(v6));
  // A proxy is asked for all of it, and the connection's port is the proxy's.
  EXPECT_THAT(patterns.met(eve(R"("http":{"hostname":"drop.bad-host.example","http_port":8081,"url":)"
                               R"("http://drop.bad-host.example:8081/stage"})",
                               3128)),
              ElementsAre(with));
  // HTTP/2 says its scheme.
  EXPECT_THAT(patterns.met(http(R"(,"http_port":8443,"request_headers":[{"name":":scheme","value":"https"}])", 8443)),
              ElementsAre(tls_port));
  EXPECT_THAT(patterns.met(http(R"(,"request_headers":[{"value":"https","name":":scheme"}])", 443)), ElementsAre(tls));
}

TEST(RequestUrls, OfZeekHaveThePortOfTheConnection) {
  const std::string with = url("http://drop.bad-host.example:8081/stage"),
                    without = url("http://drop.bad-host.example/stage"),
                    tls = url("https://drop.bad-host.example/stage"), v6 = url("http://[2001:db8::9]:8081/stage");
  Patterns patterns({with, without, tls, v6});
  const auto http = [](int port, const std::string& host, const std::string& uri = "/stage") {
    return fmt::format(
        R"({{"ts":1763800003.25,"uid":"C5","id.orig_h":"192.0.2.25","id.resp_h":"198.51.100.25","id.resp_p":{},"method":"GET","host":"{}","uri":"{}","request_body_len":0}})"
        "\n",
        port, host, uri);
  };
  EXPECT_THAT(patterns.met(http(8081, "drop.bad-host.example")), ElementsAre(with));
  EXPECT_THAT(patterns.met(http(80, "drop.bad-host.example")), ElementsAre(without));
  EXPECT_THAT(patterns.met(http(443, "drop.bad-host.example")), ElementsAre(tls));
  EXPECT_THAT(patterns.met(http(80, "drop.bad-host.example:8081")), ElementsAre(with));
  EXPECT_THAT(patterns.met(http(8081, "[2001:db8::9]")), ElementsAre(v6));
  EXPECT_THAT(patterns.met(http(3128, "drop.bad-host.example", "http://drop.bad-host.example/stage")),
              ElementsAre(without));
  EXPECT_THAT(patterns.met(http(3128, "drop.bad-host.example", "drop.bad-host.example:443")), IsEmpty());
}

TEST(SuricataPlaces, NamesAddressesAndHashesAreMetWhereverTheyStand) {
  const std::string name = "[domain-name:value = 'edge.bad-host.example']",
                    address = "[ipv4-addr:value = '203.0.113.91']", mac = "[mac-addr:value = '00:00:5e:00:53:16']",
                    file = "[file:name = 'evil.exe']", mail = "[email-addr:value = 'ada@bad-host.example']",
                    link = url("http://edge.bad-host.example/a"), print = "[network-traffic:x_ja4 = 'q13d0000h3']",
                    both = "[file:name = 'evil.exe' AND file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e']";
  Patterns patterns({name, address, mac, file, mail, link, print, both});
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"("quic":{"sni":"edge.bad-host.example"})", name},
      {R"("tls":{"sni":"EDGE.bad-host.example."})", name},
      {R"("tls":{"subject":"C=XX, CN=edge.bad-host.example"})", name},
      {R"("tls":{"subjectaltname":["x.example","edge.bad-host.example"]})", name},
      {R"("dns":{"version":3,"type":"request","queries":[{"rrname":"edge.bad-host.example"}]})", name},
      {R"("dns":{"version":2,"type":"answer","authorities":[{"rrname":"z.example","soa":{"mname":"edge.bad-host.example"}}]})",
       name},
      {R"("dns":{"answers":[{"rrtype":"SRV","srv":{"name":"edge.bad-host.example","port":5060}}]})", name},
      {R"("mdns":{"queries":[{"rrname":"edge.bad-host.example"}]})", name},
      {R"("smb":{"kerberos":{"snames":["cifs/edge.bad-host.example"]}})", name},
      {R"("http":{"hostname":"x.example","url":"/","http_refer":"http://edge.bad-host.example/x"})", name},
      {R"("http":{"hostname":"edge.bad-host.example","http_port":443,"url":"edge.bad-host.example:443","http_method":"CONNECT"})",
       name},
      {R"("dns":{"version":3,"type":"response","additionals":[{"rrname":"ns1.z.example","rrtype":"A","rdata":"203.0.113.91"}]})",
       address},
      {R"("dns":{"grouped":{"A":["192.0.2.9","203.0.113.91"]}})", address},
      {R"("dhcp":{"assigned_ip":"203.0.113.91"})", address},
      {R"("http":{"hostname":"x.example","url":"/","xff":"192.0.2.4, 203.0.113.91"})", address},
      {R"("alert":{"signature_id":1,"xff":"203.0.113.91"})", address},
      {R"("tunnel":{"src_ip":"203.0.113.91","depth":1})", address},
      {R"("bittorrent_dht":{"response":{"values":[{"ip":"203.0.113.91","port":6881}]}})", address},
      {R"("bittorrent_dht":{"response":{"values":["203.0.113.91:6881"]}})", address},
      {R"("sip":{"uri":"sip:bob@203.0.113.91:5060;transport=udp"})", address},
      {R"("sip":{"sdp":{"connection_data":"IN IP4 203.0.113.91"}})", address},
      {R"("snmp":{"trap_address":"203.0.113.91"})", address},
      {R"x("ftp":{"command":"PASV","reply":["Entering Passive Mode (203,0,113,91,19,137)"]})x", address},
      {R"("ftp":{"command":"PORT","command_data":"203,0,113,91,19,137"})", address},
      {R"("email":{"received":["from x ([203.0.113.91]) by y.example; Mon"]})", address},
      {R"("ether":{"src_macs":["00:00:5e:00:53:16"],"dest_macs":["00:00:5e:00:53:01"]})", mac},
      {R"("ether":{"src_mac":"00:00:5e:00:53:01","dest_mac":"00:00:5E:00:53:16"})", mac},
      {R"("arp":{"src_mac":"00:00:5e:00:53:16"})", mac},
      {R"("dhcp":{"client_mac":"00:00:5e:00:53:16"})", mac},
      {R"("smb":{"filename":"dir\\evil.exe"})", file},
      {R"("tftp":{"file":"evil.exe"})", file},
      {R"("nfs":{"rename":{"from":"a","to":"evil.exe"}})", file},
      {R"("ftp":{"command":"RETR","command_data":"pub/evil.exe"})", file},
      {R"("ftp_data":{"filename":"evil.exe"})", file},
      {R"("email":{"attachment":["a.txt","evil.exe"]})", file},
      {R"("smtp":{"rcpt_to":["<x@y.example>","<ada@bad-host.example>"]})", mail},
      {R"("email":{"to":["X <x@y.example>, \"A, L\" <ada@bad-host.example>"]})", mail},
      {R"("email":{"cc":["ada@bad-host.example"]})", mail},
      {R"("quic":{"ja4":"q13d0000h3"})", print},
      {R"("tls":{"ja4":"q13d0000h3"})", print}};
  for (const auto& [members, expected] : cases)
    EXPECT_THAT(patterns.met(eve(members)), ElementsAre(expected)) << members;
  // Suricata leaves the scheme of a link in a mail away, unless it is asked for it.
  EXPECT_THAT(patterns.met(eve(R"("email":{"url":["edge.bad-host.example/a"]})")), UnorderedElementsAre(name, link));
  EXPECT_THAT(
      patterns.met(eve(R"("http":{"hostname":"x.example","url":"/","redirect":"http://edge.bad-host.example/a"})")),
      UnorderedElementsAre(name, link));
  // The second of several files, by its name without the folder and its hash.
  EXPECT_THAT(patterns.met(eve(R"("files":[{"filename":"/a.txt","md5":"00000000000000000000000000000000"},)"
                               R"({"filename":"/x/evil.exe","md5":"d41d8cd98f00b204e9800998ecf8427e"}])")),
              UnorderedElementsAre(file, both));
  // What a rule looks for was not seen.
  EXPECT_THAT(patterns.met(eve(R"("alert":{"signature":"edge.bad-host.example","rule":"content:\"203.0.113.91\""})")),
              IsEmpty());
}

TEST(ZeekColumns, MeanWhatTheyMeanInTheirLog) {
  const std::string name = "[domain-name:value = 'edge.bad-host.example']",
                    address = "[ipv4-addr:value = '203.0.113.91']", file = "[file:name = 'evil.exe']",
                    mac = "[mac-addr:value = '00:00:5e:00:53:16']", subject = "[email-message:subject = 'CN=x']",
                    certificate = "[x509-certificate:subject = 'CN=x']", link = url("http://edge.bad-host.example/a"),
                    who = "[user-account:account_login = 'eve/EXAMPLE.ORG']";
  Patterns patterns({name, address, file, mac, subject, certificate, link, who});
  const auto line = [](const std::string& members) { return R"({"ts":1763800003.25,"uid":"C5",)" + members + "}\n"; };
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"("_path":"smtp","subject":"CN=x")", subject},
      {R"("subject":"CN=x","mailfrom":"a@b.example")", subject},
      {R"("_path":"ssl","subject":"CN=x")", certificate},
      {R"("subject":"CN=x","established":true)", certificate},
      {R"("_path":"quic","server_name":"edge.bad-host.example")", name},
      {R"("_path":"ntlm","server_dns_computer_name":"edge.bad-host.example")", name},
      {R"("_path":"kerberos","service":"HTTP/edge.bad-host.example")", name},
      {R"("_path":"kerberos","client":"eve/EXAMPLE.ORG")", who},
      {R"("_path":"socks","request":{"name":"edge.bad-host.example"})", name},
      {R"("_path":"socks","request.host":"203.0.113.91")", address},
      {R"("_path":"dhcp","assigned_addr":"203.0.113.91")", address},
      {R"("_path":"dhcp","mac":"00:00:5e:00:53:16")", mac},
      {R"("_path":"radius","mac":"00-00-5E-00-53-16")", mac},
      {R"("_path":"http","proxied":["X-FORWARDED-FOR -> 203.0.113.91"])", address},
      {R"("_path":"sip","request_path":["SIP/2.0/UDP 203.0.113.91:5060"])", address},
      {R"("_path":"notice","msg":"203.0.113.91 scanned at least 25 hosts")", address},
      {R"("_path":"syslog","message":"sshd[1]: Failed password from 203.0.113.91 port 22")", address},
      {R"("_path":"smb_mapping","path":"\\\\203.0.113.91\\ipc$")", address},
      {R"("_path":"smb_files","name":"temp\\evil.exe","path":"\\\\x\\c$")", file},
      {R"("_path":"ftp","command":"RETR","arg":"pub/evil.exe")", file},
      {R"("_path":"irc","dcc_file_name":"evil.exe")", file},
      {R"("_path":"known_services","host":"203.0.113.91","port_num":22)", address},
      {R"("_path":"intel","seen":{"indicator":"203.0.113.91"})", address}};
  for (const auto& [members, expected] : cases)
    EXPECT_THAT(patterns.met(line(members)), ElementsAre(expected)) << members;
  EXPECT_THAT(patterns.met(line(R"("_path":"ftp","command":"RETR","arg":"ftp://edge.bad-host.example/x/evil.exe")")),
              Contains(name));
  EXPECT_THAT(patterns.met(line(R"("_path":"notice","file_desc":"http://edge.bad-host.example/a")")),
              UnorderedElementsAre(name, link));
}

}  // namespace
}  // namespace parley::watch
