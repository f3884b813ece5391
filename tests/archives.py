# SPDX-License-Identifier: Apache-2.0
"""Web archives for the tests, written as crawlers write them."""
import gzip


def record(kind, block, url=None, date="2025-11-14T09:30:00Z", length=None, **fields):
    lines = [b"WARC/1.0", b"WARC-Type: " + kind.encode(), b"WARC-Date: " + date.encode(),
             b"WARC-Record-ID: <urn:uuid:0>"]
    if url is not None:
        lines.append(b"WARC-Target-URI: " + (url if isinstance(url, bytes) else url.encode()))
    for name, value in fields.items():
        lines.append(f"{name.replace('_', '-')}: {value}".encode())
    lines.append(b"Content-Length: " + str(len(block) if length is None else length).encode())
    return b"\r\n".join(lines) + b"\r\n\r\n" + block + b"\r\n\r\n"


def response(body, kind="text/html; charset=utf-8", status=200, **headers):
    lines = [f"HTTP/1.1 {status} OK"]
    if kind is not None:
        lines.append(f"Content-Type: {kind}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def page(text, title="A page"):
    paragraphs = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    return (f"<!DOCTYPE html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}"
            "</article></body></html>").encode()


def info():
    return record("warcinfo", b"software: a test\r\n", Content_Type="application/warc-fields")


def chunked(body, size=700):
    pieces = [body[at:at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def members(records):
    """Each record a gzip member of its own."""
    return b"".join(gzip.compress(part, mtime=0) for part in records)
