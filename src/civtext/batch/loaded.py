"""Imported by the process from which those that read are forked (`processes`), and by no other: all that reading a report
takes is in memory after it, patterns, dictionaries and model included."""

from __future__ import annotations

import gc

from civtext.batch.processes import bind_to_one_thread

bind_to_one_thread()  # before NumPy is imported; a fork has no threads but its own

from civtext.model import Source  # noqa: E402
from civtext.pipeline import annotate, split  # noqa: E402

_REPORT = "云岭市2023年创建工作总结\n一、整治环境\n全年整治背街小巷80条,新建公厕XX座,落实“四查”制度。\n"

for _document in split(Source(_REPORT)):
    annotate(_document)
gc.freeze()  # what is loaded stays: a collection that looked at it would copy its memory into each process
