"""From a fresh checkout to a serving product: what `make run` and `make dev` do."""
