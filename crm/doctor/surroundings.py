"""Checks of the environment: what the settings say about transport, hosts, proxies, keys, mail."""

import smtplib

from django.conf import settings
from django.core import checks, mail
from django.core.checks import CheckMessage
from django.utils.translation import gettext as _
from pymongo.uri_parser import parse_uri

from crm.mongo.server.releases import is_of_this_machine
from crm.registry.doctor import Diagnosis, failed, good, warning

# Django's own check of SECRET_KEY.
WEAK_KEY = "security.W009"
SECONDS_OF_MAIL = 2
ADDRESS_OF_NOBODY = "crm@localhost"


def database_is_encrypted() -> Diagnosis:
    """TLS with a checked certificate to every server that is not on this machine."""
    options = parse_uri(settings.MONGODB_URI, validate=True)["options"]
    is_lax = any(
        options.get(name)
        for name in ("tlsInsecure", "tlsAllowInvalidCertificates", "ssl_cert_reqs")
    )
    if options.get("tls") and not is_lax:
        return good(_("The way to the database is encrypted and its certificate is checked."))
    if is_of_this_machine():
        return good(_("The database is on this machine alone: nothing leaves it."))
    cure = _("Add tls=true to MONGODB_URI, and tlsCAFile where the authority is your own.")
    if options.get("tls"):
        return failed(_("The certificate of the database is not checked."), cure)
    return failed(_("Rows and passwords go to the database unencrypted."), cure)


def hosts_are_named() -> Diagnosis:
    """The product answers to its own names alone."""
    if settings.DEBUG:
        text = _("DEBUG is on: pages show traces, any host name is answered.")
        return warning(text, _("Switch DEBUG off where others reach it."))
    if "*" in settings.ALLOWED_HOSTS:
        text = _("ALLOWED_HOSTS has *: any host name is answered.")
        return failed(text, _("Name the hosts by which people reach it."))
    return good(_("Answers to: %(hosts)s.") % {"hosts": ", ".join(settings.ALLOWED_HOSTS)})


def proxies_are_counted() -> Diagnosis:
    """With HTTPS somebody in front ends TLS, and says whose request it is."""
    if settings.TRUSTED_PROXIES:
        text = _("%(number)s proxies in front are trusted.")
        return good(text % {"number": settings.TRUSTED_PROXIES})
    if not settings.HTTPS:
        text = _("HTTPS is off and no proxy is trusted: for a trial on one machine.")
        return warning(text, _("Set HTTPS=true and TRUSTED_PROXIES=1 behind a proxy with TLS."))
    text = _("HTTPS is on and no proxy is trusted: pages redirect to themselves without end.")
    return failed(text, _("Set TRUSTED_PROXIES to the number of proxies in front."))


def key_is_strong() -> Diagnosis:
    """SECRET_KEY, as Django judges it."""
    if WEAK_KEY not in {message.id for message in _security_messages()}:
        return good(_("SECRET_KEY is long and random."))
    text = _("SECRET_KEY is short or guessable: whoever has it signs in as anybody.")
    cure = _("Make one as .env.example says; everybody signs in again.")
    return (warning if settings.DEBUG else failed)(text, cure)


def settings_are_safe() -> Diagnosis:
    """What else `check --deploy` says about security."""
    others = [message for message in _security_messages() if message.id != WEAK_KEY]
    if not others:
        return good(_("check --deploy has nothing to say."))
    ids = ", ".join(sorted(str(message.id) for message in others))
    text = _("check --deploy names %(ids)s.") % {"ids": ids}
    is_serious = any(message.is_serious() for message in others)
    return (failed if is_serious else warning)(text, _("Run manage.py check --deploy."))


def mail_leaves() -> Diagnosis:
    """The server of mails takes our word; nothing is sent."""
    if not settings.EMAIL_HOST:
        text = _("EMAIL_HOST is not set: no mail is written.")
        return warning(text, _("Set EMAIL_HOST, or go on handing links over by hand."))
    where = {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT}
    try:
        with mail.get_connection(settings.EMAIL_BACKEND, timeout=SECONDS_OF_MAIL):
            pass
    except (OSError, smtplib.SMTPException) as error:
        text = _("%(host)s:%(port)s takes no mail: %(error)s.")
        cure = _("Mend EMAIL_HOST, EMAIL_PORT, EMAIL_USE_TLS, or user and password.")
        return failed(text % {**where, "error": type(error).__name__}, cure)
    text = _("%(host)s:%(port)s takes mail.") % where
    if settings.DEFAULT_FROM_EMAIL == ADDRESS_OF_NOBODY:
        return warning(text, _("Set DEFAULT_FROM_EMAIL: mails from nobody are thrown away."))
    return good(text)


def _security_messages() -> list[CheckMessage]:
    return checks.run_checks(tags=[checks.Tags.security], include_deployment_checks=True)
