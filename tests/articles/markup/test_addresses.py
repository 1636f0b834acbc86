import pytest

from articles.markup.addresses import bare, is_own_picture, is_safe


@pytest.mark.parametrize(
    ("address", "read"),
    [
        ("https://example.org/", "https://example.org/"),
        ("java\tscript:x", "javascript:x"),
        ("&#106;avascript&colon;x", "javascript:x"),
        ("&amp;#106;avascript:x", "javascript:x"),
        ("\u200b\ufeff\u202e\u00ad//host", "//host"),
        ("/\\host", "//host"),
        ("\x00\x1f \x7f\u3000", ""),
    ],
)
def test_bare_reads_as_a_lenient_browser(address, read):
    assert bare(address) == read


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "HTTP://example.org/a(b)?c=1&d=2#e",
        "https://[2001:db8::1]/",
        "mailto:editors@example.org",
        "tel:+441632960961",
        "/pages/13-treating-pain",
        "/",
        "#dosing",
        "/a:b",
    ],
)
def test_address_is_safe(address):
    assert is_safe(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        " ",
        "\u200b",
        "//example.org",
        "/\\example.org",
        "\\\\example.org",
        "/\t/example.org",
        "&#47;/example.org",
        "&sol;&sol;example.org",
        "http:",
        "http:example.org",
        "https://",
        "https:///path",
        "https://?query",
        "javascript:1",
        "data:1",
        "JaVaScRiPt:x",
        "java\nscript:x",
        "java\u200bscript:x",
        "java\x00script:x",
        "javascript&colon;x",
        "javascript&#58;x",
        "&amp;#x6a;avascript:x",
        "&#x6A;avascript:x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://example.org/1",
        "view-source:x",
        "ftp://example.org",
        "../up",
        "./here",
        ":",
        "localhost:8000",
    ],
)
def test_address_is_not_safe(address):
    assert not is_safe(address)


@pytest.mark.parametrize("address", ["www.example.org", "example.org/page", "page"])
def test_address_without_scheme_or_slash_is_not_safe(address):
    """It would lead to a page of this site that is not there, and no one would be told."""
    assert not is_safe(address)


@pytest.mark.parametrize("address", ["/static/a.png", "/media/2024/sleep-chart.webp"])
def test_picture_is_own(address):
    assert is_own_picture(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a.png",
        "/a.png",
        "/static/",
        "/staticx/a.png",
        "/static/../secret.png",
        "/static/.\u200b./secret.png",
        "/static/a.png?track=1",
        "/static/%2e%2e/a.png",
        "//host/static/a.png",
        "https://example.org/static/a.png",
        "data:image/png;base64,AAAA",
        "\\static\\..\\a.png",
    ],
)
def test_picture_is_not_own(address):
    assert not is_own_picture(address)
