"""Signing in with a username or an e-mail address, in any letter case."""

from typing import Any

from bson import ObjectId
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from crm.mongo.stored import first_stored
from crm.staff.models import User


class NameOrEmailBackend(BaseBackend):
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """The active account with this name or e-mail and password, or None.

        An unknown name costs one hashing too, so the time taken does not tell who exists (SE-2).
        """
        if not username or password is None:
            return None
        user = account_of(username)
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: ObjectId) -> User | None:
        """The account that a session names, unless it is deactivated meanwhile (RO-12)."""
        return first_stored(User, {"_id": user_id, "is_active": True})


def account_of(name: str) -> User | None:
    """Whose username or e-mail address this is, active or not."""
    if "@" in name:
        return User.objects.filter(email=name.strip().lower()).first()
    return User.objects.named(name).first()


def username_of(name: str) -> str:
    """The username of whose name or e-mail address this is; the name itself if it is nobody's."""
    account = account_of(name)
    return account.username if account else name
