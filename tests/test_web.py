"""The page, asked as a browser or a program asks it: what it lets in, whose what is, what it says when something is wrong."""

from __future__ import annotations

import io
import os
import sqlite3
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

import civtext
from civtext.errors import UsageError
from civtext.store.outcomes import PASSING, READ, STATUSES, Outcome
from civtext.web import mining, site
from civtext.web.app import create_app
from civtext.web.settings import Bounds, Settings
from civtext.web.workspace import Workspace

HERE = {"Host": "127.0.0.1:8765"}
REPORT = "云岭市2023年创建全国文明城市工作总结\n一、整治环境\n全年整治背街小巷80条,新建公厕6座。\n二、下一步打算\n力争新建口袋公园3处。\n"
HOSTILE = "</script><img src=x onerror=alert(1)>\"'<b>{{12345*7}}"


def client_of(base: Path, **settings: Any) -> TestClient:
    return TestClient(create_app(Settings(base, **settings)), headers=HERE, base_url="http://127.0.0.1:8765")


@pytest.fixture(scope="module")
def mined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web")
    (folder / "云岭市2023年总结.txt").write_text(REPORT, encoding="utf-8")
    (folder / "怪名.txt").write_text(
        f"望川市2022年创建工作总结{HOSTILE}\n一、整治\n整治背街小巷120条{HOSTILE}。\n", encoding="utf-8"
    )
    civtext.mine([folder], folder / "base.civtext", workers=1)
    return folder / "base.civtext"


@pytest.fixture(scope="module")
def page(mined: Path) -> Iterator[TestClient]:
    with client_of(mined) as client:
        yield client


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[TestClient]:
    with client_of(tmp_path / "base.civtext") as client:
        yield client


def finished(client: TestClient, number: int, *, tenths: int = 600) -> list[dict[str, Any]]:
    """The jobs, once so many are done; fails where that takes for ever."""
    for _ in range(tenths):
        told = client.get("/upload/jobs").json()
        if told["counts"].get("done", 0) + told["counts"].get("stopped", 0) >= number:
            return list(told["jobs"])
        time.sleep(0.1)
    raise AssertionError(told["counts"])


def sent(client: TestClient, name: str, data: bytes) -> Any:
    return client.put(
        "/upload",
        params={"name": name},
        content=data,
        headers={"Content-Type": "application/octet-stream", "Accept": "application/json"},
    )


# Every page


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "path",
    ["/", "/upload", "/documents", "/search", "/search?q=背街小巷", "/gaps", "/compare", "/graph", "/corrections"],
)
def test_a_page_is_there_in_both_languages(page: TestClient, path: str, language: str) -> None:
    page.post("/language", data={"language": language})
    answer = page.get(path)
    assert answer.status_code == 200
    assert ('<html lang="en"' in answer.text) == (language == "en")
    assert "<script>" not in answer.text and "http://" not in answer.text and "https://" not in answer.text
    page.post("/language", data={"language": "zh"})


@pytest.mark.parametrize("path", ["/documents", "/search", "/graph", "/corrections", "/api/base", "/api/search"])
def test_without_a_base_it_says_what_to_do(empty: TestClient, path: str) -> None:
    answer = empty.get(path, params={"q": "文明"})
    assert answer.status_code == 404 and "base.missing" in answer.text


# The guard


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 400),
        ({"Host": "evil.example:8765"}, 400),
        ({"Host": "localhost:1"}, 200),
        ({"Host": "[::1]:8765"}, 200),
    ],
)
def test_only_this_machine_s_names_are_answered(page: TestClient, headers: dict[str, str], status: int) -> None:
    assert page.get("/", headers=headers).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://127.0.0.1:8765", "Sec-Fetch-Site": "same-origin"}, 303),
        ({}, 303),
    ],
)
def test_other_sites_change_nothing(page: TestClient, headers: dict[str, str], status: int) -> None:
    assert page.post("/upload/retry", headers=headers, follow_redirects=False).status_code == status


def test_nothing_is_changed_by_looking(page: TestClient) -> None:
    for path in ("/upload/retry", "/language", "/gaps/x/delete", "/gaps/x/keep"):
        assert page.get(path).status_code in (404, 405)


def test_a_browser_is_bound(page: TestClient) -> None:
    headers = page.get("/").headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff" and headers["cache-control"] == "no-store"


def test_the_visitor_s_cookie_is_out_of_reach(mined: Path) -> None:
    with client_of(mined) as client:
        said = client.get("/").headers["set-cookie"]
        assert "HttpOnly" in said and "SameSite=Strict" in said
        assert "set-cookie" not in client.get("/").headers


def test_others_come_in_by_a_password_only(mined: Path) -> None:
    with pytest.raises(UsageError, match=r"serve\.password"):
        Settings(mined, host="0.0.0.0")
    with client_of(mined, host="0.0.0.0", password="云岭2026") as client:
        assert client.get("/documents", follow_redirects=False).headers["location"] == "/enter"
        assert client.get("/api/base").status_code == 401
        assert "没有加密" in client.get("/enter").text
        assert client.post("/enter", data={"password": "错"}).status_code == 403
        assert client.post("/enter", data={"password": "云岭2026"}).status_code == 200
        assert client.get("/documents", follow_redirects=False).status_code == 200
    with client_of(mined, host="0.0.0.0", password="key") as client:
        assert client.get("/api/base", headers={"Authorization": "Bearer key"}).status_code == 200
        tries = [client.post("/enter", data={"password": "x"}).status_code for _ in range(11)]
        assert tries[-1] == 429


@pytest.mark.parametrize(
    ("name", "told", "status"),
    [
        ("Authorization", "Bearer 云岭".encode(), 200),
        ("Authorization", "bearer 云岭".encode(), 200),
        ("Authorization", "Bearer 云".encode(), 401),
        ("Authorization", "Bearer 云岭".encode("gbk"), 401),
        ("Authorization", b"Bearer \xff\xfe", 401),
        ("Authorization", "Basic 云岭".encode(), 401),
        ("Cookie", "civtext_entry=云岭".encode(), 401),
        ("Cookie", "civtext_entry=é".encode("latin-1"), 401),
        ("Cookie", "civtext_visitor=云岭; civtext_entry=".encode(), 401),
    ],
)
def test_a_password_may_be_chinese_and_a_header_hold_anything(mined: Path, name: str, told: bytes, status: int) -> None:
    with client_of(mined, host="0.0.0.0", password="云岭") as client:
        assert client.get("/api/base", headers={name: told}).status_code == status  # type: ignore[dict-item]  # bytes go as they are


# Upload


def test_what_is_sent_is_read_and_found(empty: TestClient) -> None:
    answer = sent(empty, "../../总结<b>.txt", REPORT.encode())
    assert answer.status_code == 201 and answer.json()["new"]
    [job] = finished(empty, 1)
    assert job["status"] == "ok" and job["name"] == "../../总结<b>.txt"
    assert "背街小巷80条" in empty.get(job["link"]).text
    assert "总结&lt;b&gt;.txt" in empty.get("/upload").text
    assert [one["title"] for one in empty.get("/api/documents").json()] == ["云岭市2023年创建全国文明城市工作总结"]


def test_the_same_file_twice_is_one_job(empty: TestClient) -> None:
    first, again = sent(empty, "a.txt", REPORT.encode()), sent(empty, "b.txt", REPORT.encode())
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"] and not again.json()["new"]


def test_the_same_bytes_from_two_at_one_moment_are_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, link = Workspace(tmp_path), os.link

    def linked_by_both(source: str, target: Path) -> None:
        link(source, target)
        link(source, target)

    monkeypatch.setattr(os, "link", linked_by_both)
    for visitor in ("a", "b"):
        with workspace.receiving() as part:
            part.write(REPORT.encode())
            job, is_new = workspace.add(part, "a.txt", visitor=visitor)
        assert is_new and job.path.read_bytes() == REPORT.encode()
    assert workspace.take(9) == [job.path] and len(list(workspace.uploads.iterdir())) == 1
    workspace.close()


@pytest.mark.parametrize("broken", ["take", "tell", "finish_archive", "_finish"])
def test_a_full_disk_stops_the_mining_only_while_it_lasts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    """`_finish` is what tells, finishes and stops: nothing at all can be told of a file then."""
    whole, times = getattr(Workspace, broken), iter(range(2))

    def full(self: Workspace, *told: object) -> object:
        if next(times, None) is not None:
            raise sqlite3.OperationalError("database or disk is full")
        return whole(self, *told)

    monkeypatch.setattr(Workspace, broken, full)
    monkeypatch.setattr(mining, "_PAUSE", 0.01)
    with client_of(tmp_path / "base.civtext") as client:
        for number in range(3):
            sent(client, f"{number}.txt", REPORT.replace("80", str(number)).encode())
        states = {job["state"] for job in finished(client, 3)}
        assert states <= ({"done"} if broken in ("take", "_finish") else {"done", "stopped"})
        client.post("/upload/retry")
        for _ in range(600):
            jobs = client.get("/upload/jobs").json()["jobs"]
            if {job["status"] for job in jobs} == {"ok"}:
                break
            time.sleep(0.1)
        assert [job["status"] for job in jobs] == ["ok"] * 3


def test_what_was_being_read_is_taken_again_and_what_was_told_is_not(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    for number in range(3):
        with workspace.receiving() as part:
            part.write(str(number).encode())
            workspace.add(part, f"{number}.txt", visitor="v")
    first, second = workspace.take(2)
    workspace.tell(first, Outcome(str(first), "ok"))
    again = workspace.take(9)
    assert len(again) == 2 and second in again and first not in again
    workspace.stop(again, "output.failed", "")
    assert workspace.take(9) == [] and workspace.waiting() == 0
    workspace.close()


@pytest.mark.parametrize("status", STATUSES)
def test_what_counts_as_read_is_the_same_everywhere(tmp_path: Path, status: str) -> None:
    workspace = Workspace(tmp_path)
    with workspace.receiving() as part:
        part.write(REPORT.encode())
        workspace.add(part, "a.txt", visitor="v")
    with workspace.receiving() as part:
        part.write(b"PK")
        workspace.add(part, "a.zip", visitor="v")
    path, archive = workspace.take(2)
    workspace.tell(path, Outcome(str(path), status))
    workspace.tell(archive, Outcome(f"{archive}/a.txt", status))
    workspace.finish_archive(archive)
    of_archive, of_file = workspace.jobs("v")
    assert of_file.failed == (status not in READ) == workspace.counts("v")["failed"]
    assert of_archive.status == ("ok" if status in READ else "partial")
    assert workspace.retry("v") == (status in PASSING)
    workspace.close()


def test_an_archive_tells_of_what_is_in_it(empty: TestClient) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("好.txt", REPORT)
        archive.writestr("空.txt", "")
    sent(empty, "一批.zip", buffer.getvalue())
    [job] = finished(empty, 1)
    told = empty.get(f"/api/jobs/{job['id']}").json()
    assert {one["path"]: one["status"] for one in told["members"]} == {"好.txt": "ok", "空.txt": "empty"}


def test_a_form_without_script_brings_many(empty: TestClient) -> None:
    files = [("files", (f"{number}.txt", REPORT.replace("80", str(number)).encode())) for number in range(5)]
    assert empty.post("/upload", files=files).status_code == 200
    assert len(finished(empty, 5)) == 5


def test_a_bad_file_says_why(empty: TestClient) -> None:
    sent(empty, "坏.docx", b"PK\x03\x04" + b"\0" * 50)
    [job] = finished(empty, 1)
    assert job["failed"] and job["code"] and job["message"]
    assert job["message"] in empty.get("/upload").text


@pytest.mark.parametrize("how", ["said", "counted"])
def test_too_long_a_file_is_refused(tmp_path: Path, how: str) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(20):
            yield b"x" * 1000

    with client_of(tmp_path / "base.civtext", bounds=Bounds(file=5000)) as client:
        answer = sent(client, "长.txt", b"x" * 20_000) if how == "said" else sent(client, "长.txt", chunks())  # type: ignore[arg-type]
        assert answer.status_code == 413 and answer.json()["error"]["message"]
        assert not list((tmp_path / "base.civtext.web" / "uploads").iterdir())
        assert client.get("/api/jobs").json() == []


def test_too_much_in_one_request_is_refused(tmp_path: Path) -> None:
    with client_of(tmp_path / "base.civtext", bounds=Bounds(request=5000, form=1000, files=3)) as client:
        assert client.post("/upload", files=[("files", ("a.txt", b"x" * 9000))]).status_code == 413
        assert client.post("/language", data={"language": "x" * 2000}).status_code == 413
        assert client.post("/upload", files=[("files", (f"{n}.txt", b"x")) for n in range(4)]).status_code == 400


def test_when_too_many_wait_it_asks_to_come_again(tmp_path: Path) -> None:
    with client_of(tmp_path / "base.civtext", bounds=Bounds(waiting=0)) as client:
        answer = sent(client, "a.txt", REPORT.encode())
        assert answer.status_code == 503 and answer.headers["retry-after"]


def test_what_was_acknowledged_outlives_a_restart(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "base.civtext.web")
    for number in range(3):
        with workspace.receiving() as part:
            part.write(REPORT.replace("80", str(number)).encode())
            workspace.add(part, f"{number}.txt", visitor="v")
    assert len(workspace.take(2)) == 2  # the program ends while two are read
    workspace.close()
    with client_of(tmp_path / "base.civtext") as client:
        workspace = client.app.state.site.workspace  # type: ignore[attr-defined]
        for _ in range(600):
            if workspace.counts("v").get("done") == 3:
                break
            time.sleep(0.1)
        assert [job.status for job in workspace.jobs("v")] == ["ok"] * 3


def test_jobs_are_their_visitor_s(empty: TestClient, mined: Path) -> None:
    job = sent(empty, "a.txt", REPORT.encode()).json()
    assert empty.get(f"/upload/jobs/{job['id']}").status_code == 200
    empty.cookies.clear()
    assert empty.get(f"/upload/jobs/{job['id']}").status_code == 404
    assert empty.get("/upload/jobs").json()["jobs"] == []


# Reports and search


def test_a_report_is_shown_with_what_was_found(page: TestClient) -> None:
    [one] = [row for row in page.get("/api/documents").json() if row["place"] and "云岭" in row["place"]]
    shown = page.get(f"/documents/{one['hash']}/0").text
    assert 'class="m metric' in shown and "80条" in shown and 'href="#c' in shown
    assert page.get(f"/documents/{one['hash']}/7").status_code == 404
    assert page.get("/documents/nosuch/0").status_code == 404


def test_nothing_of_a_document_runs(page: TestClient) -> None:
    for row in page.get("/api/documents").json():
        shown = page.get(f"/documents/{row['hash']}/0").text
        assert "<img" not in shown and shown.count("</script>") == 2  # the script's own, the data's
    hits = page.get("/search", params={"q": "整治背街小巷"}).text
    assert "<img" not in hits and "86415" not in page.get("/search", params={"q": "{{12345*7}}"}).text


def test_search_finds_and_leads_to_the_place(page: TestClient) -> None:
    found = page.get("/search", params={"q": "背街小巷", "value": ">=100"}).text
    assert "<mark>背街小巷" in found and "怪名.txt" in found and "80条" not in found
    assert 'href="/documents/' in found
    part = page.get("/search", params={"q": "背街小巷", "part": "1"}).text
    assert "<html" not in part and "<mark>背街小巷" in part


def test_a_search_that_makes_no_sense_is_told(page: TestClient) -> None:
    assert 'class="bad"' in page.get("/search", params={"q": "公厕", "value": "很多"}).text
    assert page.get("/api/search", params={"q": "公厕", "value": "很多"}).status_code == 400


def test_what_is_seen_is_a_workbook(page: TestClient) -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(page.get("/search.xlsx", params={"q": "背街小巷"}).content))
    assert book.active is not None and book.active.max_row >= 2


# Drafts


def draft(
    client: TestClient,
    name: str = "草稿.txt",
    text: str = "XX市2023年创建工作总结\n一、整治\n整治背街小巷XX条,满意率达120%。\n",
) -> str:
    answer = client.post("/gaps", files={"draft": (name, text.encode())}, follow_redirects=False)
    return str(answer.headers["location"])


def ready(client: TestClient, link: str) -> str:
    for _ in range(300):
        answer = client.get(link)
        if 'http-equiv="refresh"' not in answer.text:
            return answer.text
        time.sleep(0.2)
    raise AssertionError(link)


def test_a_draft_goes_round(page: TestClient, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    link = draft(page)
    shown = ready(page, link)
    assert "120%" in shown and 'class="m blank' in shown
    sheet = page.get(f"{link}/files/sheet")
    assert "filename*=UTF-8''%E8%8D%89%E7%A8%BF.fill.xlsx" in sheet.headers["content-disposition"]
    book = load_workbook(io.BytesIO(sheet.content))
    rows = book.worksheets[0]
    heads = [str(cell.value) for cell in rows[1]]
    column, kinds = heads.index("填写 value") + 1, heads.index("kind") + 1
    for row in range(2, rows.max_row + 1):
        rows.cell(row, column).value = "云岭" if rows.cell(row, kinds).value == "place" else 80
    book.save(tmp_path / "填好.xlsx")
    answer = page.post(f"{link}/fill", files={"sheet": ("填好.xlsx", (tmp_path / "填好.xlsx").read_bytes())})
    assert answer.status_code == 200, answer.text
    filled = page.get(f"{link}/files/filled").content.decode()
    assert "整治背街小巷80条" in filled and "云岭市" in filled


def test_a_wrong_sheet_is_told_by_its_row(page: TestClient) -> None:
    link = draft(page)
    ready(page, link)
    answer = page.post(f"{link}/fill", files={"sheet": ("x.xlsx", b"not a workbook")})
    assert answer.status_code == 400 and "alert" in answer.text


def test_a_draft_is_private(page: TestClient) -> None:
    link = draft(page)
    ready(page, link)
    other = TestClient(page.app, headers=HERE, base_url=str(page.base_url))
    for path in (link, f"{link}/files/sheet", f"{link}/files/json"):
        assert other.get(path).status_code == 404
    assert other.post(f"{link}/delete").status_code == 404
    assert page.get(link).status_code == 200
    page.post(f"{link}/delete")
    assert page.get(link).status_code == 404


def test_old_drafts_go_when_one_is_sent(tmp_path: Path) -> None:
    with client_of(tmp_path / "base.civtext", bounds=Bounds(kept=1000)) as client:
        drafts = client.app.state.site.drafts  # type: ignore[attr-defined]
        with (tmp_path / "a.txt").open("wb+") as part:
            old, young = drafts.add(part, "旧.txt", "v"), drafts.add(part, "新.txt", "v")
            os.utime(old.folder, (time.time() - 2000,) * 2)
            os.utime(young.folder, (time.time() - 500,) * 2)
            drafts.add(part, "今天.txt", "w")
        assert [one.name for one in drafts.of("v")] == ["新.txt"] and [one.name for one in drafts.of("w")] == [
            "今天.txt"
        ]


def test_a_draft_that_cannot_be_read_says_why(page: TestClient) -> None:
    link = page.post("/gaps", files={"draft": ("空.docx", b"")}, follow_redirects=False).headers["location"]
    assert "text.empty" in ready(page, link)


# Comparison, graph, corrections


def test_places_are_compared(page: TestClient) -> None:
    shown = ready(page, "/compare?go=1&by=place&indicator=C09")
    assert "云岭市" in shown and 'href="/documents/' in shown and "style=" not in shown
    link = shown.partition('href="/compare/files/xlsx?')[2].partition('"')[0].replace("&amp;", "&")
    assert page.get(f"/compare/files/xlsx?{link}").content[:2] == b"PK"
    assert "usage.indicator" in ready(page, "/compare?go=1&indicator=没有这项")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("place=云岭市&indicator=C09+C04", 200),
        ("place=&place=+云岭市+&indicator=C09,C04", 200),
        ("indicator=C09、C04+&place=云岭市&by=place", 200),
        ("place=云岭市&indicator=C04+C09", 404),
        ("indicator=C09+C04", 404),
        ("by=year&place=云岭市&indicator=C09+C04", 404),
    ],
)
def test_a_comparison_is_found_however_its_address_is_spelt(page: TestClient, address: str, status: int) -> None:
    ready(page, "/compare?go=1&place=云岭市&indicator=C09+C04")
    assert page.get(f"/compare/files/xlsx?{address}").status_code == status


def test_what_was_made_stays_while_it_is_asked_for(page: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each kind so many; what is refused leaves nothing."""
    here = page.app.state.site  # type: ignore[attr-defined]
    monkeypatch.setattr(site, "_KEPT", 3)
    folders = [here.cached("trial", number) for number in range(5)]
    for number, folder in enumerate(folders):
        folder.mkdir(parents=True)
        os.utime(folder, (number, number))
    (other := here.cached("other", 0)).mkdir(parents=True)
    assert here.cached("trial", 1) == folders[1]  # asked for again
    assert here.cached("trial", 9) not in folders
    assert [folder.is_dir() for folder in folders] == [False, True, False, True, True] and other.is_dir()
    before = set((here.settings.folder / "cache" / "compare").glob("*"))
    assert "usage.indicator" in ready(page, "/compare?go=1&indicator=没有")
    assert set((here.settings.folder / "cache" / "compare").glob("*")) <= before


def test_the_graph_around_a_node(page: TestClient) -> None:
    shown = ready(page, "/graph?node=背街小巷&depth=1")
    assert "整治背街小巷80条" in shown or "整治背街小巷" in shown
    picture = page.get("/graph/picture?node=背街小巷&depth=1")
    assert picture.status_code == 200 and "sandbox" in picture.headers["content-security-policy"]
    assert "graph.unknown" in ready(page, "/graph?node=没有这个&depth=1")


def test_a_correction_is_kept_and_counted(page: TestClient) -> None:
    [row] = [one for one in page.get("/api/documents").json() if one["place"] and "云岭" in one["place"]]
    text = page.get(f"/api/documents/{row['hash']}").json()
    metric = next(one for one in text["articles"][0]["metrics"] if one["text"] == "80条")
    told = {"hash": row["hash"], "index": 0, "layer": "metrics", "start": metric["start"], "end": metric["end"]}
    form = page.get("/corrections/new", params=told).text
    assert 'value="背街小巷"' in form
    json = {"Accept": "application/json"}
    assert page.post("/corrections", data=told | {"verdict": "accept"}, headers=json).status_code == 201
    edited = told | {
        "verdict": "edit",
        "value": "80",
        "unit": "条",
        "object": "小巷",
        "bound": "exact",
        "status": "done",
    }
    assert page.post("/corrections", data=edited, headers=json).status_code == 201
    assert page.post("/corrections", data=edited | {"value": "八十"}, headers=json).status_code == 400
    assert page.post("/corrections", data=told | {"verdict": "whole", "start": 0, "end": 0}).status_code == 200
    agreed = page.get("/api/corrections").json()["agreement"]["layers"]
    assert [(one["name"], one["edited"]) for one in agreed] == [("metrics", 1)]
    archive = zipfile.ZipFile(io.BytesIO(page.get("/corrections/gold.zip").content))
    gold = next(name for name in archive.namelist() if name.endswith(".gold.json"))
    assert '"object": "小巷"' in archive.read(gold).decode()


def test_a_word_is_proposed_tried_and_taken(empty: TestClient) -> None:
    sent(empty, "a.txt", "云岭市2023年创建工作总结\n一、整治\n全年众包绿地20块。\n".encode())
    finished(empty, 1)
    form = empty.get("/corrections/words", params={"lexicon": "verbs", "term": "众包", "example": "众包绿地20块"})
    assert 'value="众包"' in form.text
    entry = {
        "lexicon": "verbs",
        "term": "众包",
        "kind": "hold",
        "noun": "no",
        "needs": "any",
        "example": "众包绿地20块",
    }
    told = ready(empty, "/corrections/words/trial?" + urlencode(entry))
    assert "众包绿地20块" in told and "measures" in told
    assert empty.get("/corrections/words/trial", params=entry | {"example": "无"}).status_code == 400
    assert empty.post("/corrections/words/take", data=entry).status_code == 200
    for _ in range(300):
        [article] = empty.get("/api/documents").json()
        if article["measures"]:
            break
        time.sleep(0.2)
    assert article["measures"] == 1


# The API


def test_the_verbs_as_json(page: TestClient) -> None:
    [article] = page.post("/api/extract", json={"text": REPORT}).json()
    assert [one["text"] for one in article["metrics"]] == ["80条", "6座", "3处"]
    assert page.post("/api/clean", json={"text": "完善的'制度"}).json()["edits"][0]["rule"] == "anti_copy_mark"
    assert page.post("/api/classify", json={"texts": ["开展志愿服务活动"]}).json()[0]
    assert page.get("/api/search", params={"q": "背街小巷"}).json()["total"] == 2
    assert page.get("/api/ask", params={"name": ["云岭市"]}).json()
    assert page.get("/api/graph", params={"node": "背街小巷"}).json()["nodes"]
    assert page.get("/api/compare").json()["matrix"]
    assert page.get("/api/coverage").json() and page.get("/api/codebook").json()["indicators"]
    gaps = page.post("/api/gaps?name=a.txt", content="整治背街小巷XX条,满意率达120%。".encode()).json()
    assert "number.over_100" in {one["rule"] for one in gaps}


def test_half_a_character_is_no_server_error(page: TestClient) -> None:
    answer = page.post(
        "/api/extract",
        content=b'{"text": "\\ud800\\u80cc\\u8857\\u5c0f\\u5df780\\u6761"}',
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 422


def test_the_api_describes_itself(page: TestClient) -> None:
    told = page.get("/api/openapi.json").json()
    assert {"/api/extract", "/api/search", "/api/gaps", "/api/files"} <= set(told["paths"])
    assert not [path for path in told["paths"] if not path.startswith("/api/")]
