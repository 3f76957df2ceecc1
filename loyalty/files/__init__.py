"""Opening one of the three files, in whatever form it is, and yielding its rows (LI-1, LI-9).

What stands in a row is judged by `loyalty/rules/files/`; nothing here knows the database.
"""
