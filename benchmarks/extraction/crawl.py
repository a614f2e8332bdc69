"""A crawl of any size as a WARC file: pages of usual proportions, of which a tenth is text and the rest is markup.

python -m benchmarks.extraction.crawl FILE MEGABYTES      write one
python -m benchmarks.extraction.crawl FILE --read NAME    read it with an extractor: pages per second, peak memory
"""

import gzip
import itertools
import random
import resource
import sys
import time
from pathlib import Path

from analytics.ingest import find_inputs, formats
from benchmarks.extraction.contents import CONTENTS, Content
from benchmarks.extraction.layouts import LAYOUTS

STYLE_CHARACTERS, SCRIPT_CHARACTERS, MENU_LINKS, PARAGRAPHS = 18_000, 26_000, 120, 25
SEED = 7


def page(number, generator):
    """A page of some 60 KB: a layout around many paragraphs, with styles, scripts and a long menu."""
    texts = [one for _ in range(6) for one in generator.choice(CONTENTS).paragraphs][:PARAGRAPHS]
    title = generator.choice(CONTENTS).title
    html, _, _ = generator.choice(LAYOUTS)(Content("en", f"{title} {number}", tuple(texts)))
    style = "".join(f".c{n}{{margin:{n % 9}px;color:#{n % 4096:03x}}}" for n in range(STYLE_CHARACTERS // 30))
    script = "".join(f'{{"id":{n},"kind":"item","open":true}},' for n in range(SCRIPT_CHARACTERS // 36))
    menu = "".join(
        f"<li class='menu-item menu-item-{n}'><a href='/section/{n}' title='Section {n}'>Section {n}</a></li>\n"
        for n in range(MENU_LINKS)
    )
    html = html.replace("</style>", f"{style}</style><script>var data = [{script}];</script>", 1)
    return html.replace("<body>", f"<body><nav class='main-menu'><ul>{menu}</ul></nav>", 1)


def records(generator):
    """Requests and answers, without an end."""
    for number in itertools.count():
        url = f"https://site{number % 50}.example/page/{number}"
        body = page(number, generator).encode()
        request = b"GET / HTTP/1.1\r\nHost: example\r\n\r\n"
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
        yield _record("request", url, request) + _record("response", url, answer)


def _record(kind, url, block):
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-01-02T03:04:05Z\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def write(path, megabytes):
    """Write a crawl of that size before compression."""
    size = 0
    with path.open("wb") as file:
        for record in records(random.Random(SEED)):
            file.write(gzip.compress(record, 6) if path.suffix == ".gz" else record)
            size += len(record)
            if size >= megabytes << 20:
                return


def read(path, extractor):
    """Read a crawl; prints documents, rejects, pages per second of CPU time, and the peak memory of the process."""
    (source,) = find_inputs([str(path)], {"extractor": extractor})
    documents = rejects = characters = 0
    start = time.process_time()
    for chunk in formats.containers()[source.format].read(source):
        documents += len(chunk.records)
        rejects += len(chunk.rejects)
        characters += sum(len(one["text"]) for one in chunk.objects)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    length = characters / max(1, documents)
    print(
        f"{extractor}: {documents:,} pages, {rejects} rejects, {length:,.0f} characters a page, "
        f"{documents / seconds:,.0f} pages/s, "
        f"{path.stat().st_size / seconds / 1e6:.0f} MB/s, peak {peak:,.0f} MB"
    )


if __name__ == "__main__":
    if sys.argv[2] == "--read":
        read(Path(sys.argv[1]), sys.argv[3])
    else:
        write(Path(sys.argv[1]), int(sys.argv[2]))
