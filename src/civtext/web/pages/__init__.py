"""The pages, a module a subject, in the order of the library's verbs."""

from __future__ import annotations

from civtext.web.pages import documents, entry, search, uploads

ROUTERS = (entry.router, uploads.router, documents.router, search.router)
