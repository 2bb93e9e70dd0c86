"""What the http_*.py loads share: a node of their own in a temporary folder, a client that is timed, and the table row.

Everything is on loopback, bounded in count and time, and gone at the end. Each script is called as
    http_NAME.py PARLEY [--seconds S]
with PARLEY the path of the command, and prints rows `| load | what an honest client sees | the node |`.
"""
import argparse, base64, http.client, json, os, shutil, signal, socket, ssl, statistics, subprocess, sys, tempfile
import threading, time

TAXII = "application/taxii+json;version=2.1"


def arguments(seconds):
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    parser.add_argument("parley", type=os.path.abspath)
    parser.add_argument("--seconds", type=float, default=seconds, help="how long the load lasts (default: %(default)s)")
    return parser.parse_args()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Node:
    """A running node with one journal and a token of its administrator."""

    def __init__(self, parley, name="node", peers=False, config=""):
        self.parley, self.work = parley, tempfile.mkdtemp(prefix="parley-attack.")
        self.dir = os.path.join(self.work, name)
        self.peer_port = free_port() if peers else None
        options = ["--peer-port", str(self.peer_port), "--peer-url", f"https://127.0.0.1:{self.peer_port}"] if peers else []
        made = json.loads(subprocess.run([parley, "init", self.dir, "--party", name, "--domain", name + ".example", "--port", "0",
                                          "--json", *options], check=True, capture_output=True).stdout)
        self.password, self.collection = made["password"], made["collection"]
        if config:
            with open(os.path.join(self.dir, "parley.toml")) as f:
                text = f.read()
            with open(os.path.join(self.dir, "parley.toml"), "w") as f:
                f.write(text.replace("[server]\n", "[server]\n" + config, 1))
        self.token = json.loads(self.run("token", "add", "admin", "--json"))["token"]
        self.log = open(os.path.join(self.work, "log"), "wb")
        self.process = subprocess.Popen([parley, "--dir", self.dir, "serve", "--json"], stdout=subprocess.PIPE,
                                        stderr=self.log)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(open(os.path.join(self.work, "log")).read())
        self.port, self.pid = json.loads(line)["port"], self.process.pid

    def run(self, *command, check=True):
        done = subprocess.run([self.parley, "--dir", self.dir, *command], capture_output=True, text=True)
        if check and done.returncode:
            raise SystemExit(f"{command}: {done.stdout}{done.stderr}")
        return done.stdout

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        shutil.rmtree(self.work, ignore_errors=True)

    @property
    def objects(self):
        return f"/api/collections/{self.collection}/objects/"

    def headers(self, authorization=None):
        return {"Authorization": authorization or "Bearer " + self.token, "Accept": TAXII, "Content-Type": TAXII}

    def basic(self, password=None, user="admin"):
        return "Basic " + base64.b64encode(f"{user}:{password or self.password}".encode()).decode()

    def rss(self, what="VmRSS"):
        with open(f"/proc/{self.pid}/status") as f:
            return next(int(line.split()[1]) // 1024 for line in f if line.startswith(what))

    def cpu(self):
        with open(f"/proc/{self.pid}/stat") as f:
            fields = f.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def connect(self, timeout=15, source="127.0.0.1", port=None):
        return socket.create_connection(("127.0.0.1", port or self.port), timeout, (source, 0))

    def ask(self, method, path, body=None, headers=None, timeout=30, source="127.0.0.1"):
        """-> status (0: none came), seconds, body"""
        begin = time.monotonic()
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout, source_address=(source, 0))
            connection.request(method, path, body, headers or self.headers())
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, time.monotonic() - begin, text
        except OSError:
            return 0, time.monotonic() - begin, b""
        finally:
            connection.close()


class Counter:
    def __init__(self):
        self.value, self.lock = 0, threading.Lock()

    def next(self):
        with self.lock:
            self.value += 1
            return self.value


numbers = Counter()


def envelope(objects, padding=0):
    """An envelope of so many new indicators."""
    out = []
    for _ in range(objects):
        n = numbers.next()
        out.append({"type": "indicator", "spec_version": "2.1",
                    "id": f"indicator--{os.getpid() % 0xffffffff:08x}-0000-4000-8000-{n:012x}",
                    "created": "2026-07-09T18:30:00.000Z", "modified": "2026-07-09T18:30:00.000Z",
                    "name": f"Beacon {n} " + "x" * padding, "pattern": f"[ipv4-addr:value = '198.51.{n >> 8 & 255}.{n & 255}']",
                    "pattern_type": "stix", "valid_from": "2026-07-09T18:30:00Z"})
    return json.dumps({"objects": out}).encode()


class Probe:
    """An honest client beside the load: asks one thing after the other, and remembers what it got and how long it took."""

    def __init__(self, call):
        self.call, self.seconds, self.statuses, self.stop = call, [], {}, threading.Event()
        self.thread = threading.Thread(target=self.work, daemon=True)

    def work(self):
        while not self.stop.is_set():
            status, seconds, _ = self.call()
            self.seconds.append(seconds)
            self.statuses[status] = self.statuses.get(status, 0) + 1
            self.stop.wait(0.05)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join(40)

    def text(self, good):
        fine, every = self.statuses.get(good, 0), sum(self.statuses.values())
        worst = max(self.seconds, default=0)
        others = ", ".join(f"{n} x {s or 'no answer'}" for s, n in sorted(self.statuses.items()) if s != good)
        return (f"{fine} of {every} x {good}{' (' + others + ')' if others else ''}, "
                f"median {statistics.median(self.seconds or [0]) * 1000:.0f} ms, worst {worst * 1000:.0f} ms")


def threads(count, work):
    """Runs work(i) in so many threads and waits for them."""
    all_of_them = [threading.Thread(target=work, args=(i,), daemon=True) for i in range(count)]
    for one in all_of_them:
        one.start()
    for one in all_of_them:
        one.join(600)


def row(load, client, node):
    print(f"| {load} | {client} | {node} |", flush=True)
