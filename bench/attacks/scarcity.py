#!/usr/bin/env python3
"""A full disk and space again, a start on the full disk, files that may not grow, few descriptors, little memory. What was acknowledged is there, what
cannot be stored is said, reading goes on, and it goes on by itself when there is room."""
import resource, threading
from attack import *

given = arguments(__doc__, disk=(40, "MB of the disk"))
found, acknowledged = {}, 0


def fill(path):
    with open(path, "wb", buffering=0) as file:
        with contextlib.suppress(OSError):
            for size in (1 << 20, 1 << 12, 1):
                while True:
                    file.write(b"x" * size)


def posts(node, first, count=20, text="z" * 800):
    """How many of `count` POSTs of 100 objects were taken, and all statuses."""
    statuses = [node.post([identity(first + i * 100 + k, text) for k in range(100)])[0] for i in range(count)]
    return statuses.count(202), sorted(set(statuses))


with folder(given.disk) as disk:
    node = Node(given.parley, disk + "/node", "victim")
    stored = 0
    assert node.serve()
    taken, _ = posts(node, 1)
    stored += taken * 100
    fill(disk + "/filler")
    taken, statuses = posts(node, 100_000, 5)
    stored += taken * 100
    found["full_disk_posts"] = statuses
    time.sleep(6)
    health = node.healthz()
    found["full_disk_healthz"] = health[0]
    found["full_disk_reads"] = node.request("GET", f"/api/collections/{node.collection}/objects/?limit=5")[0]
    found["full_disk_log"] = "space" in node.log() or "disk" in node.log()
    node.stop()
    fill(disk + "/filler2")
    found["full_disk_starts"] = node.serve()
    if found["full_disk_starts"]:
        found["started_full_reads"] = node.request("GET", f"/api/collections/{node.collection}/objects/?limit=5")[0]
        found["started_full_healthz"] = node.healthz()[0]
    for name in ("filler", "filler2"):
        with contextlib.suppress(OSError):
            os.unlink(f"{disk}/{name}")
    if found["full_disk_starts"]:
        time.sleep(6)
        found["room_again_healthz"] = node.healthz()[0]
        taken, _ = posts(node, 200_000, 3)
        stored += taken * 100
        found["room_again_posts"] = taken
        node.stop()
    found["stored_is_acknowledged"] = node.entries() == stored or f"{node.entries()} != {stored}"

with folder() as work:
    node = Node(given.parley, work + "/node", "victim")
    node.serve(before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2 << 20, 2 << 20)))
    taken, statuses = posts(node, 1, 40)
    found["file_size_limit"] = statuses
    found["file_size_limit_alive"] = node.process is not None and node.process.poll() is None
    found["file_size_limit_healthz"] = node.healthz()[0]
    node.kill(signal.SIGTERM)

with folder() as work:
    node = Node(given.parley, work + "/node", "victim")
    assert node.serve(before=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)))
    held = []
    for _ in range(100):
        with contextlib.suppress(OSError):
            held.append(socket.create_connection(("127.0.0.1", node.port), timeout=2))
    time.sleep(0.5)
    usage = lambda: sum(map(int, open(f"/proc/{node.process.pid}/stat").read().rsplit(") ", 1)[1].split()[11:13]))
    before = usage()
    time.sleep(3)
    found["few_descriptors_cpu_percent"] = round((usage() - before) / os.sysconf("SC_CLK_TCK") / 3 * 100)
    for one in held:
        one.close()
    time.sleep(0.5)
    found["few_descriptors_then_posts"] = posts(node, 1, 3)[0]
    node.stop()

with folder() as work:
    node = Node(given.parley, work + "/node", "victim")
    assert node.serve(before=lambda: resource.setrlimit(resource.RLIMIT_AS, (900 << 20, 900 << 20)))
    threads = [threading.Thread(target=posts, args=(node, 1_000_000 * (t + 1), 1, "w" * 100_000)) for t in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found["little_memory_alive"] = node.process.poll() is None
    found["little_memory_then_posts"] = posts(node, 1, 3)[0] if found["little_memory_alive"] else 0
    node.kill(signal.SIGTERM)

held = (found.get("full_disk_reads") == 200 and found["full_disk_healthz"] == 503 and found["full_disk_log"] and found["full_disk_starts"]
        and found.get("started_full_reads") == 200 and found.get("room_again_healthz") == 200 and found.get("room_again_posts") == 3
        and found["stored_is_acknowledged"] is True and found["file_size_limit_alive"] and found["file_size_limit_healthz"] == 503
        and found["few_descriptors_cpu_percent"] < 20 and found["few_descriptors_then_posts"] == 3 and found["little_memory_alive"])
report("scarcity", bool(held), **found)
