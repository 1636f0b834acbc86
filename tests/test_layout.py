"""The house's own rules, held by tests: layers, the one safe door for HTML, nothing inline."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Each layer may import those after it. Of `ldnsite`, lower layers may use the leaves only.
LAYERS = ["ldnsite", "articles", "references", "leaf"]
LEAVES = {
    "ldnsite.conflicts",
    "ldnsite.models",
    "ldnsite.text",
    "ldnsite.keys",
    "ldnsite.paging",
    "ldnsite.entries",
    "ldnsite.desk_lists",
    "ldnsite.looking_up",
    "ldnsite.planning",
    "ldnsite.following",
    "ldnsite.removals",
    "ldnsite.versions",
    "ldnsite.searching",
    "ldnsite.auditing",
    "ldnsite.auditing.models",
    "ldnsite.closing",
    "ldnsite.caching",
    "ldnsite.caching.addresses",
    "ldnsite.caching.ahead",
    "ldnsite.caching.layer",
    "ldnsite.caching.memory",
    "ldnsite.caching.middleware",
    "ldnsite.caching.stores",
    "ldnsite.caching.rendered",
    "ldnsite.caching.stamps",
    "ldnsite.context",
    "ldnsite.static_copy.asking",
    *(
        f"ldnsite.searching.{name}"
        for name in (
            *("backends", "batches", "finding", "marking", "models", "owners"),
            *("postgresql", "query", "ranking", "snippets", "spelling", "sqlite", "words"),
        )
    ),
}


def sources(*folders):
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    )


def module_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer_of(module):
    if module in LEAVES:
        return "leaf"
    top = module.split(".")[0]
    return top if top in LAYERS else None


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


@pytest.mark.parametrize(
    "path", sources("ldnsite", "articles", "references"), ids=lambda path: module_of(path)
)
def test_imports_point_downwards(path):
    own = LAYERS.index(layer_of(module_of(path)))
    for imported in imports_of(path):
        layer = layer_of(imported or "")
        if layer:
            assert LAYERS.index(layer) >= own, f"{module_of(path)} imports {imported}"


@pytest.mark.parametrize(
    "name", ["addresses", "bounds", "collected", "compiling", "glossary", "sanitising", "syntax"]
)
def test_compiling_needs_no_django_setup(name):
    """The helper process imports these alone."""
    imported = set(imports_of(ROOT / "articles" / "markup" / f"{name}.py"))
    assert not {
        module for module in imported if module.startswith(("django.db", "articles.models"))
    }


def test_readers_views_know_no_article():
    for name in (
        *(f"articles/{name}.py" for name in ("views", "edition_views", "reading")),
        *(f"articles/{name}.py" for name in ("history", "sheet")),
        *(f"ldnsite/{name}.py" for name in ("views", "changes", "structured")),
        "ldnsite/searching/views.py",
    ):
        assert not re.search(r"\bArticle\b", (ROOT / name).read_text()), name
    for path in sources("ldnsite/export", "articles/finding"):
        assert not re.search(r"\bArticle\b", path.read_text()), path


def test_html_is_declared_safe_in_one_place():
    pattern = re.compile(r"mark_safe|SafeString\(")
    found = {
        path.relative_to(ROOT).as_posix()
        for path in sources("ldnsite", "articles", "references")
        if pattern.search(path.read_text())
    }
    assert found == {"articles/markup/expanding.py"}
    for path in (ROOT / "templates").rglob("*.html"):
        assert not re.search(r"\|\s*safe\b|autoescape off", path.read_text()), path


def test_templates_hold_no_inline_script_or_style():
    templates = list((ROOT / "templates").rglob("*.html"))
    assert len(templates) > 20
    for path in templates:
        text = path.read_text()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)", text), path


def test_data_for_machines_is_the_only_script_that_python_writes():
    """A block of JSON-LD is data: the browser never runs it. One function makes it."""
    pattern = re.compile(r"<script|json_script\(")
    written = {
        path.relative_to(ROOT).as_posix(): pattern.findall(path.read_text())
        for path in sources("ldnsite", "articles", "references")
    }
    found = {name: scripts for name, scripts in written.items() if scripts}
    assert found == {"ldnsite/structured.py": ["json_script("]}


def test_colours_stand_in_the_tokens_alone():
    for path in (ROOT / "static" / "css").glob("*.css"):
        text = path.read_text()
        assert "!important" not in text, path
        # The tokens of both themes, and of print, stand at the head of site.css.
        text = text.split("/* Elements")[-1]
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?!\w)|rgba?\(|hsla?\(", text), path


@pytest.mark.parametrize("path", sources("ldnsite", "articles", "references", "tests"), ids=str)
def test_files_stay_readable(path):
    assert len(path.read_text().splitlines()) <= 320


def test_top_level_holds_what_was_asked_for():
    import subprocess

    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    top = {name.split("/")[0] for name in listed}
    assert top <= {
        "ldnsite",
        "articles",
        "references",
        "templates",
        "static",
        "tests",
        "docs",
        "manage.py",
        "pyproject.toml",
        "constraints.txt",
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        "SECURITY.md",
        "Makefile",
        ".ci",
        ".gitignore",
    }
    assert {"ldnsite", "articles", "references", "templates", "static", "tests"} <= top


def test_constraints_are_exact_and_name_no_index():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    names = set()
    for line in lines:
        if not line.startswith("#"):
            assert re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][A-Za-z0-9.]*", line), line
            names.add(line.split("==")[0].lower().replace("_", "-"))
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert {re.match(r"[a-z0-9-]+", name)[0] for name in wanted} <= names
