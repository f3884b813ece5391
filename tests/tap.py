# SPDX-License-Identifier: Apache-2.0
"""What the tests of the command share: running it, a web server, TAP.

A test is a function test_*() of a script that ends in `tap.main(globals())`.
It runs in an empty folder of its own and fails by raising. The scripts are
called with the paths of the programs to test.
"""
import functools
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import traceback

ARTICLE = ("Mayor Ana Duarte said on Tuesday that the old harbour bridge would stay closed until March.\n\n"
           "\"We will not gamble with people's lives,\" Duarte told reporters. According to the engineers, two of its "
           "cables have rusted through.\n")
ARTICLE_FR = ("La maire, Ana Duarte, a déclaré mardi que le vieux pont du port resterait fermé jusqu'en mars.\n\n"
              "« Nous ne jouerons pas avec la vie des gens », a-t-elle ajouté. Selon les ingénieurs, deux câbles "
              "sont rouillés.\n")


class Skip(Exception):
    """This machine cannot run the test."""


class Result:
    def __init__(self, process):
        self.status, self.out, self.err = process.returncode, process.stdout, process.stderr.decode()

    @property
    def documents(self):
        return [json.loads(line) for line in self.out.decode().split("\n") if line]

    @property
    def document(self):
        assert len(self.documents) == 1, self
        return self.documents[0]

    def __repr__(self):
        return f"status {self.status}, out {self.out[:300]!r}, err {self.err[:2000]!r}"


def run(*command, stdin=b"", env=None, timeout=300, stdout=subprocess.PIPE):
    process = subprocess.run([str(part) for part in command], input=stdin, stdout=stdout, stderr=subprocess.PIPE,
                             env={**os.environ, **(env or {})}, timeout=timeout)
    assert "Sanitizer" not in process.stderr.decode(errors="replace"), process.stderr.decode(errors="replace")
    return Result(process)


@functools.cache
def sanitized():
    """Is the command built with AddressSanitizer or ThreadSanitizer? Then its memory says nothing."""
    with open(sys.argv[1], "rb") as program:
        code = program.read()
    return b"__asan_init" in code or b"__tsan_init" in code


# A process counts as its own what its parent had before exec(), so a small one stands between.
LAUNCHER = """
import resource, subprocess, sys
status = subprocess.call(sys.argv[2:])
with open(sys.argv[1], "w") as report:
    report.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6))
sys.exit(status)
"""


def measured(*arguments):
    """The command that runs selon and writes the most memory it had, in MB, to the file "peak"."""
    return [sys.executable, "-c", LAUNCHER, "peak", sys.argv[1], *arguments]


def peak():
    with open("peak", encoding="ascii") as report:
        return float(report.read())


def selon(*arguments, **options):
    return run(sys.argv[1], *arguments, **options)


def good(*arguments, **options):
    """Runs what must succeed."""
    result = selon(*arguments, **options)
    assert result.status == 0, result
    return result


def bad(status, *words, arguments, **options):
    """Runs what must fail, and say why: each of `words` is in the message."""
    result = selon(*arguments, **options)
    assert result.status == status, result
    for word in words:
        assert word in result.err, (word, result)
    return result


def write(name, content):
    with open(name, "wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
    return name


def same(got, expected):
    assert got == expected, f"got {got!r}, expected {expected!r}"


class Server:
    """A web server on this machine. `pages` maps paths to functions that get
    the request's handler; what is not in it is not found."""

    def __init__(self, **pages):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.server.seen.append((self.path, self.headers.get("User-Agent", "")))
                try:
                    pages.get(self.path.strip("/").split("/")[0], answer(b"", status=404))(self)
                except (BrokenPipeError, ConnectionResetError):
                    pass

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.block_on_close = False
        self.server.seen = []

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def url(self, page):
        return f"http://127.0.0.1:{self.server.server_address[1]}/{page}"

    @property
    def seen(self):
        return self.server.seen


def answer(body, kind="text/html; charset=utf-8", status=200, **headers):
    """A page with a fixed answer."""
    def page(request):
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)
    return page


def outcome(test):
    """Runs a test in a folder of its own. "ok" or "not ok", a mark behind its name, what there is to tell."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            test()
            return "ok", "", ""
        except Skip as why:
            return "ok", f" # SKIP {why}", ""
        except Exception:
            return "not ok", "", "# " + traceback.format_exc().replace("\n", "\n# ")
        finally:
            os.chdir("/")


def take_turns(tests, folder, waiting, done):
    """Runs tests by the numbers that it gets, until there are no more."""
    while number := os.read(waiting, 2):
        told = json.dumps(outcome(tests[int.from_bytes(number, "big")]))
        with open(os.path.join(folder, number.hex()), "w", encoding="utf-8") as result:
            result.write(told)
        os.write(done, number)


def work_beside(work, end):
    """In a process of its own; its number."""
    process = os.fork()
    if process != 0:
        return process
    status = 1
    try:
        work()
        end()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def outcomes(tests, jobs, end):
    """What comes of each test, in their order; so many are run at a time."""
    with tempfile.TemporaryDirectory() as folder:
        numbers = [number.to_bytes(2, "big") for number in range(len(tests))]
        (waiting, fill), (come, done) = os.pipe(), os.pipe()
        os.write(fill, b"".join(numbers))
        os.close(fill)
        workers = [work_beside(lambda: take_turns(tests, folder, waiting, done), end) for _ in range(jobs)]
        os.close(done)
        known = set()
        for number in numbers:
            while number not in known and (other := os.read(come, 2)):
                known.add(other)
            if number not in known:
                yield "not ok", "", "# its process ended in the middle of it"
                continue
            with open(os.path.join(folder, number.hex()), encoding="utf-8") as result:
                yield json.load(result)
        for worker in workers:
            assert os.waitpid(worker, 0)[1] == 0, "a process that ran tests did not end well"


def tell(line):
    """Prints a line at once: the processes that run tests beside each other do not break into it."""
    sys.stdout.flush()
    os.write(1, (line + "\n").encode())


def main(names, jobs=1, end=lambda: None):
    """`jobs`: run so many tests at a time, where most of them wait. `end` undoes, in each process that ran tests, what
    they have made for each other."""
    os.environ.pop("http_proxy", None)
    os.environ.pop("NO_COLOR", None)
    os.environ["no_proxy"] = "*"
    sys.argv[1:] = [os.path.abspath(path) for path in sys.argv[1:]]
    tests = [(name[5:], test) for name, test in names.items() if name.startswith("test_")]
    tell(f"1..{len(tests)}")
    failed = 0
    each = outcomes([test for _, test in tests], jobs, end)
    for number, ((status, mark, told), (name, _)) in enumerate(zip(each, tests), 1):
        failed += status != "ok"
        tell(f"{status} {number} - {name}{mark}")
        if told:
            tell(told)
    sys.exit(failed > 0)
