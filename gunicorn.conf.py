"""How gunicorn serves `crm.wsgi`: a few processes with threads, logs as the product writes them."""

import multiprocessing
import os
import socket
import struct

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from crm.garbage import collect_seldom
from crm.registry.runs import watches
from crm.web.logs import logging_config

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or min(multiprocessing.cpu_count(), 4))
threads = int(os.environ.get("WEB_THREADS") or 8)
# A MongoDB client must not cross a fork, so every worker loads the application itself.
preload_app = False
timeout = 60
graceful_timeout = 20
keepalive = 5
# A client that stops in the middle of a request or an answer has its thread for so long.
STALLED_SECONDS = 10
# Heartbeats in memory: a busy disk must not look like a hung worker.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
control_socket_disable = True
# crm.web.middleware.request_id writes the access lines.
accesslog = None
_level = os.environ.get("LOG_LEVEL", "INFO")
_debug = os.environ.get("DEBUG", "").lower() in ("1", "true", "yes", "on")
logconfig_dict = logging_config(level=_level, as_json=not _debug)
logconfig_dict["loggers"]["gunicorn.error"] = {"handlers": [], "level": _level, "propagate": True}


def when_ready(server: Arbiter) -> None:
    """What listens hands its limits on to every connection that it accepts."""
    for listener in server.LISTENERS:
        limit_stalls(listener.sock)


def limit_stalls(listening: socket.socket) -> None:
    """End the waiting for a silent client in the kernel: gunicorn's threads have no limit."""
    limit = struct.pack("ll", STALLED_SECONDS, 0)
    for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        listening.setsockopt(socket.SOL_SOCKET, option, limit)


def post_worker_init(worker: Worker) -> None:
    """The application is loaded: from here on it collects seldom, and the watches go round."""
    collect_seldom()
    watches.begin()
