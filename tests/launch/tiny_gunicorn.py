"""As gunicorn.conf.py has it, without what looks after the product."""

import os

bind = f"127.0.0.1:{os.environ['PORT']}"
worker_class = "gthread"
workers, threads = 1, 8
graceful_timeout, keepalive = 20, 5
control_socket_disable = True
