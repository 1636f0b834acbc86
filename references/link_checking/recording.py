"""Writing down what a run finds: briefly, in batches, and never over an editor's change.

Every field of a check is public (the export holds them), so each write counts as a change of what
readers see and empties every cache. That is why results are written in batches of `BATCH` with one
count for each, rather than singly; nothing is held locked while the web is asked.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth.models import User as AuthUser
from django.db import models, transaction
from django.utils import timezone

from ldnsite.following import before_change, note_change
from ldnsite.models import ContentVersion
from references.link_checking.answers import Outcome
from references.link_checking.running import Finding, Pace, look_at_all, make_checker
from references.link_checking.verdicts import changes_to
from references.models import Link, LinkCheckRun, LinkStatus

BATCH = 50
RUNS_KEPT = 100
# What an editor need not look at, unless the link's status changed.
_QUIET = {Outcome.OK, Outcome.LATER}

Progress = Callable[[Iterable[Finding]], Iterable[Finding]]


def check_and_record(
    links: Iterable[Link], *, pace: Pace, by: AuthUser | None = None, progress: Progress = iter
) -> LinkCheckRun:
    """Check the links and keep what was found; the finished report.

    `progress` is given the findings as they come and hands them on, as tqdm does.
    """
    links = [link for link in links if link.url]
    run = LinkCheckRun.objects.create(started_at=timezone.now(), started_by=by, asked=len(links))
    batch: list[Finding] = []
    for finding in progress(look_at_all(links, checker=make_checker(pace), pace=pace)):
        batch.append(finding)
        if len(batch) == BATCH:
            write(batch, run=run)
            batch = []
    run.finished_at = timezone.now()
    write(batch, run=run)
    _forget_old_runs()
    return run


@transaction.atomic
def write(findings: list[Finding], *, run: LinkCheckRun) -> None:
    """Write these findings, and what they add to the report, in one short transaction."""
    ContentVersion.objects.hold()
    counts = Counter(run.counts)
    written = []
    linked = before_change(Link, [finding.link.pk for finding in findings])
    for finding in findings:
        before, after = _write_one(finding)
        counts[finding.answer.outcome.value] += 1
        if before is None:
            continue
        if before != after or finding.answer.outcome not in _QUIET:
            run.rows.append(_row(finding, before, after))
        if finding.answer.outcome != Outcome.LATER:
            written.append(finding.link.pk)
    if written:
        number = ContentVersion.objects.bump()
        Link.refresh_search(written)
        note_change(Link, written, number, linked)
    run.counts = dict(counts)
    run.save()


def _write_one(finding: Finding) -> tuple[str | None, str | None]:
    """The status before and after; None where the address is no longer the one looked at."""
    # A plain QuerySet: the model's own would count each row as a change by itself.
    rows = models.QuerySet(Link).filter(pk=finding.link.pk, url=finding.link.url)
    link = rows.select_for_update().first()
    if link is None:
        return None, None
    changes = changes_to(link, finding.answer, now=timezone.now())
    if changes:
        rows.update(**changes)
    return link.status, changes.get("status", link.status)


def _row(finding: Finding, before: str, after: str | None) -> dict[str, Any]:
    return {
        "key": finding.link.key,
        "label": finding.link.label,
        "url": finding.link.url,
        "before": before,
        "after": after,
        "outcome": finding.answer.outcome.value,
        "said": finding.answer.said,
    }


def _forget_old_runs() -> None:
    kept = LinkCheckRun.objects.values_list("pk", flat=True)[:RUNS_KEPT]
    LinkCheckRun.objects.exclude(pk__in=list(kept)).delete()


def summary(run: LinkCheckRun) -> str:
    """One line: how many links, what they do, how many changed."""
    counted = [
        f"{run.counts[outcome.value]} {outcome.label}"
        for outcome in Outcome
        if run.counts.get(outcome.value)
    ]
    if run.left_over:
        counted.append(f"{run.left_over} not reached in time")
    links = "1 link" if run.asked == 1 else f"{run.asked} links"
    found = f": {', '.join(counted)}" if counted else ""
    return f"{links}{found}; {len(run.changed)} changed."


def change_words(row: dict[str, Any]) -> str:
    """Such as “works → broken”."""
    return f"{LinkStatus(row['before']).label} → {LinkStatus(row['after']).label}"
