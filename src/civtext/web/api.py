"""The same verbs for programs: JSON over HTTP, described by OpenAPI at /api/openapi.json."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/api", tags=["civtext"])
