"""What leave says and does when people change: each wing has its own."""

import leave.feeds.receivers  # noqa: F401
