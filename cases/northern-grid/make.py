#!/usr/bin/env python3
"""Writes bundle.json beside it: the attack on the northern grid and the interference in Ruritania's election.

Everything is invented; README.md tells the story. Licence of this file and of what it writes: CC0-1.0.
Running it again writes the same bytes: identifiers are derived from the short names used here, times are fixed.
"""
import base64
import hashlib
import json
import pathlib
import uuid

HERE = pathlib.Path(__file__).parent
SCO_NAMESPACE = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")  # STIX 2.1 section 2.9
TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
CONTRIBUTING = {  # ID contributing properties of the cyber-observables used here (STIX 2.1 section 6)
    "artifact": ["hashes", "payload_bin"], "autonomous-system": ["number"], "directory": ["path"],
    "domain-name": ["value"], "email-addr": ["value"], "email-message": ["from_ref", "subject", "body"],
    "file": ["hashes", "name", "extensions", "parent_directory_ref"], "ipv4-addr": ["value"], "ipv6-addr": ["value"],
    "mac-addr": ["value"], "mutex": ["name"],
    "network-traffic": ["start", "end", "src_ref", "dst_ref", "src_port", "dst_port", "protocols", "extensions"],
    "process": [], "software": ["name", "cpe", "swid", "vendor", "version"], "url": ["value"],
    "user-account": ["account_type", "user_id", "account_login"], "windows-registry-key": ["key", "values"],
    "x509-certificate": ["hashes", "serial_number"],
}

objects = []
ids = {}       # short name -> identifier
markings = {}  # TLP level -> identifier


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def made_up_uuid(text):
    return str(uuid.UUID(bytes=hashlib.sha256(f"northern-grid/{text}".encode()).digest()[:16], version=4))


def when(text):
    return text if "T" in text else f"{text}T09:00:00.000Z"


def ref(name):
    return ids[name] if "--" not in name else name


def refs(*names):
    return [ref(name) for name in names]


def add(type_, key, by, created, tlp, **properties):
    """A domain, relationship or meta object; `by` and everything in *_ref(s) are short names."""
    id_ = ids.setdefault(key, f"{type_}--{made_up_uuid(key)}")
    one = {"type": type_, "spec_version": "2.1", "id": id_}
    if by:
        one["created_by_ref"] = ref(by)
    one["created"] = when(created)
    one["modified"] = when(properties.pop("modified", created))
    one.update(properties)
    one.setdefault("object_marking_refs", [markings[tlp]])
    objects.append(one)
    return id_


def observe(type_, key, /, tlp="green", **properties):
    """A cyber-observable object with the identifier that the standard derives from its content."""
    named = {name: properties[name] for name in CONTRIBUTING[type_] if name in properties}
    if "hashes" in named:
        first = next(name for name in ("MD5", "SHA-1", "SHA-256", "SHA-512") if name in named["hashes"])
        named["hashes"] = {first: named["hashes"][first]}
    text = json.dumps(named, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    suffix = str(uuid.uuid5(SCO_NAMESPACE, text)) if named else made_up_uuid(key)
    ids[key] = f"{type_}--{suffix}"
    objects.append({"type": type_, "spec_version": "2.1", "id": ids[key], "object_marking_refs": [markings[tlp]], **properties})


def relate(source, kind, target, by="nso", created="2025-06-02", tlp="green", **more):
    add("relationship", f"{source} {kind} {target}", by, created, tlp, relationship_type=kind, source_ref=ref(source), target_ref=ref(target), **more)


def news(paper, day, title, file):
    text = (HERE.parent / "lake-tarn" / file).read_bytes()
    return {"source_name": paper, "description": f"{title} ({day})", "url": f"https://{paper}.example/{day}",
            "hashes": {"SHA-256": hashlib.sha256(text).hexdigest()}}


# ---- markings: the objects that OASIS publishes for TLP 2.0, and a statement of our own ----
objects.append({
    "type": "extension-definition", "spec_version": "2.1", "id": TLP_EXTENSION, "created_by_ref": "identity--b3bca3c2-1f3d-4b54-b44f-dac42c3a8f01",
    "created": "2022-10-01T00:00:00.000Z", "modified": "2022-10-01T00:00:00.000Z", "name": "TLP 2.0", "description": "This defines TLP 2.0 as a STIX extension",
    "schema": "https://github.com/oasis-open/cti-stix-common-objects/tree/master/extension-definition-specifications/tlp-2.0",
    "version": "1.0.0", "extension_types": ["property-extension"]})
for level, suffix in (("clear", "94868c89-83c2-464b-929b-a1a8aa3c8487"), ("green", "bab4a63c-aed9-4cf5-a766-dfca5abac2bb"),
                      ("amber", "55d920b0-5e8b-4f79-9ee9-91f868d9b421"), ("amber+strict", "939a9414-2ddd-4d32-a0cd-375ea402b003"),
                      ("red", "e828b379-4e03-4974-9ac4-e53a884c97c1")):
    markings[level] = f"marking-definition--{suffix}"
    objects.append({"type": "marking-definition", "spec_version": "2.1", "id": markings[level], "created": "2022-10-01T00:00:00.000Z",
                    "name": f"TLP:{level.upper()}", "extensions": {TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": level}}})
ids["nso"] = f"identity--{made_up_uuid('nso')}"
ids["released"] = f"marking-definition--{made_up_uuid('released')}"
objects.append({"type": "marking-definition", "spec_version": "2.1", "id": ids["released"], "created_by_ref": ids["nso"], "created": when("2025-06-02"),
                "name": "Released by the National Signals Office", "definition_type": "statement",
                "definition": {"statement": "Released by the National Signals Office of Ruritania. Invented for Parley; CC0-1.0."}})

# ---- who and where ----
for key, name, region, latitude, longitude, area in (
        ("ruritania", "Ruritania", "eastern-europe", None, None, None), ("graustark", "Graustark", "eastern-europe", None, None, None),
        ("strelsau", "Strelsau", "eastern-europe", 50.08, 14.46, "Capital District"), ("edelweiss", "Edelweiss", "eastern-europe", 48.92, 22.31, "Edelweiss"),
        ("north", "The Northern Province of Ruritania", "eastern-europe", 50.77, 15.06, "Northern Province"),
        ("tarn", "Lake Tarn", "eastern-europe", 49.49, 18.61, None)):
    place = {"latitude": latitude, "longitude": longitude, "precision": 5000.0} if latitude else {}
    if area:
        place["administrative_area"] = area
    add("location", key, "nso", "2025-03-12", "clear", name=name, region=region, **place)

PARTIES = (  # short name, name, class, sectors, seat, what to know
    ("nso", "National Signals Office", "organization", ["government-national"], "strelsau", "Ruritania's authority for signals intelligence and network defence."),
    ("cert", "Computer Emergency Team of Ruritania", "organization", ["government-national"], "strelsau", "Coordinates the answer to incidents; part of the National Signals Office."),
    ("interior", "Ministry of the Interior of Ruritania", "organization", ["government-national"], "strelsau", "Runs elections and the register of voters."),
    ("energy", "Ministry of Energy of Ruritania", "organization", ["government-national", "energy"], "strelsau", "Says that it has acted on every recommendation."),
    ("foreign", "Ministry of Foreign Affairs of Ruritania", "organization", ["government-national"], "strelsau", "Konrad Tarlenheim, minister."),
    ("chancellery", "Office of the Chancellor of Ruritania", "organization", ["government-national"], "strelsau", "Ilse Rassendyll, chancellor."),
    ("nordstrom", "Nordstrom", "organization", ["energy", "utilities"], "north", "Operator of the northern power grid: four substations, 1.1 million connections."),
    ("courier", "The Courier", "organization", ["communications"], "strelsau", "Newspaper, Strelsau."),
    ("dispatch", "The Dispatch", "organization", ["communications"], "edelweiss", "Newspaper, Edelweiss."),
    ("mfa-g", "Ministry of Foreign Affairs of Graustark", "organization", ["government-national"], "edelweiss", "Pavel Quinnox, minister."),
    ("presidency-g", "Office of the President of Graustark", "organization", ["government-national"], "edelweiss", "Danil Gorvenko, president; Mira Halfont, spokeswoman."),
    ("intelligence-g", "Military Intelligence Service of Graustark", "organization", ["defense", "government-national"], "edelweiss", "General Ivo Maretz, head."),
    ("institute-g", "Energy Institute of Graustark", "organization", ["energy"], "edelweiss", "Karel Vos, director. Its staff has not been allowed to visit the site."),
    ("halden", "Halden Automation", "organization", ["technology", "manufacturing"], None, "Maker of the SubLink gateway, through which substations are reached from afar."),
    ("voters", "Voters in the northern constituencies", "class", None, "north", "60,000 of them received a false notice of their polling station."),
    ("fleck", "Anna Fleck", "individual", ["energy"], "north", "Chief engineer of Nordstrom."),
)
for key, name, class_, sectors, seat, text in PARTIES:
    more = {"sectors": sectors} if sectors else {}
    add("identity", key, "nso", "2025-03-12", "clear", name=name, description=text, identity_class=class_, **more)
for key, _, _, _, seat, _ in PARTIES:
    if seat:
        relate(key, "located-at", seat, created="2025-03-12", tlp="clear")
for city, country in (("strelsau", "ruritania"), ("north", "ruritania"), ("edelweiss", "graustark")):
    relate(city, "related-to", country, created="2025-03-12", tlp="clear", description="Lies in it.")

# ---- how they work: our own techniques, against networks and against an election ----
GRID, VOTE = "northern-grid-intrusion", "northern-grid-influence"
for key, name, chain, phase, text in (
        ("phish", "Letter from a supplier", GRID, "entry", "A mail in the name of a supplier asks the reader to open a maintenance plan."),
        ("valid", "Use of an engineer's account", GRID, "entry", "Logging in from afar with stolen credentials of people who do so every day."),
        ("gateway", "Way in through the substation gateway", GRID, "movement", "The gateway that lets engineers reach the substations lets others do so too."),
        ("tunnel", "Tunnel through an allowed port", GRID, "command", "Control traffic is wrapped in TLS to a rented server."),
        ("breaker", "Opening of breakers by the operator's own protocol", GRID, "effect", "Commands that the control room might give are given by somebody else."),
        ("wipe", "Wiping of operator stations", GRID, "effect", "The stations that could undo it are made useless first."),
        ("forge", "Forged official notice", VOTE, "preparation", "A letter or short message with the seal of an authority names a wrong place or day."),
        ("double", "Double of a newspaper", VOTE, "preparation", "A site that looks like a known newspaper carries what that newspaper never wrote."),
        ("network", "Network of invented readers", VOTE, "spreading", "Accounts that belong to nobody pass a story on until it seems to be everywhere."),
        ("flood", "Many explanations at once", VOTE, "defence", "So many accounts of an event are offered that none is believed."),
        ("demobilise", "Keeping voters at home", VOTE, "effect", "Some are sent to the wrong place, others told that it is pointless.")):
    add("attack-pattern", key, "cert", "2025-04-07", "clear", name=name, description=text,
        kill_chain_phases=[{"kill_chain_name": chain, "phase_name": phase}],
        external_references=[{"source_name": "northern-grid", "external_id": f"NG-{key}", "description": "Own technique of this worked case."}])

# ---- who did it, as the National Signals Office sees it ----
add("threat-actor", "unit9", "nso", "2025-06-02", "green", name="Unit 9", aliases=["Lampblack"], threat_actor_types=["nation-state"], roles=["agent", "malware-author"],
    description="A branch of Graustark's military intelligence service, according to the National Signals Office. Graustark's parliament was told, or was not told, "
                "that it was disbanded two years ago.", goals=["Pressure on Ruritania before talks"], sophistication="expert", resource_level="government",
    primary_motivation="dominance", first_seen="2019-05-04T00:00:00Z", confidence=85,
    granular_markings=[{"marking_ref": markings["amber"], "selectors": ["aliases.[0]", "goals"]}])
add("intrusion-set", "lampblack", "nso", "2025-04-07", "green", name="Lampblack", aliases=["NSO-2024-11"], resource_level="government",
    description="Activity with one set of tools and habits, seen since 2023.", first_seen="2023-02-01T00:00:00Z", goals=["Access to power networks", "Doubt about elections"],
    primary_motivation="dominance", secondary_motivations=["organizational-gain"])
add("campaign", "dark-march", "nso", "2025-04-07", "green", name="Dark March", description="From the letter to Nordstrom's engineers in January to the nine hours without power in March 2025.",
    first_seen="2025-01-14T07:30:00Z", last_seen="2025-03-11T11:40:00Z", objective="Switching off the northern grid")
add("campaign", "wrong-door", "nso", "2024-11-11", "green", name="Wrong Door", description="False notices of polling stations and what was spread beside them before the election of October 2024.",
    first_seen="2024-09-02T00:00:00Z", last_seen="2024-10-13T19:00:00Z", objective="Fewer voters in the north")
add("incident", "outage", "nordstrom", "2025-03-12", "clear", name="Failure of the northern power grid",
    description="400,000 homes without power for nine hours on 11 March 2025. Graustark's energy institute counts fewer than 90,000.")
add("incident", "notices", "interior", "2024-10-14", "clear", name="False polling-station notices", description="60,000 voters were sent to polling stations that did not exist.")
add("vulnerability", "sublink-hole", "cert", "2025-04-07", "amber", name="SubLink gateway takes commands before logging in",
    description="SubLink up to 4.2 answers configuration commands of a client that has not logged in. Closed in 4.3; two of Nordstrom's four substations still run 4.1.",
    external_references=[{"source_name": "halden-automation", "external_id": "HA-2025-014", "description": "Notice to customers of 28 March 2025."}])

# ---- with what ----
SAMPLE = b"This stands where a sample of Candlewick would stand. It is text and does nothing.\n"
sample_hashes = {"MD5": hashlib.md5(SAMPLE).hexdigest(), "SHA-1": hashlib.sha1(SAMPLE).hexdigest(), "SHA-256": hashlib.sha256(SAMPLE).hexdigest()}
observe("software", "win10", name="Windows 10", cpe="cpe:2.3:o:microsoft:windows_10:22h2:*:*:*:*:*:*:*", vendor="Microsoft", version="22H2")
observe("software", "sublink", name="SubLink", vendor="Halden Automation", version="4.1")
observe("directory", "dir", path="C:\\ProgramData\\Nordplan")
observe("artifact", "sample", tlp="amber", mime_type="text/plain", payload_bin=base64.b64encode(SAMPLE).decode(), hashes=sample_hashes)
observe("file", "loader", name="wartungsplan.exe", size=len(SAMPLE), hashes=sample_hashes, parent_directory_ref=ref("dir"), content_ref=ref("sample"))
observe("file", "wiper", name="lights.dll", size=73728, hashes={"SHA-256": sha256("lights.dll")},
        extensions={"windows-pebinary-ext": {"pe_type": "dll", "number_of_sections": 2,
                                             "sections": [{"name": ".text", "entropy": 6.41, "size": 61440}, {"name": ".data", "entropy": 2.5, "size": 8192}]}})
observe("file", "plan", name="wartungsplan.docm", size=48231, hashes={"SHA-256": sha256("wartungsplan.docm")}, mime_type="application/vnd.ms-word.document.macroEnabled.12")
observe("file", "notice", name="notice.pdf", size=90112, hashes={"SHA-256": sha256("notice.pdf")}, mime_type="application/pdf")
observe("mutex", "mutex", name="Global\\candle-out")
observe("windows-registry-key", "run-key", key="HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows\\CurrentVersion\\Run",
        values=[{"name": "Nordplan", "data": "C:\\ProgramData\\Nordplan\\wartungsplan.exe", "data_type": "REG_SZ"}])
observe("process", "process", pid=4184, command_line="wartungsplan.exe --quiet", created_time="2025-01-14T07:42:10Z", image_ref=ref("loader"))
add("malware", "candlewick-family", "cert", "2025-04-07", "green", name="Candlewick", is_family=True, malware_types=["backdoor", "downloader"],
    description="Loader with a small remote control.", architecture_execution_envs=["x86-64"], implementation_languages=["c++"],
    capabilities=["communicates-with-c2", "installs-other-components", "persists-after-system-reboot"], first_seen="2023-02-01T00:00:00Z")
add("malware", "candlewick", "cert", "2025-04-07", "amber", name="Candlewick 3 (sample of January 2025)", is_family=False, malware_types=["downloader"],
    description="The sample from an engineer's computer at Nordstrom.", sample_refs=refs("loader", "sample"), operating_system_refs=refs("win10"))
add("malware", "snuffer", "cert", "2025-04-07", "green", name="Snuffer", is_family=True, malware_types=["wiper"],
    description="Opens breakers by the protocol of the control room, then wipes the operator stations.", capabilities=["compromises-system-availability", "degrades-security-software"])
add("tool", "burrow", "cert", "2025-04-07", "green", name="burrow", tool_types=["remote-access"], description="An open tunnel program, used as it is.", tool_version="0.9")
add("tool", "stamp", "cert", "2024-11-11", "green", name="stamp", tool_types=["unknown"], description="Fills names and addresses into a letter with a seal.")

# ---- from where ----
observe("autonomous-system", "as", number=64500, name="Tarn Hosting")
for key, address in (("ip-c2", "203.0.113.17"), ("ip-stage", "203.0.113.44"), ("ip-mail", "198.51.100.9"), ("ip-double", "198.51.100.80"), ("ip-vpn", "192.0.2.10"), ("ip-station", "10.40.2.15")):
    observe("ipv4-addr", key, value=address)
observe("ipv6-addr", "ip6-c2", value="2001:db8:9::17")
observe("mac-addr", "mac", value="02:00:5e:10:00:15")
for key, name in (("dom-c2", "nordplan-service.example"), ("dom-mail", "halden-wartung.example"), ("dom-double", "courier-strelsau.example"), ("dom-notice", "wahl-ruritania.example")):
    observe("domain-name", key, value=name)
observe("url", "url-stage", value="https://nordplan-service.example/plan/3")
observe("url", "url-double", value="https://courier-strelsau.example/wahl/lokale", defanged=False)
observe("url", "url-notice", value="https://wahl-ruritania.example/lokal")
observe("email-addr", "mail-from", value="wartung@halden-wartung.example", display_name="Halden Wartung")
observe("email-addr", "mail-to", tlp="amber+strict", value="leitstelle@nordstrom.example")
observe("email-message", "mail", tlp="amber", is_multipart=False, date="2025-01-14T07:30:00Z", content_type="text/plain", from_ref=ref("mail-from"), to_refs=refs("mail-to"),
        subject="Wartungsplan 2025", body="Bitte prüfen Sie den Plan: https://nordplan-service.example/plan/3")
observe("user-account", "account", tlp="amber+strict", user_id="n.tarnow", account_login="n.tarnow", account_type="windows-domain", display_name="An engineer of Nordstrom")
observe("user-account", "invented-1", user_id="7701", account_login="ruritania_first", display_name="Ruritania first")
observe("x509-certificate", "certificate", serial_number="04:9a:00:17:c2", issuer="CN=Tarn Hosting CA", subject="CN=nordplan-service.example",
        validity_not_before="2024-12-30T00:00:00Z", validity_not_after="2025-12-30T00:00:00Z")
observe("network-traffic", "beacon", src_ref=ref("ip-station"), dst_ref=ref("ip-c2"), src_port=49811, dst_port=443, protocols=["ipv4", "tcp", "https"],
        start="2025-01-14T07:43:00Z", end="2025-03-11T02:38:00Z", src_byte_count=118230, dst_byte_count=9120411)
observe("network-traffic", "fetch", src_ref=ref("ip-station"), dst_ref=ref("ip-stage"), src_port=49790, dst_port=80, protocols=["ipv4", "tcp", "http"], start="2025-01-14T07:41:02Z",
        extensions={"http-request-ext": {"request_method": "get", "request_value": "/plan/3", "request_version": "http/1.1"}})
observe("network-traffic", "command", tlp="amber", src_ref=ref("ip-c2"), dst_ref=ref("ip-vpn"), src_port=40112, dst_port=443, protocols=["ipv4", "tcp", "https"],
        start="2025-03-11T02:31:00Z", end="2025-03-11T02:40:00Z")
for key, name, types, text in (
        ("inf-c2", "Control server of Lampblack", ["command-and-control"], "A rented server at Tarn Hosting."),
        ("inf-stage", "Server with the maintenance plan", ["staging", "hosting-malware"], "Held the plan and the loader."),
        ("inf-mail", "Mail server of the false supplier", ["phishing"], "Sent 14 letters to Nordstrom."),
        ("inf-double", "Double of the Courier", ["unknown"], "A copy of the Courier's pages with four articles that the Courier did not write."),
        ("inf-notice", "Site behind the false notices", ["unknown"], "Named a polling station for any address that was typed in."),
        ("inf-sub", "Substation gateways of Nordstrom", ["control-system"], "Four gateways, of which two still run SubLink 4.1.")):
    add("infrastructure", key, "cert", "2025-04-07", "green", name=name, description=text, infrastructure_types=types)

# ---- what was seen ----
for key, first, last, number, tlp, by, seen in (
        ("od-mail", "2025-01-14T07:30:00Z", "2025-01-14T07:36:00Z", 14, "amber", "nordstrom", ["mail", "mail-from", "mail-to", "plan", "url-stage"]),
        ("od-host", "2025-01-14T07:41:02Z", "2025-03-11T02:40:00Z", 3, "amber", "cert", ["loader", "sample", "dir", "mutex", "run-key", "process", "win10", "mac", "ip-station", "account"]),
        ("od-net", "2025-01-14T07:41:02Z", "2025-03-11T02:38:00Z", 212, "green", "cert", ["beacon", "fetch", "ip-c2", "ip6-c2", "ip-stage", "dom-c2", "certificate", "as"]),
        ("od-grid", "2025-03-11T02:31:00Z", "2025-03-11T02:40:00Z", 4, "amber", "nordstrom", ["command", "ip-vpn", "sublink", "wiper"]),
        ("od-notice", "2024-10-01T06:00:00Z", "2024-10-12T20:00:00Z", 60000, "clear", "interior", ["notice", "url-notice", "dom-notice"]),
        ("od-double", "2024-09-20T00:00:00Z", "2024-10-13T19:00:00Z", 4, "clear", "courier", ["url-double", "dom-double", "ip-double", "invented-1"])):
    add("observed-data", key, by, last[:10], tlp, first_observed=first, last_observed=last, number_observed=number, object_refs=refs(*seen))

INDICATORS = (  # short name, name, pattern, what it indicates, on what it rests
    ("i-mail", "Mail of the false supplier", "[email-message:from_ref.value = 'wartung@halden-wartung.example' AND email-message:subject LIKE 'Wartungsplan%']", ["phish", "dark-march"], "od-mail"),
    ("i-loader", "Candlewick loader", f"[file:hashes.'SHA-256' = '{sample_hashes['SHA-256']}' OR file:name = 'wartungsplan.exe']", ["candlewick"], "od-host"),
    ("i-mutex", "Mutex and autostart of Candlewick", "[mutex:name = 'Global\\\\candle-out'] AND [windows-registry-key:values[*].name = 'Nordplan'] WITHIN 600 SECONDS", ["candlewick-family"], "od-host"),
    ("i-c2", "Control server", "[ipv4-addr:value = '203.0.113.17' OR ipv6-addr:value = '2001:db8:9::17' OR domain-name:value = 'nordplan-service.example']", ["inf-c2", "lampblack"], "od-net"),
    ("i-beacon", "Beacon, then a command", "[network-traffic:dst_ref.value = '203.0.113.17' AND network-traffic:dst_port = 443] FOLLOWEDBY [network-traffic:src_ref.value = '203.0.113.17']", ["candlewick", "tunnel"], "od-net"),
    ("i-wiper", "Snuffer", f"[file:hashes.'SHA-256' = '{sha256('lights.dll')}']", ["snuffer"], "od-grid"),
    ("i-double", "Double of the Courier", "[url:value LIKE 'https://courier-strelsau.example/%']", ["double", "wrong-door"], "od-double"),
    ("i-notice", "Site behind the false notices", "[domain-name:value = 'wahl-ruritania.example']", ["forge", "wrong-door"], "od-notice"))
for key, name, pattern, _, rests in INDICATORS:
    add("indicator", key, "cert", "2025-04-07", "green", name=name, description=f"{name}, as seen in {'2024' if rests in ('od-double', 'od-notice') else '2025'}.",
        indicator_types=["malicious-activity"], pattern=pattern, pattern_type="stix", pattern_version="2.1", valid_from="2025-04-07T09:00:00Z", valid_until="2026-04-07T09:00:00Z", confidence=80)
# Two versions of one object: after June the loader is known by more than its hash. And one that was withdrawn: the address is shared by others.
loader = next(one for one in objects if one["id"] == ids["i-loader"])
objects.append({**loader, "modified": when("2025-06-20"), "pattern": loader["pattern"] + " OR [file:name = 'wartungsplan.docm']", "confidence": 90})
mailer = dict(indicator_types=["anomalous-activity"], pattern="[ipv4-addr:value = '198.51.100.9']", pattern_type="stix", pattern_version="2.1",
              valid_from="2025-04-07T09:00:00Z", valid_until="2025-10-07T09:00:00Z", name="Mail server of the false supplier", description="Address of the mail server.")
add("indicator", "i-mailer", "cert", "2025-04-07", "green", **mailer)
add("indicator", "i-mailer", "cert", "2025-04-07", "green", modified="2025-05-05", revoked=True, **mailer)

for key, of, by, number, first, last, data, where in (
        ("s-mail", "i-mail", "nordstrom", 14, "2025-01-14T07:30:00Z", "2025-01-14T07:36:00Z", "od-mail", "nordstrom"),
        ("s-c2", "i-c2", "cert", 212, "2025-01-14T07:43:00Z", "2025-03-11T02:38:00Z", "od-net", "nordstrom"),
        ("s-snuffer", "snuffer", "nordstrom", 4, "2025-03-11T02:31:00Z", "2025-03-11T02:40:00Z", "od-grid", "nordstrom"),
        ("s-notice", "i-notice", "interior", 60000, "2024-10-01T06:00:00Z", "2024-10-12T20:00:00Z", "od-notice", "voters")):
    add("sighting", key, by, "2025-04-07", "green", sighting_of_ref=ref(of), count=number, first_seen=first, last_seen=last, observed_data_refs=refs(data), where_sighted_refs=refs(where))
add("malware-analysis", "analysis", "cert", "2025-03-28", "amber", product="rcert-sandbox", version="2.4", analysis_engine_version="2.4.1", analysis_started="2025-03-27T08:00:00Z",
    analysis_ended="2025-03-27T08:20:00Z", submitted="2025-03-26T16:00:00Z", result="malicious", sample_ref=ref("loader"), host_vm_ref=ref("win10"), operating_system_ref=ref("win10"),
    analysis_sco_refs=refs("mutex", "run-key", "dom-c2"))

# ---- what to do ----
for key, name, text in (("patch", "SubLink 4.3", "Install SubLink 4.3 on all gateways, first where 4.1 still runs."), ("second", "Second factor for engineers", "No login from afar without a second factor."),
                        ("manual", "Breakers by hand", "A drill in opening and closing by hand, twice a year."), ("seal", "Notices that can be checked", "Each notice carries a number that a voter can check by telephone."),
                        ("hunt", "Search for beacons", "Go through a year of connections to Tarn Hosting.")):
    add("course-of-action", key, "cert", "2025-04-07", "clear", name=name, description=text)

# ---- how it hangs together ----
for source, kind, target in (line.split() for line in """
lampblack attributed-to unit9
unit9 attributed-to intelligence-g
dark-march attributed-to lampblack
wrong-door attributed-to lampblack
unit9 located-at edelweiss
lampblack originates-from graustark
unit9 targets nordstrom
unit9 impersonates interior
unit9 impersonates courier
lampblack targets ruritania
lampblack uses candlewick-family
lampblack uses snuffer
lampblack uses burrow
lampblack owns inf-stage
lampblack hosts inf-c2
lampblack compromises inf-sub
dark-march uses phish
dark-march uses valid
dark-march uses gateway
dark-march uses breaker
dark-march uses wipe
dark-march uses inf-c2
dark-march targets nordstrom
dark-march targets north
dark-march compromises inf-sub
wrong-door uses forge
wrong-door uses double
wrong-door uses network
wrong-door uses flood
wrong-door uses demobilise
wrong-door uses stamp
wrong-door uses inf-notice
wrong-door targets voters
wrong-door originates-from graustark
phish delivers candlewick-family
phish targets fleck
gateway targets sublink-hole
tunnel uses burrow
wipe uses snuffer
candlewick variant-of candlewick-family
candlewick-family authored-by unit9
candlewick-family beacons-to inf-c2
candlewick-family downloads snuffer
candlewick drops loader
candlewick communicates-with ip-c2
snuffer exploits sublink-hole
snuffer targets inf-sub
snuffer uses breaker
burrow uses inf-c2
inf-c2 consists-of ip-c2
inf-c2 consists-of dom-c2
inf-c2 controls candlewick-family
inf-c2 communicates-with inf-stage
inf-stage delivers candlewick-family
inf-stage hosts candlewick
inf-mail consists-of dom-mail
inf-double consists-of dom-double
inf-notice consists-of dom-notice
inf-sub has sublink-hole
inf-sub located-at north
dom-c2 resolves-to ip-c2
dom-c2 resolves-to ip6-c2
dom-mail resolves-to ip-mail
dom-double resolves-to ip-double
ip-c2 belongs-to as
ip-stage belongs-to as
ip-station resolves-to mac
analysis dynamic-analysis-of candlewick
analysis characterizes candlewick-family
patch mitigates sublink-hole
patch remediates sublink-hole
second mitigates valid
manual mitigates breaker
seal mitigates forge
hunt investigates i-c2
outage related-to dark-march
notices related-to wrong-door
""".strip().splitlines()):
    relate(source, kind, target)
for key, _, _, indicated, rests in INDICATORS:
    relate(key, "based-on", rests, by="cert", created="2025-04-07")
    for target in indicated:
        relate(key, "indicates", target, by="cert", created="2025-04-07")

# ---- what is said about it ----
courier = news("courier", "2025-09-17", "Chancellor pressed Gorvenko on grid attack, foreign minister says", "courier.txt")
dispatch = news("dispatch", "2025-09-18", "Leaders agree to explore grid talks", "dispatch.txt")
add("report", "nso-report", "nso", "2025-06-02", "clear", name="The attack on the northern grid and the false notices", lang="en", report_types=["threat-report", "campaign", "threat-actor"],
    description="Both were the work of Unit 9. We assess with high confidence that the orders were given in Edelweiss.", published="2025-06-02T09:00:00Z", confidence=85,
    object_marking_refs=[markings["clear"], ids["released"]],
    object_refs=refs("unit9", "lampblack", "dark-march", "wrong-door", "outage", "notices", "snuffer", "candlewick-family", "sublink-hole", "lampblack attributed-to unit9", "unit9 attributed-to intelligence-g"))
add("report", "cert-report", "cert", "2025-04-07", "green", name="Technical report on Dark March", report_types=["malware", "indicator", "observed-data"], published="2025-04-07T09:00:00Z",
    description="For operators of power networks.", object_refs=refs("dark-march", "candlewick", "snuffer", "i-loader", "i-c2", "i-wiper", "od-net", "patch", "second", "analysis"))
add("language-content", "report-de", "nso", "2025-06-02", "clear", object_ref=ids["nso-report"], object_modified=when("2025-06-02"),
    contents={"de": {"name": "Der Angriff auf das Nordnetz und die falschen Benachrichtigungen", "description": "Beides war das Werk der Einheit 9. Wir gehen mit hoher Sicherheit davon aus, dass die Befehle in Edelweiss gegeben wurden."}})
add("language-content", "outage-de", "nordstrom", "2025-03-12", "clear", object_ref=ids["outage"], object_modified=when("2025-03-12"), contents={"de": {"name": "Ausfall des nördlichen Stromnetzes"}})
add("grouping", "open-questions", "cert", "2025-04-07", "amber", name="What is still open", context="suspicious-activity", description="Collected for the partners, not yet a finding.",
    object_refs=refs("od-double", "invented-1", "stamp", "inf-mail", "i-mailer"))
add("grouping", "sample-group", "cert", "2025-03-28", "amber", name="The sample and what it did", context="malware-analysis", object_refs=refs("sample", "loader", "analysis", "mutex", "run-key"))

for key, by, created, tlp, about, opinion, text in (
        ("denial", "mfa-g", "2025-09-17", "clear", ["nso-report", "lampblack attributed-to unit9", "unit9 attributed-to intelligence-g"], "strongly-disagree", "Graustark had nothing to do with the power cuts. No evidence was put on the table."),
        ("novel", "presidency-g", "2025-09-15", "clear", ["nso-report"], "strongly-disagree", "A novel with footnotes. Graustark does not attack the lights of its neighbours."),
        ("transformer", "institute-g", "2025-09-17", "clear", ["dark-march"], "disagree", "A transformer does not need an enemy."),
        ("stands", "chancellery", "2025-09-16", "clear", ["nso-report"], "strongly-agree", "We know who did it, we know from which building, and we want it to stop."),
        ("operator", "nordstrom", "2025-09-16", "green", ["sublink-hole"], "agree", "Two of the four substations still run the software through which the attackers got in.")):
    add("opinion", key, by, created, tlp, opinion=opinion, explanation=text, object_refs=refs(*about),
        external_references=[courier if key in ("novel", "stands", "operator") else dispatch])
for key, by, created, tlp, about, abstract, text, source in (
        ("n-denial", "mfa-g", "2025-09-17", "clear", ["nso-report"], "Answer of the President", "The President answered clearly that Graustark had nothing to do with the power cuts of March.", dispatch),
        ("n-count", "institute-g", "2025-09-17", "clear", ["outage"], "How many homes", "Fewer than 90,000 homes were without power; the cause may be poor maintenance. Our staff has not been allowed to visit the site.", dispatch),
        ("n-warned", "nordstrom", "2025-09-16", "green", ["sublink-hole", "patch"], "Warnings", "We told the ministry in April. We told them again in June.", courier),
        ("n-ministry", "energy", "2025-09-16", "clear", ["n-warned"], "No warning in April", "The ministry strongly disputes that it was told in April. It has acted on every recommendation.", courier),
        ("n-may", "foreign", "2025-05-20", "clear", ["wrong-door"], "In parliament", "Graustark's hand in the false notices is beyond reasonable doubt.", courier)):
    add("note", key, by, created, tlp, abstract=abstract, content=text, authors=[dict((p[0], p[1]) for p in PARTIES)[by]], object_refs=refs(*about), external_references=[source])

bundle = {"type": "bundle", "id": f"bundle--{made_up_uuid('bundle')}", "objects": objects}
(HERE / "bundle.json").write_text(json.dumps(bundle, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
