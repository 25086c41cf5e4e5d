"""A long fuzz run: damaged files and texts against the loaders and against cleaning, splitting and annotating.

    python bench/fuzz.py --minutes 60                   # hours are better; every input follows from --seed
    python bench/fuzz.py --minutes 10 --only docx text
    python bench/fuzz.py --replay tests/fuzz_finds      # what the test suite does

Lawful outcomes are a Source whose parts lie in its text, a LoadError with a documented code, and annotations that
slice. Anything else is a find: another exception, a broken law, over 20 seconds of computing, a process that dies. Each
input is read in a child process that can be lost; a find is kept, with a line in finds.tsv that says what happened.
The inputs (`MAKERS`) are made from the self-written examples only; the laws are in `tried`. Exit status 1: finds.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import multiprocessing
import random
import re
import resource
import signal
import sys
import tempfile
import time
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from civtext import cleaning
from civtext.errors import LoadError
from civtext.loaders import Limits, inputs, load_source
from civtext.loaders.problems import REFUSALS
from civtext.model import Document, Source
from civtext.pipeline import annotate, split
from civtext.records import record

ROOT = Path(__file__).parents[1]
FINDS = ROOT / "tests" / "fuzz_finds"
COMPUTING = 20  # seconds of processor time after which an input hangs
WAITING = 120  # seconds of any time; a loaded machine is no find
MEMORY = 3 << 30
LONGEST = 20_000  # characters of a made text
ANNOTATED = 6_000  # characters of a loaded file up to which it is annotated too
KEPT = 200_000  # bytes of a find that is kept
OUTER = Limits(pdf_seconds=10, pdf_page_seconds=1, pdf_longest=30)  # of the child's own child


class Made(NamedTuple):
    """An input: what it is to be read as, and its bytes."""

    kind: str
    data: bytes


class Outcome(NamedTuple):
    """What came of it; `lawful` or a find."""

    name: str
    lawful: bool = True
    seconds: float = 0.0


# --- The laws ---------------------------------------------------------------------------------------------------------


def tried(made: Made) -> Outcome:
    """Read an input in this process and say what came of it."""
    start = time.process_time()
    try:
        name = _read_text(made.data) if made.kind == "text" else _read_file(made)
    except _Broken as broken:
        return Outcome(f"{made.kind}: law broken: {broken}", False)
    except Exception as error:
        return Outcome(f"{made.kind}: {type(error).__name__} {_raised_at(error)}: {error}"[:300], False)
    return Outcome(f"{made.kind}: {name}", True, time.process_time() - start)


class _Broken(Exception):
    """A law that does not hold."""


def _hold(law: bool, words: str) -> None:
    if not law:
        raise _Broken(words)


def _raised_at(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""


def _read_file(made: Made) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"input.{made.kind}")
        path.write_bytes(made.data)
        if made.kind == "zip":
            said = [_read(one) for one in inputs(path)]
            _hold(bool(said), "no outcome for an archive")
            return said[0] if len(said) == 1 else "inputs with outcomes of their own"
        return _read(path)


def _read(path: Path) -> str:
    try:
        # A PDF is first read without its sandbox, for speed; what kills this process is tried again with it.
        source = load_source(path, sandboxed=multiprocessing.parent_process() is None, limits=OUTER)
    except LoadError as error:
        return _refused(error)
    _check_source(source)
    documents = split(source)
    if len(source.text) <= ANNOTATED:
        documents = [annotate(document) for document in documents]
    _check(documents)
    return "source" if not source.flags else "source with flags"


def _refused(error: LoadError) -> str:
    _hold(error.code in REFUSALS, f"unknown code {error.code}")
    json.dumps(error.as_dict(), ensure_ascii=False).encode()
    if error.code == "reader.failed" and error.__cause__:  # caught by the last net, and yet a fault of ours
        raise error.__cause__
    return error.code


def _read_text(data: bytes) -> str:
    source = Source(data.decode())
    documents = [annotate(document) for document in split(source)]
    _check(documents)
    once = cleaning.clean(source).text
    again = cleaning.clean(Source(once)).text
    _hold(again == once, "cleaning twice changes more")
    return "annotated" if documents else "no article"


def _check_source(source: Source) -> None:
    text, at = source.text, 0
    _hold(bool(text.strip()), "a source without text")
    text.encode()
    for part in source.parts:
        _hold(at <= part.span.start <= part.span.end <= len(text), "parts out of order")
        at = part.span.start
        source.where(part.span.start).as_dict()
    for flag in source.flags:
        flag.note.encode()
        _hold(flag.span is None or 0 <= flag.span.start < flag.span.end <= len(text), f"flag {flag.code} outside")


def _check(documents: list[Document]) -> None:
    for document in documents:
        text, (start, end) = document.source.text, document.span
        _hold(0 <= start <= end <= len(text), "a document outside of its source")
        for one in document.annotations:
            _hold(text[one.span.start : one.span.end] == one.text, f"{one.label} does not slice")
            _hold(start <= one.span.start < one.span.end <= end, f"{one.label} outside of its document")
        for section in document.sections:
            _hold(0 <= section.span.start <= section.span.end <= len(document.text), "a section outside")
        for passage in document.passages:
            _hold(document.text[passage.span.start : passage.span.end] == passage.text, "a passage does not slice")
        json.dumps(record(document, rejected=True), ensure_ascii=False, allow_nan=False).encode()


# --- The inputs -------------------------------------------------------------------------------------------------------

NOISE = [
    "\n",
    "'",
    "．",
    "XX",
    "\n12、",
    "二",
    "”",
    "“",
    "　",
    "�",
    "\0",
    "\u200b",
    "3",
    "(",
    "。",
    "\u202e",
    "一、",
    "\r\n",
]
NOISE += [
    "《",
    "》",
    "目录",
    "篇3",
    "范文一",
    "由会员分享,可在线阅读,",
    "会员免费查看",
    "  ",
    "\t",
    "—",
    "%",
    "万",
    "|",
    "&nbsp;",
]
NOISE += [
    "*",
    "_",
    "20xx年",
    "（一）",
    "第一章",
    "\x0c",
    "1.",
    "①",
    "\u2028",
    "：",
    ":",
    "X",
    "等",
    "即",
    "\ue000",
    "𠮷",
    "é",
]
GENRE = "整治新建背街小巷80条年月日XX余万%、,。;:“”《》()〔〕一二三十百两近约将力争查四个份市区县我的了是和在\n\n "
TOKENS = [
    "全市",
    "整治背街小巷80条",
    "新建口袋公园",
    "XX万余",
    "“三个清单”",
    "一、加强领导",
    "（二）",
    "一是",
    "成立领导小组",
    "下一步",
]
TOKENS += [
    "2023年",
    "96.5%",
    "由12个增加到",
    "至",
    "达到",
    "分别",
    "1.2.3",
    "〔2023〕15号",
    "12345热线",
    "总结",
    "。",
    "，",
    ",",
    "、",
    "\n",
]
ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk", "big5")


@cache
def _texts() -> list[str]:
    paths = sorted((ROOT / "examples" / "sources").glob("*.txt")) + sorted(
        (ROOT / "corpora" / "annotated").glob("*.txt")
    )
    paths += sorted((ROOT / "examples" / "reports").glob("*.txt"))
    return [path.read_bytes().decode("utf-8", "replace") for path in paths]


@cache
def _files(kind: str) -> list[bytes]:
    """Small whole files of a kind; those of the tests where they are at hand."""
    found = [path.read_bytes() for path in sorted((ROOT / "examples" / "reports").glob(f"*.{kind}"))]
    sys.path.insert(0, str(ROOT / "tests"))
    import hostile

    paragraphs = [line for line in _texts()[0].splitlines() if line][:8]
    if kind == "pdf":
        rows = hostile.grid([75, 200, 400], [700, 670, 640, 610])
        words = [(80.0, 680.0, 12.0, "指标"), (210.0, 680.0, 12.0, "80条"), (80.0, 650.0, 12.0, "公园")]
        small = [hostile.pdf(hostile.set_in_lines(paragraphs)), hostile.pdf([words], drawn=(rows,))]
        return small * 6 + [hostile.cyclic_pages(), hostile.laughing_pdf(3)] + found
    inside = "".join(hostile.paragraph(line) for line in paragraphs) + hostile.table(["指标", "数"], ["公园", "12处"])
    notes = hostile.part_xml("footnotes", f'<w:footnote w:id="1">{hostile.paragraph("注")}</w:footnote>')
    lists = "".join(hostile.numbered(line[:20], at % 3, 1 + at % 3) for at, line in enumerate(paragraphs))
    whole = hostile.docx(
        lists + inside + hostile.styled("标题", "1"),
        numbering=hostile.NUMBERING,
        styles=hostile.STYLES,
        footnotes=notes,
        header1=hostile.part_xml("hdr", hostile.paragraph("页眉")),
    )
    return [hostile.docx(inside), whole, whole, *found]


def a_text(chance: random.Random) -> Made:
    """A text of one of four sorts: a damaged example, letters and words of the genre, anything at all, repetition."""
    sort = chance.choices((_damaged, _of_the_genre, _anything, _repeated), (6, 2, 1, 1))[0]
    return Made("text", sort(chance)[:LONGEST].encode("utf-8", "replace"))


def _damaged(chance: random.Random) -> str:
    text = chance.choice(_texts())
    at, length = chance.randrange(len(text)), chance.choice((100, 400, 1500, 5000))
    text = text[at : at + length] if chance.random() < 0.6 else text[:length]
    if chance.random() < 0.1:
        text += chance.choice(_texts())[: chance.randrange(1500)]
    for change in chance.sample(_CHANGES, chance.choice((0, 0, 1, 1, 2, 3))):
        text = change(chance, text)
    for _ in range(chance.choice((0, 1, 3, 10, 60))):
        at, cut = chance.randrange(len(text) + 1), chance.choice((0, 0, 1, 3, 12))
        text = text[:at] + chance.choice(NOISE) + text[at + cut :]
    return text


def _wrap(chance: random.Random, text: str) -> str:
    width = chance.choice((3, 20, 38, 60))
    return "\n".join(line[at : at + width] for line in text.splitlines() for at in range(0, max(len(line), 1), width))


def _chunk(chance: random.Random, text: str) -> str:
    size, text = chance.choice((30, 100, 300)), text.replace("\n", chance.choice(("", "\n")))
    return "\n".join(f"{n}、{text[at : at + size]}" for n, at in enumerate(range(0, len(text), size), 1))


def _double(chance: random.Random, text: str) -> str:
    at, length = chance.randrange(len(text) + 1), chance.choice((1, 5, 50, 300))
    return text[:at] + text[at : at + length] * chance.choice((2, 3, 40)) + text[at + length :]


def _shuffle(chance: random.Random, text: str) -> str:
    sentences = text.split("。")
    chance.shuffle(sentences)
    return "。".join(sentences)


def _drop(chance: random.Random, text: str) -> str:
    return re.sub(chance.choice(("\n", "[，,、；;。]", "[“”《》（）()]", "[0-9]", "[一-鿿]{3}", "[ 　]")), "", text)


def _widen(chance: random.Random, text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and chance.random() < 0.5 else c for c in text)


def _mask(chance: random.Random, text: str) -> str:
    mask = chance.choice(("X", "x", "×", "*", "_", "某", "□", "Ｘ"))
    return re.sub(r"\d", lambda one: mask if chance.random() < 0.7 else one.group(), text)


def _space(chance: random.Random, text: str) -> str:
    return "".join(c + (chance.choice(" 　\n") if chance.random() < 0.3 else "") for c in text)


_CHANGES: list[Callable[[random.Random, str], str]] = [_wrap, _chunk, _double, _shuffle, _drop, _widen, _mask, _space]


def _of_the_genre(chance: random.Random) -> str:
    words = list(GENRE) + TOKENS * 2 + NOISE
    return "".join(chance.choices(words, k=chance.choice((5, 40, 200, 1000))))


def _anything(chance: random.Random) -> str:
    top = chance.choice((0x80, 0x3000, 0xFFFF, 0x10FFFF))
    return "".join(chr(chance.randrange(top)) for _ in range(chance.choice((3, 30, 300))))


def _repeated(chance: random.Random) -> str:
    piece = "".join(chance.choices([*GENRE, *TOKENS, *NOISE], k=chance.choice((1, 1, 2, 3, 6))))
    count = chance.choice((50, 500, 4000))
    return (chance.choice(TOKENS) + piece * min(count, LONGEST // len(piece)))[: LONGEST - 20] + chance.choice(TOKENS)


def a_txt(chance: random.Random) -> Made:
    """A damaged text in some encoding, its bytes damaged too; or bytes of no text."""
    if chance.random() < 0.1:
        return Made("txt", chance.randbytes(chance.choice((1, 2, 3, 10, 100, 5000))))
    data = _damaged(chance)[:4000].encode(chance.choice(ENCODINGS), "ignore")
    if chance.random() < 0.1:
        data += _damaged(chance)[:500].encode(chance.choice(ENCODINGS), "ignore")
    return Made("txt", _mutated(chance, data, chance.choice((0, 1, 1, 3, 30))))


def _mutated(chance: random.Random, data: bytes, times: int) -> bytes:
    """Bytes with some flipped, put in, cut out, doubled, or moved; at times only the beginning of them."""
    for _ in range(times):
        at, length = chance.randrange(len(data) + 1), chance.choice((0, 1, 1, 4, 30, 300))
        other = chance.randrange(len(data) + 1)
        new = chance.choice(
            (b"", chance.randbytes(chance.choice((1, 4))), data[other : other + length], data[at : at + length] * 2)
        )
        data = data[:at] + new + data[at + length :]
    return data[: chance.randrange(len(data) + 1)] if chance.random() < 0.05 else data


def a_docx(chance: random.Random) -> Made:
    """A Word file with some parts damaged; or the package itself."""
    data = chance.choice(_files("docx"))
    if chance.random() < 0.25:
        return Made("docx", _mutated(chance, data, chance.choice((1, 2, 5))))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist() if not name.endswith((".jpeg", ".png"))}
    wanted = [name for name in parts if re.search(r"document|numbering|styles|notes|header|\.rels|Types", name)]
    for name in chance.sample(wanted, chance.choice((1, 1, 2))):
        change = chance.choice((_retagged, _retagged, _retagged, _mutated_xml))
        parts[name] = change(chance, parts[name])
        if chance.random() < 0.03:
            del parts[name]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return Made("docx", out.getvalue())


def _mutated_xml(chance: random.Random, content: bytes) -> bytes:
    return _mutated(chance, content, chance.choice((1, 2, 5)))


VALUES = [
    "",
    "0",
    "-1",
    "1",
    "9",
    "99999999999",
    "abc",
    "一",
    "NaN",
    "true",
    "begin",
    "end",
    "separate",
    "2147483648",
    "../x",
]
TAGS = [
    "w:p",
    "w:r",
    "w:t",
    "w:tbl",
    "w:tr",
    "w:tc",
    "w:sdt",
    "w:sdtContent",
    "w:ins",
    "w:del",
    "w:fldChar",
    "w:sym",
    "w:br",
]
TAGS += [
    "w:numPr",
    "w:numId",
    "w:ilvl",
    "w:txbxContent",
    "mc:AlternateContent",
    "mc:Choice",
    "w:hyperlink",
    "w:pict",
    "w:lvl",
]
TAGS += [
    "w:footnoteReference",
    "w:ruby",
    "w:rubyBase",
    "w:altChunk",
    "w:moveFrom",
    "w:pPr",
    "w:rPr",
    "w:vanish",
    "m:t",
    "a:t",
]
_TAG = re.compile(rb"<(/?)([\w:]+)([^<>]*?)(/?)>")


def _retagged(chance: random.Random, content: bytes) -> bytes:
    """Well-formed XML, mostly, that says other things: elements renamed, doubled, nested or dropped, values changed."""
    for _ in range(chance.choice((1, 3, 10))):
        tags = list(_TAG.finditer(content))
        if not tags:
            return content
        one = chance.choice(tags)
        close = content.find(b"</" + one[2] + b">", one.end())
        end = one.end() if one[4] or close < 0 else close + len(one[2]) + 3
        whole = content[one.start() : end]
        sort = chance.randrange(6)
        if sort == 0:
            value = chance.choice(VALUES).encode()
            whole = re.sub(rb'"[^"]*"', lambda found: b'"' + value + b'"', whole, count=1)  # noqa: B023
        elif sort == 1:
            new = chance.choice(TAGS).encode()
            whole = whole.replace(b"<" + one[2], b"<" + new).replace(b"</" + one[2] + b">", b"</" + new + b">")
        elif sort == 2:
            whole *= chance.choice((0, 2, 50))
        elif sort == 3:
            tag, depth = chance.choice(TAGS).encode(), chance.choice((1, 3, 200, 400))
            whole = (b"<" + tag + b">") * depth + whole + (b"</" + tag + b">") * depth
        elif sort == 4:
            whole += b"<" + chance.choice(TAGS).encode() + b' w:val="' + chance.choice(VALUES).encode() + b'"/>'
        else:
            other = chance.choice(tags)
            whole += content[other.start() : other.end()] + whole
        content = content[: one.start()] + whole + content[end:]
        if len(content) > 2_000_000:
            break
    return content


def a_pdf(chance: random.Random) -> Made:
    """A PDF with bytes damaged, or the insides of its packed streams, or its numbers and names."""
    data = chance.choice(_files("pdf"))
    sort = chance.randrange(3)
    if sort == 0:
        return Made("pdf", _mutated(chance, data, chance.choice((1, 3, 10))))
    if sort == 1:
        return Made("pdf", _restreamed(chance, data))
    words = list(re.finditer(rb"(?<=[\s\[<])-?\d+(?=[\s\]>])|/[A-Za-z]\w*", data))
    for one in sorted(chance.sample(words, min(len(words), chance.choice((1, 3, 8)))), key=lambda one: -one.start()):
        numbers = (b"0", b"-1", b"99999999", b"1e38", b"3", b"10")
        new = chance.choice(words).group() if one.group().startswith(b"/") else chance.choice(numbers)
        data = data[: one.start()] + new + data[one.end() :]
    return Made("pdf", data)


def _restreamed(chance: random.Random, data: bytes) -> bytes:
    """One packed stream unpacked, damaged and packed again."""
    streams = list(re.finditer(rb"/Length (\d+)\s*>>\s*stream\r?\n", data))
    if not streams:
        return _mutated(chance, data, 3)
    one = chance.choice(streams)
    packed = data[one.end() : one.end() + int(one[1])]
    try:
        inside = zlib.decompress(packed)
    except zlib.error:
        return _mutated(chance, data, 3)
    new = zlib.compress(_mutated(chance, inside, chance.choice((1, 3, 10))))
    head = data[one.start() : one.end()].replace(one[1], str(len(new)).encode(), 1)
    return data[: one.start()] + head + new + data[one.end() + len(packed) :]


def an_html(chance: random.Random) -> Made:
    """A page as it is saved from a sharing site, its tags and bytes damaged."""
    lines = _damaged(chance)[:3000].splitlines()
    body = "".join(f"<p>{line}</p>" for line in lines)
    head = '<html><head><meta charset="utf-8"><title>总结</title><script>var a = "<p>";</script></head><body>'
    page = f'{head}<div class="nav">首页</div><div id="content"><h1>总结</h1>{body}</div></body></html>'
    data = page.encode(chance.choice(("utf-8", "gbk", "utf-16")), "ignore")
    change = chance.choice((_retagged, _mutated_xml))
    return Made("html", change(chance, data))


def a_zip(chance: random.Random) -> Made:
    """An archive of reports and archives under all kinds of names, damaged more often than not."""
    data = _zipped(chance, 2)
    return Made("zip", _mutated(chance, data, chance.choice((0, 0, 1, 1, 3, 10))))


NAMES = [
    "总结.txt",
    "a/b/汇报.docx",
    "../../x.txt",
    "C:\\x.txt",
    "/etc/x.txt",
    "a\0b.txt",
    "x" * 300 + ".txt",
    "总结.TXT",
    "~$a.docx",
]
NAMES += [
    ".hidden",
    "__MACOSX/a.txt",
    "a.zip",
    "b.ZIP",
    "夹/",
    "\u202etxt.exe",
    "a.pdf",
    "",
    "。.html",
    "总结.txt",
    "x.json",
    "\n.txt",
    "-r",
]


def _zipped(chance: random.Random, depth: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that come twice
        for name in chance.choices(NAMES, k=chance.choice((0, 1, 3, 8))):
            info = zipfile.ZipInfo(name.encode("gb18030").decode("cp437") if chance.random() < 0.3 else name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = chance.choice((0, 0, 0, 0o100644, 0o120777, 0o040755)) << 16
            maker = chance.choice((a_txt, a_txt, a_text, an_html, a_docx))
            nested = depth and (name.lower().endswith("zip") or chance.random() < 0.05)
            archive.writestr(info, _zipped(chance, depth - 1) if nested else maker(chance).data)
    return out.getvalue()


MAKERS: dict[str, Callable[[random.Random], Made]] = {
    "text": a_text,
    "txt": a_txt,
    "docx": a_docx,
    "pdf": a_pdf,
    "html": an_html,
    "zip": a_zip,
}


# --- The child --------------------------------------------------------------------------------------------------------


def serve(pipe: Connection) -> None:
    """Try what the pipe brings, one input after the other, until it ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            made = pipe.recv()
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_PROF, COMPUTING)  # kills, also within a pattern or a library
        outcome = tried(made)
        signal.setitimer(signal.ITIMER_PROF, 0)
        pipe.send(outcome)


class Child:
    """A process that reads inputs and may be lost over one of them."""

    def __init__(self) -> None:
        self.process: multiprocessing.process.BaseProcess | None = None

    def read(self, made: Made) -> Outcome:
        """What came of an input, the child's end included."""
        if self.process is None:
            self._start()
        assert self.process is not None
        self.pipe.send(made)
        outcome = self._answer(made.kind)
        if not outcome.lawful or not self.process.is_alive():
            self.end()
        return outcome

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs,), daemon=False)
        self.process.start()
        theirs.close()

    def _answer(self, kind: str) -> Outcome:
        assert self.process is not None
        if not self.pipe.poll(WAITING):
            return Outcome(f"{kind}: no answer in {WAITING} s", False)
        try:
            outcome: Outcome = self.pipe.recv()
            return outcome
        except (EOFError, OSError):
            self.process.join(5)
            code = self.process.exitcode
            return Outcome(f"{kind}: " + ("hang" if code == -signal.SIGPROF else f"died, exit status {code}"), False)

    def end(self) -> None:
        """End the process, if there is one."""
        if self.process is not None:
            self.pipe.close()
            self.process.kill()
            self.process.join()
            self.process = None


def contained(made: Made, outcome: Outcome) -> Outcome:
    """A PDF may kill the process that reads it: that is what its sandbox is for, so the sandbox has the last word."""
    if made.kind != "pdf" or not outcome.name.startswith(
        ("pdf: hang", "pdf: died", "pdf: no answer", "pdf: MemoryError")
    ):
        return outcome
    again = tried(made)
    return again._replace(name=f"{again.name}, contained")


# --- The run ----------------------------------------------------------------------------------------------------------


def run(minutes: float, inputs: int | None, seed: int, kinds: list[str], folder: Path) -> int:
    """Fuzz until the time is up, or so many inputs are read; the number of sorts of finds."""
    outcomes: Counter[str] = Counter()
    slowest: dict[str, tuple[float, int, int]] = {}
    child, end, index, kept = Child(), time.monotonic() + 60 * minutes, 0, set[str]()
    try:
        while time.monotonic() < end and index != inputs:
            made = MAKERS[kinds[index % len(kinds)]](random.Random(f"{seed}-{index}"))
            outcome = contained(made, child.read(made))
            outcomes[outcome.name if outcome.lawful else f"FIND {_sort_of(outcome)}"] += 1
            slowest[made.kind] = max(slowest.get(made.kind, (0, 0, 0)), (outcome.seconds, len(made.data), index))
            if not outcome.lawful and _sort_of(outcome) not in kept:
                kept.add(_sort_of(outcome))
                keep(made, outcome, f"{seed}-{index}", folder)
            index += 1
            if index % 2000 == 0:
                print(f"{index} inputs, {len(kept)} sorts of finds", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
    finally:
        child.end()
    _report(index, outcomes, slowest)
    return len(kept)


def _sort_of(outcome: Outcome) -> str:
    """Two finds are of one sort if they differ only in their words."""
    return re.sub(r"(?<=\d): .*", "", outcome.name, flags=re.DOTALL)


def _report(inputs: int, outcomes: Counter[str], slowest: dict[str, tuple[float, int, int]]) -> None:
    print(f"{inputs} inputs")
    for name, count in sorted(outcomes.items(), key=lambda item: (not item[0].startswith("FIND"), -item[1])):
        print(f"{count:8}  {name}")
    for kind, (seconds, size, index) in slowest.items():
        print(f"slowest {kind}: {seconds:.1f} s of computing, {size} bytes, input {index}")


def keep(made: Made, outcome: Outcome, origin: str, folder: Path) -> None:
    """Keep a find, made smaller where it is text, with a line of what happened."""
    print(f"find: {outcome.name} (input {origin})", flush=True)
    made = smaller(made, outcome)
    name = f"{hashlib.sha256(made.data).hexdigest()[:10]}.{made.kind}"
    if len(made.data) > KEPT:
        print(f"  too large to be kept: {len(made.data)} bytes", flush=True)
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(made.data)
    with (folder / "finds.tsv").open("a", encoding="utf-8") as log:
        log.write(f"{name}\t{' '.join(outcome.name.split())}\tinput {origin}\n")


def smaller(made: Made, outcome: Outcome, *, seconds: float = 120) -> Made:
    """An input that fails alike with less text: halves, quarters and so on are left out for as long as it still does."""
    if made.kind not in ("text", "txt"):
        return made
    child, end = Child(), time.monotonic() + seconds
    text = made.data.decode() if made.kind == "text" else made.data.decode("latin-1")
    back = "utf-8" if made.kind == "text" else "latin-1"
    step = len(text) // 2
    while step and time.monotonic() < end:
        at = 0
        while at < len(text) and time.monotonic() < end:
            less = text[:at] + text[at + step :]
            if _sort_of(child.read(Made(made.kind, less.encode(back)))) == _sort_of(outcome):
                text = less
            else:
                at += step
        step //= 2
    child.end()
    return Made(made.kind, text.encode(back))


def kept_files(folder: Path) -> Iterator[Path]:
    """The finds of a folder."""
    yield from (path for path in sorted(folder.iterdir()) if path.suffix[1:] in MAKERS)


def replay(folder: Path) -> int:
    """Read every kept find again; the number of those that still go wrong."""
    child, wrong = Child(), 0
    for path in kept_files(folder):
        made = Made(path.suffix[1:], path.read_bytes())
        outcome = contained(made, child.read(made))
        wrong += not outcome.lawful
        print(f"{'ok  ' if outcome.lawful else 'FAIL'} {path.name}: {outcome.name}")
    child.end()
    return wrong


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Fuzz the loaders, cleaning and annotating.")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--inputs", type=int, help="end after so many, if the time is not up before")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--only", nargs="+", choices=MAKERS, default=list(MAKERS), metavar="KIND", help=", ".join(MAKERS)
    )
    parser.add_argument("--finds", type=Path, default=FINDS, help="where finds are kept")
    parser.add_argument("--replay", type=Path, metavar="FOLDER", help="read the kept finds of a folder again")
    chosen = parser.parse_args(arguments)
    if chosen.replay:
        return int(replay(chosen.replay) > 0)
    return int(run(chosen.minutes, chosen.inputs, chosen.seed, chosen.only, chosen.finds) > 0)


if __name__ == "__main__":
    sys.exit(main())
