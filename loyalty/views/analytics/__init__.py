"""Pages of analytics: one filter drives figures, charts, reports and files (LX-2)."""
