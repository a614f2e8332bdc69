"""A finding of the start page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analytics.errors import DataloupeError
from analytics.findings.describe import evidence_text
from analytics.findings.table import StoredFinding, stored_findings
from analytics.report.context import ReportContext
from analytics.report.items.content import Content


def spec_of(finding: StoredFinding) -> dict[str, Any]:
    """What identifies the finding in a later build: its kind, its page and its documents."""
    return {
        "kind": finding.kind,
        "page": finding.page,
        "selection": finding.selection,
        "parameters": finding.parameters,
    }


def content(context: ReportContext, spec: Mapping[str, Any]) -> Content:
    """The finding with the same kind, page and documents. Raises DataloupeError when the last build has none."""
    findings = stored_findings(context.connection)
    same = next((one for one in findings if spec_of(one) == dict(spec)), None)
    if same is None:
        same = next((one for one in findings if _subject(spec_of(one)) == _subject(spec)), None)
    if same is None:
        raise DataloupeError("The last build does not have this finding.")
    return Content(evidence_text(same), facts=[same.sentence])


def _subject(spec: Mapping[str, Any]) -> tuple[Any, ...]:
    return spec["kind"], spec["page"], spec["selection"]
