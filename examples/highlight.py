"""Write a report with everything found in it highlighted: `python examples/highlight.py REPORT OUT.html`."""

import sys
from pathlib import Path

import civtext

documents = [civtext.annotate(document) for document in civtext.load(sys.argv[1])]
page = (
    '<!doctype html><html lang="zh"><meta charset="utf-8"><title>civtext</title><body style="font-family:sans-serif">'
)
Path(sys.argv[2]).write_text(page + "<hr>".join(document._repr_html_() for document in documents), encoding="utf-8")
