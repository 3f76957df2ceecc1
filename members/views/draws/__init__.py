"""Requests, their approval, and distributions, as pages."""
