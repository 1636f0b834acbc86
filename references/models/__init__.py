from references.models.link import Link, LinkStatus
from references.models.link_check_run import LinkCheckRun
from references.models.reference import CITED_NOW, Reference
from references.models.resource import Resource, ResourceKind
from references.models.study import Study

__all__ = [
    "CITED_NOW",
    "Link",
    "LinkCheckRun",
    "LinkStatus",
    "Reference",
    "Resource",
    "ResourceKind",
    "Study",
]
