"""The pages of batches: those of staff, and those of admins who assign, recall and decide."""
