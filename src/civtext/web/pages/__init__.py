"""The pages, a module a subject, in the order of the library's verbs."""

from __future__ import annotations

from civtext.web.pages import (
    additions,
    comparison,
    corrections,
    documents,
    drafts,
    entry,
    graphs,
    originals,
    search,
    uploads,
)

ROUTERS = (
    entry.router,
    uploads.router,
    originals.router,  # before the articles, whose addresses its own would be, too
    documents.router,
    search.router,
    drafts.router,
    comparison.router,
    graphs.router,
    additions.router,
    corrections.router,
)
