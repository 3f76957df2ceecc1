"""By what members are found, and what is said where none is (LM-19, LI-7)."""
