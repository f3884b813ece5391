#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make the assets of the reading room and embed them (src/room/asset.h).

    build.py TABLE.c BYTES.S FOLDER FILE...

Vite puts the style sheet and the scripts into FOLDER; they are embedded as they
are and compressed, together with the FILEs: the words of the interface, under
"words/NAME", and the icon. Packages are installed into web/room/node_modules,
the only thing that the build writes beside the sources, and only when the lock
file has changed.

Without npm, or where its registry cannot be reached and nothing is installed
yet, the pages are built with the style sheet alone, and a line says so: all can
be read and searched without scripts.
"""
import fcntl
import gzip
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".json": None,
         ".txt": None}


def say(words):
    print(f"room: {words}", file=sys.stderr)


def install():
    """Are the packages of the lock file in node_modules?"""
    modules, lock = HERE / "node_modules", HERE / "package-lock.json"
    stamp, wanted = modules / ".selon", hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return True
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode == 0:
        stamp.write_text(wanted)
        return True
    say(f"npm ci failed:\n{done.stdout.strip()[-2000:]}")
    return False


def bundle(folder):
    """Vite's files in `folder`; {"style": name, "script": name}; None where there is no Vite."""
    if not shutil.which("npm") or not shutil.which("node"):
        say("npm is not installed (scripts/setup.sh build)")
        return None
    with open(HERE / ".lock", "w", encoding="ascii") as lock:  # several build folders share the packages
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not install():
            return None
    subprocess.run(["node", "node_modules/vite/bin/vite.js", "build", "--outDir", str(folder)], cwd=HERE, check=True)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").unlink()
    return {"style": manifest["src/style.css"]["file"], "script": manifest["src/main.ts"]["file"]}


def style_alone(folder):
    """What the pages can do without."""
    say("the pages are built without their scripts: they can be read and searched; no suggestions, charts, keys")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    css = (HERE / "src/style.css").read_text(encoding="utf-8")
    lines = []
    for line in css.splitlines():
        if line.startswith("@import"):
            path = HERE / "src" / line.split('"')[1]
            line = path.read_text(encoding="utf-8") if path.is_file() else ""
        lines.append(line)
    text = "\n".join(lines).encode()
    name = f"style-{hashlib.sha256(text).hexdigest()[:8]}.css"
    (folder / name).write_bytes(text)
    return {"style": name, "script": None}


def named(path):
    """The name of a file that is embedded as it is."""
    if path.suffix == ".txt":
        return f"words/{path.name}"
    if path.suffix == ".json":
        return f"/{path.name}"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    return f"/assets/{path.stem}-{digest}{path.suffix}"


def symbol(out, label, path):
    out.write(f"    .balign 16\n    .globl {label}\n    .hidden {label}\n{label}:\n"
              f"    .incbin \"{path.resolve()}\"\n    .byte 0\n")
    return path.stat().st_size


def main():
    table, assembly, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]).resolve()
    given = [pathlib.Path(p) for p in sys.argv[4:]]
    entries = bundle(folder) or style_alone(folder)
    files = [(f"/assets/{p.name}", p) for p in sorted(folder.iterdir()) if p.suffix in TYPES]
    files += [(named(p), p) for p in given]
    packed = folder / "packed"
    packed.mkdir(exist_ok=True)
    externs, rows = [], []
    with open(assembly, "w", encoding="utf-8") as out:
        out.write("/* made by build.py */\n    .section .rodata\n")
        for i, (name, path) in enumerate(files):
            small = packed / f"{path.name}.gz"
            small.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
            size, less = symbol(out, f"room_asset_{i}", path), symbol(out, f"room_packed_{i}", small)
            kind = f'"{TYPES[path.suffix]}"' if TYPES[path.suffix] else "NULL"
            externs.append(f"extern const unsigned char room_asset_{i}[] __attribute__((visibility(\"hidden\")));\n"
                           f"extern const unsigned char room_packed_{i}[] __attribute__((visibility(\"hidden\")));\n")
            rows.append(f'    {{"{name}", {kind}, room_asset_{i}, {size}, room_packed_{i}, {less}}},\n')
        out.write("    .section .note.GNU-stack,\"\",%progbits\n")
    icon = next((name for name, path in files if path.suffix == ".svg"), None)
    with open(table, "w", encoding="utf-8") as out:
        out.write("/* made by build.py */\n#include <stddef.h>\n\n#include \"room/asset.h\"\n\n" + "".join(externs))
        out.write("\nconst asset asset_table[] = {\n" + "".join(rows) + "    {NULL, NULL, NULL, 0, NULL, 0},\n};\n")
        for variable, name in (("style", f"/assets/{entries['style']}"), ("icon", icon),
                               ("script", entries["script"] and f"/assets/{entries['script']}")):
            out.write(f"const char *const asset_{variable} = " + (f'"{name}"' if name else "NULL") + ";\n")


if __name__ == "__main__":
    main()
