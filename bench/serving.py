"""The page under load: how long a search takes alone, and while many files are being uploaded and read; whether any is lost.

    python bench/serving.py [--uploads 50] [--clients 50 --files 20 --megabytes 1]

A real `civtext serve` on loopback over a base of the self-written corpora. First searches alone, then the same searches while
`--uploads` files come in at once and are mined; with `--clients`, so many visitors send `--files` files each, and the page of
jobs is timed instead. Printed are medians and 95th percentiles, and how many files were sent, taken and read.
"""

from __future__ import annotations

import argparse
import asyncio
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]
QUERIES = ("背街小巷", "志愿服务 活动", "老旧小区 改造", "农贸市场", "文明 交通 劝导", "公益广告")
REPORT = "云岭市{year}年第{n}号创建工作总结\n一、整治环境\n全年整治背街小巷{n}条,新建公厕6座,投入资金{n}万元。\n二、志愿服务\n开展志愿服务活动{n}场。\n"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def told(name: str, times: list[float]) -> str:
    ordered = sorted(times)
    p50, p95 = (ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 for share in (0.5, 0.95))
    return f"{name}: {len(ordered)} requests, p50 {p50:.0f} ms, p95 {p95:.0f} ms, longest {ordered[-1] * 1000:.0f} ms"


async def timed(client: httpx.AsyncClient, path: str, query: str = "") -> float:
    began = time.perf_counter()
    answer = await client.get(path, params={"q": query} if query else None)
    answer.raise_for_status()
    return time.perf_counter() - began


async def sent(client: httpx.AsyncClient, name: str, data: bytes) -> int:
    for _ in range(200):
        answer = await client.put("/upload", params={"name": name}, content=data)
        if answer.status_code != 503:
            return answer.status_code
        await asyncio.sleep(float(answer.headers.get("retry-after", 1)))
    return 503


async def searching(client: httpx.AsyncClient, until: asyncio.Event, times: list[float], path: str) -> None:
    while not until.is_set():
        times.append(await timed(client, path, QUERIES[len(times) % len(QUERIES)] if path == "/search" else ""))
        await asyncio.sleep(0.05)


async def read(client: httpx.AsyncClient, number: int) -> int:
    while True:
        counts = (await client.get("/upload/jobs", params={"limit": 1})).json()["counts"]
        if counts.get("done", 0) + counts.get("stopped", 0) >= number:
            return int(counts.get("done", 0))
        await asyncio.sleep(0.3)


async def beside_uploads(url: str, uploads: int) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=300) as client:
        await client.get("/")
        print(told("search alone", [await timed(client, "/search", QUERIES[n % len(QUERIES)]) for n in range(200)]))
        times: list[float] = []
        over = asyncio.Event()
        task = asyncio.create_task(searching(client, over, times, "/search"))
        files = [REPORT.format(year=2000 + n % 25, n=n + 1).encode() for n in range(uploads)]
        answers = await asyncio.gather(*(sent(client, f"{n}.txt", data) for n, data in enumerate(files)))
        done = await read(client, uploads)
        over.set()
        await task
        print(told(f"search while {uploads} files come in and are read", times))
        print(f"sent {uploads}, taken {sum(one in (200, 201) for one in answers)}, read {done}")


async def many_clients(url: str, clients: int, files: int, megabytes: int) -> None:
    pad = "整治背街小巷,开展志愿服务。" * (megabytes * 1_000_000 // 39)

    async def one(visitor: int) -> tuple[int, int]:
        async with httpx.AsyncClient(base_url=url, timeout=600) as client:
            await client.get("/")
            taken = 0
            for n in range(files):
                head = REPORT.format(year=2020, n=visitor * files + n + 1)
                taken += await sent(client, f"{visitor}-{n}.txt", f"{head}{pad}\n".encode()) in (200, 201)
            return taken, sum(
                (await client.get("/upload/jobs")).json()["counts"].get(state, 0)
                for state in ("waiting", "reading", "done")
            )

    async with httpx.AsyncClient(base_url=url, timeout=300) as client:
        times: list[float] = []
        over = asyncio.Event()
        task = asyncio.create_task(searching(client, over, times, "/upload/jobs"))
        found = await asyncio.gather(*map(one, range(clients)))
        over.set()
        await task
    print(told(f"page of jobs while {clients} visitors send {files} files of {megabytes} MB", times))
    print(
        f"sent {clients * files}, taken {sum(taken for taken, _ in found)}, known afterwards {sum(known for _, known in found)}"
    )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--uploads", type=int, default=50)
    asked.add_argument("--clients", type=int, default=0)
    asked.add_argument("--files", type=int, default=20)
    asked.add_argument("--megabytes", type=int, default=1)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        base, port = Path(folder, "base.civtext"), free_port()
        civtext = [sys.executable, "-m", "civtext"]
        subprocess.run(
            [*civtext, "mine", *map(str, sorted((ROOT / "corpora").glob("a*"))), "-o", str(base)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        server = subprocess.Popen([*civtext, "serve", str(base), "--port", str(port)], stderr=subprocess.DEVNULL)
        url = f"http://127.0.0.1:{port}"
        try:
            for _ in range(200):
                try:
                    httpx.get(url)
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
            if given.clients:
                asyncio.run(many_clients(url, given.clients, given.files, given.megabytes))
            else:
                asyncio.run(beside_uploads(url, given.uploads))
        finally:
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    main()
