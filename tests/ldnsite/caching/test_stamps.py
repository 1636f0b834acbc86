import pytest

from ldnsite.caching import stamps
from ldnsite.caching.stamps import Stamp, entity_tag, fingerprint, is_named
from ldnsite.models import ContentVersion


@pytest.mark.django_db
def test_stamp_follows_the_content_version():
    before = stamps.present()
    ContentVersion.objects.bump()
    assert stamps.present() == Stamp(before.version + 1, before.day)


def test_tag_depends_on_version_day_and_address():
    made = {
        entity_tag(Stamp(version, day), address)
        for version in (1, 2)
        for day in (3, 4)
        for address in ("https://a/", "https://b/", "https://a/?q=")
    }
    assert len(made) == 12
    assert all(tag.startswith('W/"') and tag.isascii() for tag in made)


def test_fingerprint_depends_on_what_responses_are_made_by(settings, tmp_path):
    made = set()
    for name, value in (("SITE_NAME", "One"), ("SITE_NAME", "Two"), ("SECRET_KEY", "x" * 50)):
        setattr(settings, name, value)
        fingerprint.cache_clear()
        made.add(fingerprint())
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "staticfiles.json").write_text("{}")
    fingerprint.cache_clear()
    made.add(fingerprint())
    fingerprint.cache_clear()
    assert len(made) == 4


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ('W/"a"', True),
        ('"a"', True),
        ('"x", W/"a"', True),
        ("*", True),
        ('W/"b"', False),
        ("a", False),
        ("", False),
    ],
)
def test_weak_comparison(header, named):
    assert is_named('W/"a"', header) == named
