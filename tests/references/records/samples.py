"""One study in the three forms, as PubMed, Zotero and Crossref write it."""

NBIB = """
PMID- 23359310
OWN - NLM
STAT- MEDLINE
DCOM- 20130401
LR  - 20220330
IS  - 1529-0131 (Electronic)
VI  - 65
IP  - 2
DP  - 2013 Feb
TI  - Low-dose naltrexone for the treatment of fibromyalgia: findings of a small,
      randomized, double-blind trial.
PG  - 529-38
LID - 10.1002/art.37734 [doi]
AB  - OBJECTIVE: To determine whether
      - it works.
FAU - Younger, Jarred
AU  - Younger J
AD  - Stanford University.
FAU - Mackey, Sean
AU  - Mackey S
LA  - eng
SI  - ClinicalTrials.gov/NCT00568555
PT  - Journal Article
PT  - Randomized Controlled Trial
DEP - 20130128
JT  - Arthritis and rheumatism
TA  - Arthritis Rheum
PHST- 2012/08/02 00:00 [received]
AID - 10.1002/art.37734 [doi]
SO  - Arthritis Rheum. 2013 Feb;65(2):529-38.
"""
RIS = """TY  - JOUR
AU  - Younger, Jarred
AU  - Mackey, Sean
TI  - Low-dose naltrexone for the treatment of fibromyalgia: findings of a small, randomized, double-blind trial
JF  - Arthritis and rheumatism
JA  - Arthritis Rheum
VL  - 65
IS  - 2
SP  - 529
EP  - 538
PY  - 2013
DA  - 2013/01/28/
DO  - https://doi.org/10.1002/art.37734
UR  - https://pubmed.ncbi.nlm.nih.gov/23359310/
AB  - Abstract.
ER  - 
"""  # noqa: E501, W291 - as programs write it
CSL = """[{"type": "article-journal",
"title": "Low-dose naltrexone for the treatment of fibromyalgia: findings of a small, randomized, double-blind trial",
"author": [{"family": "Younger", "given": "Jarred"}, {"family": "Mackey", "given": "Sean"}],
"container-title": "Arthritis and rheumatism", "volume": 65, "issue": "2", "page": "529-538",
"issued": {"date-parts": [[2013, 1, 28]]}, "DOI": "10.1002/art.37734", "PMID": "23359310"}]
"""  # noqa: E501
