"""What the attacks on a node's disk and folder share: nodes in temporary folders, servers on loopback, groups between them.

Each attack is a program of its own: it takes the command (`parley`) that is attacked, tries for a bounded time, prints a
row of the table of bench/attacks/run, and exits with 1 when something did not hold. Nothing but loopback is touched;
what is made goes when it ends.
"""
import argparse, atexit, base64, contextlib, http.client, json, os, pathlib, shutil, signal, socket, ssl, subprocess, sys, tempfile, time, uuid

TAXII = "application/taxii+json;version=2.1"


def arguments(about, **options):
    """The attack's options; each of `options` is (default, help). Those of other attacks are passed over, so that bench/attacks/run can give one to all."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("parley", help="the command to try")
    for name, (default, text) in options.items():
        parser.add_argument("--" + name.replace("_", "-"), type=type(default), default=default, help=f"{text} ({default})")
    given, _ = parser.parse_known_args()
    given.parley = os.path.realpath(given.parley)
    return given


def report(attack, held, **found):
    """A row of the table of bench/attacks/run."""
    told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in found.items())
    print(f"| {attack} | {told} | {'held' if held else '**did not hold**'} |", flush=True)
    sys.exit(0 if held else 1)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextlib.contextmanager
def folder(megabytes=0):
    """A temporary folder; with `megabytes` a file system of its own of that size (needs root)."""
    path = tempfile.mkdtemp(prefix="parley-attack-", dir="/tmp")
    if megabytes:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", path], check=True)
    try:
        yield path
    finally:
        if megabytes:
            subprocess.run(["umount", "-l", path], check=False)
        shutil.rmtree(path, ignore_errors=True)


class Node:
    def __init__(self, parley, dir, name, peers=False, config=""):
        self.parley, self.dir, self.name, self.process = parley, str(dir), name, None
        # Not beside the node: its disk may be the one that is full.
        told = tempfile.mkdtemp(prefix="parley-attack-told-", dir="/tmp")
        atexit.register(shutil.rmtree, told, ignore_errors=True)
        self.answer, self.log_file = told + "/serve", told + "/log"
        more = []
        if peers:
            port = free_port()
            more = ["--peer-port", str(port), "--peer-url", f"https://127.0.0.1:{port}"]
            self.peer_port = port
        made = json.loads(self.plain("init", self.dir, "--party", name, "--port", "0", "--domain", name + ".example", "--json", *more))
        self.password, self.collection = made["password"], made["collection"]
        self.identity = made["identity"]
        self.token = self.json("token", "add", "admin")[0]["token"]  # a password costs 0.2 s of each new process
        if config:
            with open(os.path.join(self.dir, "parley.toml"), "a") as file:
                file.write("\n" + config)

    def plain(self, *command, check=True):
        done = subprocess.run([self.parley, *command], capture_output=True, text=True, timeout=300)
        if check and done.returncode != 0:
            raise RuntimeError(f"parley {' '.join(command)}: {done.returncode}: {done.stdout[-500:]} {done.stderr[-500:]}")
        return done.stdout

    def __call__(self, *command, check=True):
        return self.plain("--dir", self.dir, *command, check=check)

    def json(self, *command, check=True):
        return [json.loads(line) for line in self(*command, "--json", check=check).splitlines() if line.startswith("{")]

    def serve(self, before=None, wait=30):
        """Starts it; false when it ended by itself. `before` runs in the new process, for limits."""
        out, log = open(self.answer, "w+"), open(self.log_file, "a")
        self.process = subprocess.Popen([self.parley, "--dir", self.dir, "serve", "--json"], stdout=out, stderr=log, preexec_fn=before)
        until = time.time() + wait
        while time.time() < until and self.process.poll() is None:
            out.seek(0)
            if text := out.read():
                self.port = json.loads(text.splitlines()[0])["port"]
                return True
            time.sleep(0.01)
        return False

    def kill(self, how=signal.SIGKILL):
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(how)
            self.process.wait()
            self.process = None

    def stop(self):
        self.kill(signal.SIGTERM)

    def log(self):
        return pathlib.Path(self.log_file).read_text()

    def request(self, method, path, body=None, timeout=30):
        """(status, body); (0, why) when there is no answer."""
        headers = {"Accept": TAXII, "Authorization": "Bearer " + self.token}
        if body is not None:
            headers["Content-Type"] = TAXII
        try:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
            line.request(method, path, body=body, headers=headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as e:
            return 0, str(e)

    def post(self, objects, timeout=30):
        return self.request("POST", f"/api/collections/{self.collection}/objects/", json.dumps({"objects": objects}), timeout)

    def healthz(self):
        return self.request("GET", "/healthz")

    def entries(self, journal="main"):
        rows = [row for row in self.json("journal", "list") if row["journal"] == journal]
        return rows[0].get("entries", 0) if rows else 0


def identity(number, text="Duty team", by=None):
    one = {"type": "identity", "spec_version": "2.1", "id": f"identity--{uuid.UUID(int=number, version=4)}", "created": "2026-07-09T18:30:00.000Z",
           "modified": "2026-07-09T18:30:00.000Z", "name": text, "identity_class": "group"}
    if by:
        one["created_by_ref"] = by
        one["object_marking_refs"] = ["marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"]
    return one


def exchange_cards(one, other):
    for giver, taker in ((one, other), (other, one)):
        card = giver.json("peer", "invite")[0]["card"]
        taker("peer", "accept", card, "--alias", giver.name, "--yes")


def make_group(one, other, name="Attack"):
    """Both must be served."""
    exchange_cards(one, other)
    one("group", "draft", name, "--with", other.name, "--purpose", "An attack", "--use", "infrastructure", "--type", "*", "--marking", "clear",
        "--default-marking", "clear", "--answer", "high=2h,48h", "--retention", "3650d", "--on-silence", "escalate", "--yes")
    alias = name.lower()
    one("group", "sign", alias, "--yes")
    wait_for(lambda: any(row["group"] == alias for row in other.json("group", "list")), "the charter's arrival")
    other("group", "sign", alias, "--yes")
    for node in (one, other):
        wait_for(lambda: any(row["state"].startswith("in force") for row in node.json("group", "list")), "the group")
    return alias


def wait_for(test, what, seconds=30):
    until = time.time() + seconds
    while time.time() < until:
        if test():
            return
        time.sleep(0.1)
    raise RuntimeError(what + " did not happen")


def used_bytes(path):
    return sum(file.stat().st_size for file in pathlib.Path(path).rglob("*") if file.is_file() and not file.is_symlink())


def free_bytes(path):
    found = os.statvfs(path)
    return found.f_bavail * found.f_frsize


def read_key(node):
    """TLS as `node`'s party, whoever answers."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.load_cert_chain(f"{node.dir}/keys/peer.pem", f"{node.dir}/keys/peer.key")
    return context
