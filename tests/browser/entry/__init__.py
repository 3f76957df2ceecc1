"""Deposits are logged, previewed and decided about."""
