"""The doctor about settings, mail, packages, static files and texts."""

import shutil
import socket
import socketserver
import threading

import pytest

from crm.doctor import surroundings
from crm.mongo.server import releases

ELSEWHERE = "mongodb://db1.example.com/omset?replicaSet=rs0"
MANIFEST = "whitenoise.storage.CompressedManifestStaticFilesStorage"


class TakesMail(socketserver.StreamRequestHandler):
    """As much of SMTP as opening and closing a connection takes."""

    def handle(self):
        self.wfile.write(b"220 mail\r\n")
        for line in self.rfile:
            self.wfile.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 ok\r\n")


@pytest.fixture
def mail_server(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), TakesMail) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        mail_at(settings, server.server_address[1])
        yield
        server.shutdown()


def mail_at(settings, port):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False


@pytest.mark.parametrize(
    ("uri", "state"),
    [
        (ELSEWHERE, "failed"),
        (f"{ELSEWHERE}&tls=true", "good"),
        (f"{ELSEWHERE}&tls=true&tlsAllowInvalidCertificates=true", "failed"),
        (f"{ELSEWHERE}&tls=true&tlsInsecure=true", "failed"),
    ],
)
def test_a_way_to_the_database_without_tls_is_named(said, settings, monkeypatch, uri, state):
    monkeypatch.setattr(surroundings, "is_of_this_machine", lambda: False)
    settings.MONGODB_URI = uri
    assert said("tls")[0] == state


def test_a_database_of_this_machine_needs_none(said):
    assert said("tls")[0] == "good"
    assert releases.is_of_this_machine()


def test_any_host_is_named(said, settings):
    settings.ALLOWED_HOSTS = ["*"]
    assert said("hosts")[0] == "failed"
    settings.ALLOWED_HOSTS = ["crm.example.com"]
    assert said("hosts") == ("good", "Answers to: crm.example.com.")


def test_debug_is_named(said, settings):
    settings.DEBUG = True
    assert said("hosts")[0] == "warning"


@pytest.mark.parametrize(
    ("https", "proxies", "state"),
    [(True, 0, "failed"), (True, 1, "good"), (False, 0, "warning")],
)
def test_https_without_a_proxy_is_named(said, settings, https, proxies, state):
    settings.HTTPS, settings.TRUSTED_PROXIES = https, proxies
    assert said("proxies")[0] == state


def test_a_weak_key_is_named(said, settings):
    settings.SECRET_KEY = "short"
    assert said("secret-key")[0] == "failed"
    settings.SECRET_KEY = "kP3-vR8_wZ1qT6yU9sD4fG7hJ2kL5mN0bV3cX8zA1eW6rQ9tY4"
    assert said("secret-key")[0] == "good"


def test_what_check_deploy_says_is_named(said, settings):
    settings.SESSION_COOKIE_SECURE = False
    state, line = said("settings")
    assert state == "warning"
    assert "security.W010" in line


def test_no_mail_is_named(said):
    assert said("mail")[0] == "warning"


def test_a_mail_server_that_is_not_there_is_named(said, settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        mail_at(settings, taken.getsockname()[1])
        state, line = said("mail")
    assert state == "failed"
    assert "ConnectionRefusedError" in line


def test_a_mail_server_that_answers_is_well(said, settings, mail_server):
    settings.DEFAULT_FROM_EMAIL = "crm@example.com"
    assert said("mail")[0] == "good"
    settings.DEFAULT_FROM_EMAIL = "crm@localhost"
    assert said("mail")[0] == "warning"


def test_a_package_of_another_version_is_named(said, settings, tmp_path):
    assert said("packages")[0] == "good"
    (tmp_path / "requirements.txt").write_text(
        "# Direct\nDjango==1.0\nnot-here==2\npytest==9.2.0\n"
    )
    settings.BASE_DIR = tmp_path
    state, line = said("packages")
    assert state == "failed"
    assert "Django, not-here. Run" in line


def test_static_files_that_are_not_collected_are_named(said, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": MANIFEST}}
    state, line = said("static-files")
    assert state == "failed"
    assert "collectstatic" in line


def test_texts_that_are_not_compiled_are_named(said, settings, tmp_path):
    assert said("texts")[0] == "good"
    folder = tmp_path / "id" / "LC_MESSAGES"
    shutil.copytree(settings.LOCALE_PATHS[0] / "id" / "LC_MESSAGES", folder)
    with (folder / "django.po").open("a") as texts:
        texts.write('\nmsgid "Nobody says this"\nmsgstr "Tak ada yang bilang"\n')
    settings.LOCALE_PATHS = [tmp_path]
    assert said("texts")[0] == "failed"
    (folder / "django.mo").unlink()
    assert said("texts")[0] == "failed"
