"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from crm.metrics.switch import begin_tracing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")

# The instruments join the middleware, which is read next.
begin_tracing()
application = get_wsgi_application()
