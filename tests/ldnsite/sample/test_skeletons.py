from random import Random

from ldnsite.sample.skeletons import CODES, LINKS, STUDIES, Form, make_skeleton


def test_form_fills_each_slot():
    form = Form("Zqs01z, see [[999901zq]] and [x][zql01z].")
    values = {"Zqs01z": "Words", "999901zq": "14b", "zql01z": "a-key"}
    assert form.fill(values) == "Words, see [[14b]] and [x][a-key]."


def test_skeletons_differ_and_use_every_citation_page_and_link():
    random = Random(1)
    made = [make_skeleton(random) for _ in range(4)]
    assert len({" ".join(skeleton.texts["body"].parts) for skeleton in made}) == 4
    for skeleton in made:
        text = [slot for form in skeleton.texts.values() for slot in form.slots]
        assert {*STUDIES, *CODES, *LINKS} <= set(text)
        assert skeleton.references[:1] == [slot for slot in text if slot in STUDIES][:1]
