#!/usr/bin/env python3
"""Files of a stopped node's folder are flipped, cut, zeroed, added, removed and swapped, one at a time; then it is asked. A change is noticed when
`journal verify`, `status` or the start say so; harmless when what is served and signed is as before; silent is what must not be."""
import hashlib, random, re
from attack import *

given = arguments(__doc__, changes=(180, "changes"), seed=(1, "of the choice of places"))
random.seed(given.seed)


def export(node):
    return hashlib.sha256(node("export", "--ndjson", check=False).encode()).hexdigest()


def head(node):
    rows = [row for row in node.json("journal", "list", check=False) if row.get("journal") == "main"]
    return rows[0].get("entries") if rows else None


def change(path, how):
    data = bytearray(path.read_bytes())
    if how == "remove":
        path.unlink()
    elif how == "add":
        path.write_bytes(data + os.urandom(40))
    elif how == "zero":
        at = random.randrange(max(1, len(data)))
        data[at:at + 64] = bytes(len(data[at:at + 64]))
        path.write_bytes(data)
    elif how == "cut":
        path.write_bytes(data[:random.randrange(max(1, len(data)))])
    elif how == "flip" and data:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
        path.write_bytes(data)


with folder() as work:
    node = Node(given.parley, work + "/node", "victim")
    for batch in range(2):
        file = f"{work}/{batch}.ndjson"
        with open(file, "w") as out:
            for i in range(600):
                out.write(json.dumps(identity(batch * 600 + i + 1)) + "\n")
        node("import", file)
        if batch == 0:
            shutil.copytree(node.dir, work + "/old", symlinks=True)
    shutil.copytree(node.dir, work + "/good", symlinks=True)
    good, size = export(node), head(node)
    files = [f for f in pathlib.Path(work, "good").rglob("*") if f.is_file() and f.name not in ("lock", "parley.toml")]
    kinds = ["flip", "cut", "zero", "add", "remove"]
    plan = [(files[i % len(files)].relative_to(work + "/good"), kinds[(i // len(files)) % len(kinds)] if i < len(files) * 5 else random.choice(kinds))
            for i in range(given.changes - 2)]
    plan += [(pathlib.Path("journals"), "old journal folder"), (pathlib.Path("keys"), "another key in its place")]
    found = {"noticed": 0, "harmless": 0, "silent": []}
    for where, how in plan:
        shutil.rmtree(node.dir)
        shutil.copytree(work + "/good", node.dir, symlinks=True)
        if how == "old journal folder":
            shutil.rmtree(node.dir + "/journals")
            shutil.copytree(work + "/old/journals", node.dir + "/journals")
        elif how == "another key in its place":
            main = [k for k in pathlib.Path(node.dir, "keys").glob("*.key") if re.fullmatch("[0-9a-f]{24}", k.stem)][0]
            main.write_text(os.urandom(32).hex() + "\n")
        else:
            change(pathlib.Path(node.dir) / where, how)
        said = subprocess.run([node.parley, "--dir", node.dir, "journal", "verify", "main"], capture_output=True, text=True, timeout=60)
        shown = subprocess.run([node.parley, "--dir", node.dir, "status", "--json"], capture_output=True, text=True, timeout=60)
        problems = '"problem":"' in shown.stdout or shown.returncode != 0
        # Signing goes on as before, or something says that it does not.
        node("import", f"{work}/0.ndjson", check=False)
        if said.returncode != 0 or problems:
            found["noticed"] += 1
        elif export(node) == good and head(node) == size:
            found["harmless"] += 1
        else:
            found["silent"].append(f"{how} {where}")
    report("tamper", not found["silent"], changes=len(plan), **found)
