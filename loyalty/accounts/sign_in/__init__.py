"""Signing in as a member: by which name, with what, how often it may fail, for how long."""
