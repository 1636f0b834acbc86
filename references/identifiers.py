"""Identifiers that others issue: how each is written, and whether one can be right."""

import re

from django.core.exceptions import ValidationError

# Crossref's recommended pattern for DOIs: a registrant of 4 to 9 figures, then a suffix.
_DOI = re.compile(r"10\.[0-9]{4,9}/\S{1,200}")
_DOI_PREFIX = re.compile(r"(?i)\A(?:https?://(?:dx\.)?doi\.org/|doi:\s*)")
_PMID = re.compile(r"[1-9][0-9]{0,8}")
_REGISTRY_IDS = {
    "ClinicalTrials.gov": re.compile(r"NCT[0-9]{8}"),
    "ANZCTR": re.compile(r"ACTRN[0-9]{14}"),
    "EudraCT": re.compile(r"[0-9]{4}-[0-9]{6}-[0-9]{2}"),
    "EU CTIS": re.compile(r"20[0-9]{2}-5[0-9]{5}-[0-9]{2}-[0-9]{2}"),
    "ISRCTN": re.compile(r"ISRCTN[0-9]{8}"),
    "DRKS": re.compile(r"DRKS[0-9]{8}"),
    "CTRI": re.compile(r"CTRI/[0-9]{4}/[0-9]{2,3}/[0-9]{6}"),
    "ChiCTR": re.compile(r"ChiCTR[-A-Za-z]*[0-9]{8,12}"),
    "UMIN": re.compile(r"UMIN[0-9]{9}"),
    "jRCT": re.compile(r"jRCT[a-z]?[0-9]{9,10}"),
    "IRCT": re.compile(r"IRCT[0-9]{11,14}N[0-9]+"),
}


def normalise_doi(value: str) -> str:
    """Drop a resolver's address or a leading `doi:`; what is left is the bare DOI."""
    return _DOI_PREFIX.sub("", value.strip())


def validate_doi(value: str) -> None:
    """Raise ValidationError unless `value` is a bare DOI."""
    if not _DOI.fullmatch(value):
        raise ValidationError(
            "“%(value)s” is not a DOI. A DOI looks like 10.1002/art.37734.",
            code="doi",
            params={"value": value},
        )


def normalise_pmid(value: str) -> str:
    """Drop a leading `PMID:` and spaces."""
    return re.sub(r"(?i)\A\s*PMID:?\s*", "", value).strip()


def validate_pmid(value: str) -> None:
    """Raise ValidationError unless `value` is a PubMed number of one to nine figures."""
    if not _PMID.fullmatch(value):
        raise ValidationError(
            "“%(value)s” is not a PubMed number. It has figures only, such as 23359310.",
            code="pmid",
            params={"value": value},
        )


def validate_isbn(value: str) -> None:
    """Raise ValidationError unless the check digit of an ISBN-10 or ISBN-13 is right.

    ISBN-10: the figures weighted 10 to 1 sum to a multiple of 11, X standing for ten.
    ISBN-13: the figures weighted 1 and 3 by turns sum to a multiple of 10 (ISO 2108).
    """
    bare = value.replace("-", "").replace(" ", "").upper()
    if re.fullmatch(r"[0-9]{9}[0-9X]", bare):
        figures = [10 if figure == "X" else int(figure) for figure in bare]
        right = sum(w * f for w, f in zip(range(10, 0, -1), figures, strict=True)) % 11 == 0
    elif re.fullmatch(r"97[89][0-9]{10}", bare):
        right = sum((3 if i % 2 else 1) * int(f) for i, f in enumerate(bare)) % 10 == 0
    else:
        raise ValidationError(
            "“%(value)s” is not an ISBN. An ISBN has 10 or 13 figures.",
            code="isbn",
            params={"value": value},
        )
    if not right:
        raise ValidationError(
            "The last figure of the ISBN “%(value)s” does not fit the others: "
            "one figure is mistyped.",
            code="isbn_check_digit",
            params={"value": value},
        )


def split_registry_ids(value: str) -> list[str]:
    """The single numbers in a field that may hold several, set apart by commas or spaces."""
    return [part for part in re.split(r"[,;\s]+", value) if part]


def normalise_registry_ids(value: str) -> str:
    """Several numbers set apart by commas; prefixes in the capitals of their registry, unspaced."""
    value = re.sub(r"(?i)\b(NCT|ACTRN|ISRCTN|DRKS|UMIN)\s*(?=\d)", lambda m: m[1].upper(), value)
    return ", ".join(split_registry_ids(value))


def validate_registry_ids(value: str) -> None:
    """Raise ValidationError naming the first number that no known trial registry would issue."""
    for number in split_registry_ids(value):
        if not any(pattern.fullmatch(number) for pattern in _REGISTRY_IDS.values()):
            raise ValidationError(
                "“%(value)s” is not a number of a trial registry that this site knows (%(known)s). "
                "One looks like NCT00568555.",
                code="registry_id",
                params={"value": number, "known": ", ".join(_REGISTRY_IDS)},
            )


def validate_web_address(value: str) -> None:
    """Raise ValidationError unless `value` is an http or https address with a host in it."""
    if not re.fullmatch(r"https?://[^\s/?#@\\]+\.[^\s/?#@\\.]+(?:[/?#][^\s\\]*)?", value, re.I):
        raise ValidationError(
            "“%(value)s” is not a web address. Write it whole, beginning with https://.",
            code="web_address",
            params={"value": value},
        )
