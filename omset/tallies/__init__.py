"""The numbers derived from the ledger: written by one module, read through omset/numbers.py."""
