"""Skips that CI must not take: where CIVTEXT_NO_SKIP is set, a test that lacks its outside program fails."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CIVTEXT_NO_SKIP"):
        reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        if "needs " in reason:
            report.outcome, report.longrepr = "failed", f"{reason}: install it (.ci/run does)"
