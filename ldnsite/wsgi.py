"""The entry point for gunicorn: `gunicorn ldnsite.wsgi`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from ldnsite.caching.layer import with_kept_responses
from ldnsite.logs import RequestLog, take_over_servers_log

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ldnsite.settings")
take_over_servers_log(settings.LOG_FORMAT)
application = with_kept_responses(get_wsgi_application())
if settings.LOG_FORMAT == "json":
    application = RequestLog(application)
