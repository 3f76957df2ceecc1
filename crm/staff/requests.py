"""What the view of a signed-in person is given."""

from crm.staff.models import User
from crm.web.requests import WebRequest


class Request(WebRequest):
    """The request of a signed-in person. For annotations alone: nothing makes one."""

    user: User
