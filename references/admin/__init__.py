from references.admin.links import LinkAdmin, LinkCheckRunAdmin
from references.admin.records import AnyReferenceAdmin, ResourceAdmin, StudyAdmin

__all__ = ["AnyReferenceAdmin", "LinkAdmin", "LinkCheckRunAdmin", "ResourceAdmin", "StudyAdmin"]
