from references.models.link import Link, LinkStatus
from references.models.link_check_run import LinkCheckRun
from references.models.listed import ListedReference
from references.models.reference import Reference
from references.models.resource import Resource, ResourceKind
from references.models.sight import CITED_NOW
from references.models.study import Study

__all__ = [
    "CITED_NOW",
    "Link",
    "LinkCheckRun",
    "LinkStatus",
    "ListedReference",
    "Reference",
    "Resource",
    "ResourceKind",
    "Study",
]
