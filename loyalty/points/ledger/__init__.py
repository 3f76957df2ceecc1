"""The ledger of points: its one writer, whom it locks first, and what is recounted from entries."""
