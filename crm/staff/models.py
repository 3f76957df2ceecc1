"""People and the products they sell."""

from typing import Any, Self

from bson import ObjectId
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ObjectIdField

from crm.regions import HOME
from crm.staff.rules import roles
from crm.staff.rules.names import clean_name, name_key


class Role(models.TextChoices):
    STAFF = roles.STAFF, _("Staff")
    ADMIN = roles.ADMIN, _("Admin")
    MASTER_ADMIN = roles.MASTER_ADMIN, _("Master admin")


class Theme(models.TextChoices):
    SYSTEM = "system", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def admins(self) -> Self:
        """Active accounts that decide: admins and master admins."""
        return self.active().filter(role__in=roles.ADMIN_ROLES)

    def named(self, name: str) -> Self:
        """The account with this username, whatever its spelling (see name_key)."""
        return self.filter(username_key=name_key(name))


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def active(self) -> UserQuerySet:
        return self.get_queryset().active()

    def admins(self) -> UserQuerySet:
        return self.get_queryset().admins()

    def named(self, name: str) -> UserQuerySet:
        return self.get_queryset().named(name)

    def create_user(
        self, username: str, password: str | None = None, role: str = roles.STAFF, **fields: Any
    ) -> "User":
        """Write and return a new account; without a password nobody can sign in with it."""
        user = self.model(username=username, role=role, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username_key=name_key(username or ""))


class User(AbstractBaseUser):
    """Somebody who signs in. Never deleted, only deactivated (RO-12)."""

    username = models.CharField(_("username"), max_length=60)
    username_key = models.CharField(max_length=120, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), null=True, blank=True, unique=True)
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.STAFF)
    is_active = models.BooleanField(_("active"), default=True)
    blocked_pages = models.JSONField(_("blocked pages"), default=list, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    # Columns and density, see crm/staff/accounts/list_layout.py; with the account, so that it
    # costs no query.
    list_layout = models.JSONField(null=True, editable=False)
    # When lists were last opened that count what is new in them, see crm/staff/accounts/visits.py.
    visits = models.JSONField(null=True, editable=False)
    # Whether they may pass the gate of attendance, see crm/staff/accounts/entry.py; it costs no
    # query either.
    entry = models.JSONField(null=True, editable=False)
    theme = models.CharField(_("theme"), max_length=6, choices=Theme, default=Theme.SYSTEM)
    # Part of the session hash: one more ends every session of this person, see
    # crm/staff/accounts/people.py.
    sign_outs = models.IntegerField(default=0, editable=False)
    # Whether a second factor is asked for, and until when one who must have it may go without;
    # see crm/staff/second_factor. With the account, so that they cost no query.
    factor_since = models.DateTimeField(null=True, editable=False)
    factor_due = models.DateTimeField(null=True, editable=False)
    # Something has referred to it; see crm/staff/usage.py. Never taken back.
    is_used = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username_key"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        ordering = ["username_key"]
        indexes = [models.Index(fields=["role", "is_active"], name="staff_user_role")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.username = clean_name(self.username)
        self.username_key = name_key(self.username)
        self.name = clean_name(self.name) or self.username
        self.email = self.email.strip().lower() if self.email else None
        super().save(*args, **kwargs)

    def get_session_auth_hash(self) -> str:
        """What a session of this person must carry to be theirs still."""
        salt = "crm.staff.models.User.session"
        return salted_hmac(salt, f"{super().get_session_auth_hash()}{self.sign_outs}").hexdigest()

    @property
    def is_admin(self) -> bool:
        return self.role in roles.ADMIN_ROLES

    def may_manage(self, other: "User") -> bool:
        """True if this person may edit or deactivate `other` (RO-1, RO-4)."""
        return self.pk != other.pk and roles.out_ranks(self.role, other.role)

    def can_see(self, page: str) -> bool:
        """False for an admin whom a master admin has blocked from `page` (RO-5)."""
        return self.role != roles.ADMIN or page not in self.blocked_pages


class NameRegister(models.Model):
    """Where two meet who take a name at once, one row (crm/staff/accounts/display_names.py)."""

    id = models.CharField(primary_key=True, max_length=10)
    changes = models.IntegerField(default=0)


class HandOver(models.Model):
    """One row a person: written by whatever gives them something, and whatever changes what they
    are (crm/staff/accounts/hand_over.py)."""

    person_id = ObjectIdField(primary_key=True, db_column="_id")
    changes = models.IntegerField(default=0)


class Session(AbstractBaseSession):
    """A browser in which somebody is signed in (crm/staff/sign_in/sessions.py), or a visitor's."""

    session_key = models.CharField(max_length=40, primary_key=True, db_column="_id")
    # Whose it is; None of a visitor.
    account_id = ObjectIdField(null=True, db_index=True)


class SecondFactor(models.Model):
    """What a person's phone and their recovery codes prove, one row a person.

    Who writes: crm/staff/second_factor.
    """

    person_id = ObjectIdField(primary_key=True, db_column="_id")
    # Shown until a code of the phone was right, which is when it is written here.
    secret = models.CharField(max_length=64)
    # The step of time of the last code that was accepted: that and earlier ones work no more.
    last_timecode = models.BigIntegerField(default=0)
    # Wrong codes since the last right one.
    failures = models.IntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    recovery_salt = models.CharField(max_length=32)
    # Hashes of those that were not used yet.
    recovery_codes = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.person_id)


class PasswordLink(models.Model):
    """One row a person who may choose a password by a secret address, once and for a day.

    Who writes: crm/staff/accounts/password_links.py.
    """

    person_id = ObjectIdField(primary_key=True, db_column="_id")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    # Who made it, and from which network address.
    made_by_id = ObjectIdField(null=True)
    made_from = models.CharField(max_length=45, blank=True)


class ProductQuerySet(models.QuerySet["Product"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def named(self, name: str) -> Self:
        """The product with this name, whatever its spelling (see name_key)."""
        return self.filter(name_key=name_key(name))

    def phone_regions(self) -> set[str]:
        """Where numbers of any product belong. One command."""
        return set(self.values_list("phone_region", flat=True)) or {HOME}

    def region_by_id(self) -> dict[ObjectId, str]:
        """Where numbers of each product belong. One command."""
        return dict(self.values_list("pk", "phone_region"))


class Product(models.Model):
    """What customers deposit into. A product in use is retired, never deleted."""

    name = models.CharField(_("name"), max_length=60)
    name_key = models.CharField(max_length=120, unique=True, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_used = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Where a phone number of its customers belongs that is written without a country's code.
    phone_region = models.CharField(max_length=2, default=HOME)

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["name_key"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = clean_name(self.name)
        self.name_key = name_key(self.name)
        super().save(*args, **kwargs)
