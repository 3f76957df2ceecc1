"""Reports: the same rows on a page, in its chart and in its file (LX-2, LX-9)."""
