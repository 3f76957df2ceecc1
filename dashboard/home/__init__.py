"""The first page: today and this month."""
