"""Tables from CSV, XLSX and XLS files, a row at a time: what its rows are about, nobody here knows.

Begin at `files.py`, which opens a file of any sort. `text.py` reads CSV, `xlsx.py` the rows of a
sheet, with what `workbook.py` and `number_formats.py` know of its cells. `cells.py` says what a
cell holds. Nothing of what a row means is imported here.
"""
