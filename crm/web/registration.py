"""What the web itself brings: a server that is being replaced is not ready."""

from crm.registry import readiness
from crm.web.draining import why_draining

readiness.register(why_draining)
