"""The pages of one reservation and of many: its own, the archive, bulk additions, leavers."""
