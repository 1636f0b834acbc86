from datetime import UTC, datetime

from references.models import LinkCheckRun


def test_a_report_is_named_by_the_sites_own_time(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    run = LinkCheckRun(started_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    assert str(run) == "Link check of 02 March 2026, 00:30"


def test_a_report_counts_what_is_left_over_and_sets_changes_apart():
    rows = [{"before": "ok", "after": "broken"}, {"before": "ok", "after": "ok"}]
    run = LinkCheckRun(asked=5, counts={"gone": 1, "failing": 2}, rows=rows)
    assert (run.checked, run.left_over) == (3, 2)
    assert (run.changed, run.unchanged) == (rows[:1], rows[1:])
