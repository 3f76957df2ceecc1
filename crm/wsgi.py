"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from crm.metrics.switch import begin_tracing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")

# The instruments join the middleware, which is read next.
begin_tracing()
application = get_wsgi_application()
# All views are read now, which takes seconds: the first page would wait for that, and a page has
# not many (crm/web/middleware/deadline.py).
_ = get_resolver().url_patterns
