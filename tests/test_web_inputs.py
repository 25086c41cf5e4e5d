"""Bad input through the page: every file of the paper's sections A to C gets its clear message there, too, and requests that are
malformed, stalled, endless or broken off harm nobody (section I).
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings
from test_bad_inputs import ROWS, Row
from test_web import REPORT, client_of, finished, sent

import civtext
from civtext.web.app import create_app
from civtext.web.settings import Bounds, Settings

SENT = [row for row in ROWS if not row.limits and not row.marks and "/" not in row.name]
LONG = [row for row in SENT if row.id.startswith("B30 ")]  # four million characters: a minute and more of analysis
SHORT = [row for row in SENT if row not in LONG]
PARTS = 3  # so that both workers have something to do to the end


@pytest.mark.parametrize(
    "sent_rows",
    [
        *(pytest.param(SHORT[part::PARTS], id=f"{part + 1} of {PARTS}") for part in range(PARTS)),
        pytest.param(LONG, id="long", marks=pytest.mark.long),
    ],
)
def test_every_bad_file_gets_its_message(tmp_path: Path, sent_rows: list[Row]) -> None:
    """I09: the outcome of the command line; the page stays up."""
    with client_of(tmp_path / "base.civtext") as client:
        rows: dict[str, list[Row]] = {}
        for row in sent_rows:
            answer = sent(client, row.name, row.make())
            assert answer.status_code in (200, 201), row.id
            rows.setdefault(answer.json()["id"], []).append(row)
        wrong = []
        for job in finished(client, len(rows), tenths=4000):
            said = {job["status"], f"{job['status']} {job['code']}".strip()}
            if job["code"] in ("article.none", "duplicate"):
                continue  # it was read, but no report is in it; the same bytes came under another name
            for row in rows[job["id"]]:
                if row.name.endswith(".zip"):
                    continue  # told of what is in it
                if not said & set(row.expected.split("|")) or (job["code"] and not job["message"]):
                    wrong.append((row.id, row.expected, job["status"], job["code"]))
        assert not wrong, "\n".join(map(str, wrong))
        assert client.get("/upload").status_code == 200
        assert not list(tmp_path.glob("base.civtext.web/uploads/*.part"))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=" + "x" * 10_000, b"--x"),
        ("multipart/form-data; boundary=a", b"--a\r\nContent-Disposition: form-data; name=files; filename=a\r\n\r\nx"),
        ("multipart/form-data; boundary=a", b"--a\r\n\r\n\r\n--a--\r\n" * 50),
        ("application/x-www-form-urlencoded", b"a=1&" * 1000),
        ("text/plain", b"\xff" * 100),
    ],
)
@pytest.mark.parametrize("path", ["/upload", "/gaps", "/language", "/corrections", "/gaps/x/fill"])
def test_a_malformed_request_is_no_server_error(tmp_path: Path, path: str, kind: str, body: bytes) -> None:
    """I02, I03: a plain message, and nothing kept."""
    with client_of(tmp_path / "base.civtext") as client:
        answer = client.post(path, content=body, headers={"Content-Type": kind}, follow_redirects=False)
        assert answer.status_code < 500 or answer.status_code == 503
        assert client.get("/upload/jobs").json()["jobs"] == []


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """A real server: its port and its base."""
    base = tmp_path_factory.mktemp("served") / "base.civtext"
    (base.parent / "总结.txt").write_text(REPORT, encoding="utf-8")
    civtext.mine([base.parent / "总结.txt"], base, workers=1)
    app = create_app(Settings(base, bounds=Bounds(stalled=1.5)))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield server.servers[0].sockets[0].getsockname()[1], base
    server.should_exit = True
    thread.join(timeout=20)


def asked(port: int, head: str, body: bytes = b"", *, wait: float = 20) -> bytes:
    """What a server answers to bytes on a socket."""
    with socket.create_connection(("127.0.0.1", port), timeout=wait) as link:
        link.sendall(head.replace("\n", "\r\n").encode() + b"\r\n" + body)
        return link.recv(65536)


def test_a_stalled_upload_is_ended_and_others_are_served(running: tuple[int, Path]) -> None:
    """I04: half a file, and then nothing."""
    port, base = running
    head = f"PUT /upload?name=a.txt HTTP/1.1\nHost: 127.0.0.1:{port}\nContent-Type: application/octet-stream\nContent-Length: 1000\n"
    links = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(40)]
    for link in links:
        link.sendall(head.replace("\n", "\r\n").encode() + b"\r\nhalf")
    assert asked(port, f"GET / HTTP/1.1\nHost: 127.0.0.1:{port}\n").startswith(b"HTTP/1.1 200")
    for link in links:
        assert b" 408 " in link.recv(200) or b" 503 " in link.recv(200)
        link.close()
    assert not list(base.with_name("base.civtext.web").glob("uploads/*"))


def test_a_client_that_goes_away_leaves_nothing(running: tuple[int, Path]) -> None:
    """I05."""
    port, base = running
    head = f"PUT /upload?name=a.txt HTTP/1.1\nHost: 127.0.0.1:{port}\nContent-Length: 100000\n"
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.sendall(head.replace("\n", "\r\n").encode() + b"\r\nhalf")
    for _ in range(100):
        if not list(base.with_name("base.civtext.web").glob("uploads/*")):
            break
        time.sleep(0.1)
    assert not list(base.with_name("base.civtext.web").glob("uploads/*"))


def test_many_uploads_beside_searches_lose_nothing(running: tuple[int, Path]) -> None:
    """Fifty at once, and somebody searching meanwhile."""
    import httpx

    port, _ = running
    texts = [REPORT.replace("80", str(100 + number)).encode() for number in range(50)]

    async def all_at_once() -> tuple[list[int], list[int]]:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=120) as client:
            await client.get("/")
            up = [client.put("/upload", params={"name": f"{n}.txt"}, content=text) for n, text in enumerate(texts)]
            look = [client.get("/api/search", params={"q": "背街小巷"}) for _ in range(20)]
            answers = await asyncio.gather(*up, *look)
            for _ in range(1200):
                counts = (await client.get("/upload/jobs")).json()["counts"]
                if counts.get("done", 0) == len(texts):
                    break
                await asyncio.sleep(0.1)
            total = (await client.get("/api/search", params={"q": "背街小巷"})).json()["total"]
            return [answer.status_code for answer in answers], [counts.get("done", 0), total]

    statuses, (done, total) = asyncio.run(all_at_once())
    assert set(statuses[:50]) == {201} and set(statuses[50:]) == {200}
    assert done == 50 and total >= 50


@pytest.fixture(scope="module")
def described(running: tuple[int, Path]) -> schemathesis.BaseSchema:
    """What the API says of itself."""
    return schemathesis.openapi.from_url(f"http://127.0.0.1:{running[0]}/api/openapi.json")


@pytest.mark.parametrize("part", range(PARTS))
def test_the_api_knows_no_server_error(described: schemathesis.BaseSchema, part: int) -> None:
    """Whatever fits its description, and much that does not."""
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) > 15
    for operation in operations[part::PARTS]:

        @settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def knows_none(case: schemathesis.Case) -> None:
            answer = case.call(timeout=120)
            assert answer.status_code < 500, (case, answer.text)

        knows_none()
