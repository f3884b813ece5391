# SPDX-License-Identifier: Apache-2.0
"""A reading room for the tests: `selon serve` over a ledger, and a client that asks it over one connection each."""
import contextlib
import gzip
import http.client
import json
import select
import signal
import subprocess
import sys
import time
import urllib.parse

TITLE, OUTLETS = "Docks", ("The Courier", "Le Phare", "The Ledger Post")
ARTICLES = [
    {"url": "https://courier.example/1", "outlet": "The Courier", "date": "2025-03-04", "title": "Two docks to close",
     "text": "Mayor Ana Duarte said on Tuesday that the port of Vellmar would close two docks.\n\n\"We cannot pay for "
             "what nobody uses any more in this harbour,\" Duarte told reporters. Karl Oster, her deputy, disagreed. "
             "\"This is a mistake that the whole town will regret for years,\" Oster said.\n"},
    {"url": "https://post.example/2", "outlet": "The Ledger Post", "date": "2025-03-06", "title": "Vellmar's docks",
     "text": "\"We cannot pay for what hardly anybody uses any more in this harbour,\" Mayor Ana Duarte said. According "
             "to the dockers' union, three hundred jobs are at risk.\n"},
    {"url": "https://phare.example/3", "outlet": "Le Phare", "date": "2025-04-07", "title": "Le port ferme deux quais",
     "text": "La maire, Ana Duarte, a déclaré lundi que le port fermerait deux quais.\n\n« La ville le regrettera "
             "pendant des années », a répondu Karl Oster. Selon le syndicat, trois cents emplois sont menacés.\n"},
    {"url": "https://mirror.example/1", "outlet": "Mirror", "date": "2025-03-05", "title": "Two docks to close",
     "text": "Mayor Ana Duarte said on Tuesday that the port of Vellmar would close two docks.\n\n\"We cannot pay for "
             "what nobody uses any more in this harbour,\" Duarte told reporters. Karl Oster, her deputy, disagreed. "
             "\"This is a mistake that the whole town will regret for years,\" Oster said.\n"},
]


def write_ledger(path, articles):
    lines = "".join(json.dumps(article) + "\n" for article in articles)
    with open(path + ".jsonl", "w", encoding="utf-8") as out:
        out.write(lines)
    done = subprocess.run([sys.argv[1], "add", path, path + ".jsonl"], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


class Answer:
    def __init__(self, response):
        self.status, self.headers, raw = response.status, response.headers, response.read()
        self.size = len(raw)
        self.body = gzip.decompress(raw) if response.headers.get("Content-Encoding") == "gzip" and raw else raw

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def text(self):
        return self.body.decode("utf-8")

    def __repr__(self):
        return f"{self.status} {dict(self.headers)} {self.body[:600]!r}"


class Room:
    def __init__(self, process, port, log):
        self.process, self.port, self.log = process, port, log

    def ask(self, method, path, body=None, timeout=60, **headers):
        """Header names are written with _ for -; Host is the room's own unless it is given."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            sent.setdefault("Content-Type", "application/json")
        connection.request(method, path, body=body.encode() if isinstance(body, str) else body, headers=sent)
        answer = Answer(connection.getresponse())
        connection.close()
        return answer

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def post(self, path, body=b"", **headers):
        return self.ask("POST", path, body, **headers)

    def form(self, path, fields, **headers):
        headers.setdefault("Content_Type", "application/x-www-form-urlencoded")
        return self.post(path, urllib.parse.urlencode(fields), **headers)

    def settle(self):
        """Waits until women and men have been counted, which makes new answers of all."""
        for _ in range(600):
            if self.get("/api/v1/overview").json["genders"]:
                return
            time.sleep(0.02)
        raise AssertionError("the room goes on counting")

    def visit(self, path="/read", **headers):
        """A page, as a browser that comes for the first time has it: its cookie and its token."""
        page = self.get(path, Accept="text/html", **headers)
        cookie = page.headers["Set-Cookie"].split(";")[0]
        return cookie, page.text.split('name="csrf" value="')[1].split('"')[0]


@contextlib.contextmanager
def room(ledger, *arguments):
    log = open("serve.log", "w+", encoding="utf-8")
    process = subprocess.Popen([sys.argv[1], "serve", ledger, "--port", "0", *arguments], stdout=subprocess.PIPE,
                               stderr=log, text=True)
    try:
        assert select.select([process.stdout], [], [], 60)[0], "the room did not open"
        line = process.stdout.readline()
        if not line:
            log.seek(0)
            raise AssertionError(f"the room did not open: {log.read()}")
        yield Room(process, int(line.rsplit(":", 1)[1].strip("/\n")), log)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        status = process.wait(timeout=60)
        log.seek(0)
        told = log.read()
        log.close()
        assert "Sanitizer" not in told, told
    assert status == 0, (status, told)
