"""All that was ever done, on one page for master admins, and what was done to people and products
on their own pages (issue 15, 6)."""
