"""Write WARC files for tests: records of a crawl, compressed one by one or not."""

import gzip
import itertools

_ids = itertools.count()
PARAGRAPHS = [
    "The ferry left the northern harbour at dawn, with forty passengers and two horses on board.",
    "By noon the wind had turned, and the captain decided to wait behind the island until the evening.",
    "Nobody complained: the kitchen had bread, cheese and coffee, and somebody played the accordion.",
    "When the storm was over, the lights of the town appeared one after another along the coast.",
]
MENU = "".join(f"<li><a href='/s{number}'>Section {number}</a></li>" for number in range(15))


def html(paragraphs=PARAGRAPHS, head="", title="The ferry"):
    """A page with a menu, an article and a footer."""
    content = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang='en-GB'><head><title>{title}</title>{head}</head><body><nav><ul>{MENU}</ul></nav>"
        f"<article><h1>{title}</h1>{content}</article>"
        "<footer>All rights reserved. Cookie settings.</footer></body></html>"
    )


def answer(body, headers="Content-Type: text/html; charset=utf-8", status="200 OK"):
    """The block of a response: an HTTP answer."""
    content = body if isinstance(body, bytes) else body.encode()
    return f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + content


def record(
    block, url="https://example.org/a", kind="response", content_type="application/http; msgtype=response", **more
):
    """One record of a WARC file as bytes."""
    headers = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{next(_ids):032x}>",
        "WARC-Target-URI": url,
        "WARC-Date": "2024-03-05T06:07:08Z",
        "Content-Type": content_type,
        "Content-Length": str(len(block)),
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"WARC/1.0\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"


def write_warc(path, records):
    """Write the records; for a name that ends in .gz, each is compressed on its own."""
    compress = gzip.compress if path.name.endswith(".gz") else bytes
    path.write_bytes(b"".join(compress(one) for one in records))
    return path


def chunked(body, size=700):
    """A body in the transfer encoding `chunked`."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
