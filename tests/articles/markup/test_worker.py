import json
import subprocess
import sys

from articles.markup.deadline import ROOT
from articles.markup.worker import answer


def ask(texts: dict[str, str], terms: dict[str, list[str]]) -> dict:
    return answer(json.dumps({"texts": texts, "terms": terms, "seconds": 20}).encode())


def test_answer_is_the_compiled_page():
    page = ask({"body": "LDN [@a]\n\n## Head\n\n[@B]"}, {"ldn": ["LDN"]})["compiled"]
    assert set(page) == {"html", "marks", "contents", "words", "uses", "problems"}
    assert [mark["type"] for mark in page["marks"]] == ["cite", "term"]
    assert page["contents"] == [{"level": 2, "id": "head", "text": "Head"}]
    assert [problem["line"] for problem in page["problems"]] == [5]


def test_answer_to_a_text_beyond_the_bounds_is_its_problem():
    assert ask({"body": "a\n" + ">" * 9}, {})["refused"] == {
        "field": "body",
        "line": 2,
        "message": "quotations nest at most 8 deep.",
    }


def test_worker_answers_line_for_line_and_ends_with_its_input():
    requests = [
        {"texts": {"body": words}, "terms": {}, "seconds": 20}
        for words in ("one", "[" * 300, "tw\u00f6")
    ]
    done = subprocess.run(
        [sys.executable, "-m", "articles.markup.worker"],
        input="".join(json.dumps(request) + "\n" for request in requests).encode(),
        capture_output=True,
        cwd=ROOT,
        timeout=60,
        check=True,
    )
    first, second, third = map(json.loads, done.stdout.splitlines())
    assert first["compiled"]["html"]["body"] == "<p>one</p>"
    assert second["refused"]["line"] == 1
    assert third["compiled"]["html"]["body"] == "<p>tw\u00f6</p>"


def test_worker_knows_no_models():
    """A text must have no way to the database."""
    program = "import sys, articles.markup.worker; sys.exit('django.db.models' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 0
