import pytest

from ldnsite.signing_in.checks import check_required_roles
from tests.test_project import manage


@pytest.mark.parametrize("wanted", [True, False, [], ["Publisher", "Administrator"]])
def test_requirement_that_names_roles_is_fine(settings, wanted):
    settings.REQUIRE_SECOND_FACTOR = wanted
    assert check_required_roles() == []


def test_requirement_that_names_no_role_is_an_error(settings):
    settings.REQUIRE_SECOND_FACTOR = ["Publisher", "publisher"]
    (error,) = check_required_roles()
    assert "names “publisher”" in error.msg
    assert "Editor, Publisher, Administrator" in error.hint


@pytest.mark.parametrize(
    ("said", "becomes"),
    [("", "[]"), ("true", "True"), ("false", "False"), ("Publisher", "['Publisher']")],
)
def test_setting_is_yes_no_or_roles(said, becomes):
    done = manage(
        "shell", "--no-imports", "-c",
        "from django.conf import settings; print(settings.REQUIRE_SECOND_FACTOR)",
        SECRET_KEY="x", HTTPS="false", REQUIRE_SECOND_FACTOR=said,
    )  # fmt: skip
    assert done.stdout.strip() == becomes, done.stderr
