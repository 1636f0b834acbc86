"""The starter content: enough of it, sound, and with each caveat near the claim it belongs to."""

import re
from collections import Counter

import pytest

from tests.ldnsite.starter import ALONE, BODY, DOCUMENT, PAGE, QUOTES


def near(pattern, text=BODY, *, around=1):
    """Each paragraph of the text where the pattern stands, with its neighbours, in lower case."""
    paragraphs = text.split("\n\n")
    found = [
        "\n".join(paragraphs[max(0, place - around) : place + around + 1]).lower()
        for place, paragraph in enumerate(paragraphs)
        if re.search(pattern, paragraph, re.IGNORECASE)
    ]
    assert found, f"{pattern} stands nowhere"
    return found


def all_strings(value):
    if isinstance(value, dict):
        return [text for item in value.values() for text in all_strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in all_strings(item)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize(
    ("name", "least"),
    [("studies", 20), ("quotes", 10), ("resources", 25), ("links", 45), ("terms", 40)],
)
def test_there_is_enough_of_it(name, least):
    keys = [record["key"] for record in DOCUMENT[name]]
    assert len(keys) == len(set(keys)) >= least


def test_page_stands_where_the_original_stood():
    assert (PAGE["code"], PAGE["slug"]) == ("13", "ldn")
    assert (PAGE["previous"], PAGE["next"]) == ("12", "14b")
    assert PAGE["state"] == "published"


def test_page_keeps_its_ratings_with_reasons():
    ratings = PAGE["ratings"]
    assert {name: rating["level"] for name, rating in ratings.items()} == {
        "relevance": 5,
        "technical_level": 5,
        "skill_level": 5,
    }
    assert all(rating["reason"] for rating in ratings.values())


def test_page_says_not_to_skim_and_why():
    assert "do not skim" in PAGE["importance_note"].lower()
    assert "opioid" in PAGE["importance_note"]


def test_every_address_is_http_or_https():
    schemes = Counter()
    for link in DOCUMENT["links"]:
        for name in ("url", "final_url", "archived_url"):
            if link.get(name):
                schemes[link[name].partition("://")[0]] += 1
    assert schemes.keys() <= {"http", "https"}
    assert schemes["https"] > 40
    everything = "\n".join(all_strings(DOCUMENT))
    assert set(re.findall(r"\b(\w+)://", everything)) == {"https"}
    assert not re.search(r"(?:javascript|data|vbscript|file):\S", everything, re.IGNORECASE)


def test_link_is_wanted_exactly_while_it_has_no_address():
    wanted = [link for link in DOCUMENT["links"] if link["status"] == "wanted"]
    others = [link for link in DOCUMENT["links"] if link["status"] != "wanted"]
    assert len(wanted) > 20
    assert [link["key"] for link in wanted if link["url"]] == []
    assert [link["key"] for link in others if not link["url"]] == []


def test_no_address_is_said_to_have_been_tried():
    assert {link["status"] for link in DOCUMENT["links"]} == {"wanted", "unchecked"}
    assert all(link.get("checked_at") is None for link in DOCUMENT["links"])


def test_verbatim_quotes_are_short_and_sourced():
    verbatim = [quote for quote in QUOTES.values() if quote["form"] == "verbatim"]
    assert 1 <= len(verbatim) <= 6
    for quote in verbatim:
        assert quote["source"] or quote["link"]
        assert len(quote["words"]) <= 300


@pytest.mark.parametrize("key", ["nct02965768", "nct07285473", "bested-2023", "bruun-2024-final"])
def test_newer_and_null_studies_are_told(key):
    [study] = [study for study in DOCUMENT["studies"] if study["key"] == key]
    assert f"@{key}" in BODY
    expected = (None, "pending") if key.startswith("nct") else ("no_difference",)
    assert study["result"] in expected


def test_no_randomised_trial_in_mecfs_is_claimed():
    published = {
        study["design"]
        for study in DOCUMENT["studies"]
        if study["condition"] == "me_cfs" and study["status"] == "published"
    }
    assert published
    assert not published & {"randomised_parallel", "randomised_crossover", "systematic_review"}
    assert "no completed randomised trial" in BODY


def test_opioids_are_warned_of_on_top_and_in_the_text():
    notice = PAGE["safety_notice"].lower()
    for words in ("do not take ldn with opioid", "tramadol is an opioid", "7 to 10", "liver"):
        assert words in notice
    assert "tramadol is an opioid" in PAGE["key_messages"][0].lower()


def test_tramadol_never_stands_without_saying_that_it_is_an_opioid_or_not_to_act():
    for passage in near("tramadol"):
        assert "opioid" in passage
    [claim] = near("did not regard tramadol as an opiate", around=0)
    assert "> [!warning]" in claim
    assert "**tramadol is an opioid.**" in claim
    assert "contradicts" in claim
    assert "do not act on his report" in claim


def test_surgery_is_left_to_the_surgical_team():
    [claim] = near("seven days before surgery and trying tramadol", around=0)
    assert "> [!warning]" in claim
    assert "do not use this as a rule" in claim
    assert "surgical team" in claim
    assert "overdose" in claim


def test_vitamin_d_dose_stands_beside_the_upper_limit():
    for passage in near(r"10,000 IU"):
        assert "4,000 iu" in passage
    [claim] = near(r"names 5,000–10,000 IU", around=0)
    assert "> [!warning]" in claim
    assert "above the adult upper limit of 4,000 iu a day" in claim
    assert "before its safety adjustment" in claim
    assert "do not go above the limit" in claim


def test_cure_is_an_opinion_wherever_it_stands():
    quote = QUOTES["original-author-cure"]
    assert quote["form"] == "paraphrase"
    assert "cure" in quote["words"]
    assert "opinion" in quote["note"].lower()
    assert "No controlled evidence in ME/CFS" in quote["note"]
    for passage in near(r"\bcure\b"):
        assert "opinion" in passage or "one person’s view" in passage
    [shown] = near(r"!\[\[original-author-cure\]\]")
    assert "one person’s view" in shown
    assert "no controlled study in me/cfs supports" in shown
    others = [PAGE["importance_note"], PAGE["synopsis"], *PAGE["key_messages"], PAGE["title"]]
    assert not re.search(r"\bcure", " ".join(others), re.IGNORECASE)


def test_12_mg_is_one_persons_experience():
    quote = QUOTES["woman-12-mg"]
    assert (quote["role"], quote["form"]) == ("patient", "paraphrase")
    assert quote["note"].startswith("One person’s experience, not guidance.")
    [shown] = near(r"!\[\[woman-12-mg\]\]")
    assert "> [!warning]" in shown
    assert "this is one person’s experience. it is not a dose to aim for" in shown
    lines = [line.lower() for line in BODY.split("\n") if re.search(r"\b12 mg\b", line)]
    assert lines
    for line in lines:
        assert (
            "one person’s experience" in line
            or "her experience, not guidance" in line
            or "[@bolton-2020]" in line
            or "bolton 2020 (three people)" in line
        )


def test_doses_that_were_reported_are_never_advice():
    dosing = BODY.split("## Dosing reports", 1)[1].split("\n## ", 1)[0].lower()
    assert "not a plan to follow" in dosing
    assert "do not raise the dose on your own" in dosing
    assert "not advice" in PAGE["key_messages"][-1]


def test_50_mg_tablet_is_never_ldn():
    for passage in near("Depade"):
        assert "50 mg" in passage
    assert "Never treat a 50 mg tablet as LDN" in BODY


def test_every_patient_story_says_that_it_is_one():
    stories = [quote for quote in QUOTES.values() if quote["role"] == "patient"]
    assert len(stories) >= 2
    for quote in stories:
        assert re.search(r"One person’s experience|Her estimate|Not a study", quote["note"])


def test_every_quote_is_shown_on_the_page():
    assert {key for key in QUOTES if f"![[{key}]]" not in BODY} == set()


def test_paraphrase_wears_no_quotation_marks():
    paraphrases = [quote for quote in QUOTES.values() if quote["form"] == "paraphrase"]
    assert len(paraphrases) > 10
    for quote in paraphrases:
        assert not re.search('[“”"«»]', quote["words"]), quote["key"]


@pytest.mark.parametrize(
    ("claim", "caveat"),
    [
        (r"tramadol", r"is an opioid|opioid painkiller|among them"),
        (r"\b12 mg\b", r"not guidance|not a dose to aim for"),
        (r"10,000 IU", r"4,000 IU"),
        (r"vitamin D3", r"upper limit"),
        (r"\bcure\b", r"Opinion\. No controlled evidence"),
        (r"\bsafe\b", r"with opioids|was once safe"),
        (r"first choice|roughly 60%|about two-thirds", r"without a control group"),
        (r"low.endorphin", r"no sign that the body’s own opioids are abnormal"),
        (r"Depade|50 mg", r"not LDN|full dose|licensed"),
        (r"dextro-naltrexone may be|better LDN|better naltrexone", r"no trial .*in people"),
        (r"natural killer cell (?:functioning|enhancer)", r"ion channel"),
        (r"six internet sellers", r"undated and unpublished"),
        (r"More than 1,000|of more than 1,000", r"not a trial"),
    ],
)
def test_claim_has_its_caveat_where_it_stands_alone(claim, caveat):
    found = {name: words for name, words in ALONE.items() if re.search(claim, words, re.IGNORECASE)}
    assert found
    without = [name for name, words in found.items() if not re.search(caveat, words, re.IGNORECASE)]
    assert without == []


def test_what_stands_alone_points_at_nothing_above_or_below():
    pointing = r"\b(?:above|below)\b(?! the adult upper limit)|beside this entry|updated here"
    assert [name for name, words in ALONE.items() if re.search(pointing, words)] == []


def test_doses_bear_their_unit():
    dosing = BODY.split("### What people said", 1)[1].split("\n## ", 1)[0]
    assert "Each dose is the amount taken in one day" in dosing
    rows = [line.strip("|").split("|") for line in dosing.split("\n") if line.startswith("| ")]
    cells = [cell for row in rows for cell in row[1:] if re.search(r"\d", cell)]
    assert len(cells) > 12
    assert [cell for cell in cells if not re.search(r"\d mg\b", cell)] == []


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Potentially a cure", "Not shown: one person’s opinion"),
        ("Tramadol is not an opiate", "Wrong: tramadol is an opioid"),
        ("Stop LDN seven days before surgery", "Not as a rule"),
        ("Vitamin D3 at 5,000–10,000 IU", "Above the adult upper limit of 4,000 IU"),
        ("Depade and Barr products are LDN", "Wrong: they are 50 mg tablets"),
    ],
)
def test_correction_denies_what_it_corrects_even_in_an_excerpt_of_a_search(said, found):
    corrections = BODY.split("## What this page has corrected", 1)[1]
    [row] = [line for line in corrections.split("\n") if line.startswith(f"| {said} |")]
    assert found in row


def test_differences_that_may_be_chance_are_told_with_the_doubt():
    [secondary] = [s for s in DOCUMENT["studies"] if s["key"] == "final-2025-secondary"]
    assert "by chance" in secondary["limitations"]
    for passage in near("conditioned pain modulation", around=0):
        assert "by chance" in passage
