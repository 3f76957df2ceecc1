"""What a checkout fills in where the environment and `.env` say nothing.

Production installs requirements.txt alone and sets everything itself, so nothing here applies.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from dotenv import load_dotenv

from crm.mongo.server.binary import is_installed
from crm.mongo.server.embedded import EmbeddedServer, default_folder
from launch.say import CHECKOUT

SECRET_KEY_FILE = CHECKOUT / ".secret_key"


def set_defaults() -> None:
    """Read `.env`, then set what serving on this machine over plain http needs."""
    load_dotenv(CHECKOUT / ".env")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    if "SECRET_KEY" not in os.environ:
        os.environ["SECRET_KEY"] = _own_secret_key()
    os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
    os.environ.setdefault("HTTPS", "false")
    os.environ.setdefault("MFA", "optional")


@contextmanager
def database() -> Iterator[EmbeddedServer | None]:
    """Have MONGODB_URI set: yields the embedded server, or None where the environment names one."""
    if os.environ.get("MONGODB_URI"):
        yield None
        return
    folder = default_folder(CHECKOUT)
    server = EmbeddedServer(folder)
    # Beside the data, so that who puts an older copy of those back is told what is missing.
    os.environ.setdefault("WITNESS_DIR", str(folder.with_name(f"{folder.name}-witness")))
    try:
        os.environ["MONGODB_URI"] = server.start()
        yield server
    finally:
        server.stop()


@contextmanager
def environment() -> Iterator[None]:
    """For `manage.py` in a checkout: the defaults and a database while the command runs."""
    if not is_installed():
        yield
        return
    set_defaults()
    with database():
        yield


def _own_secret_key() -> str:
    """This checkout's key, made at random the first time and kept for its owner only."""
    if not SECRET_KEY_FILE.exists():
        descriptor = os.open(SECRET_KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
    return SECRET_KEY_FILE.read_text()
