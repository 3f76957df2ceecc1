"""What the rows of the three files state: registry, sales lines, receipts (LI-10 to LI-17). Pure.

`loyalty/files/` opens a file and yields its rows; here is judged what stands in one.
"""
