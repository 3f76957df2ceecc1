"""Uploading rows into members' databases (DB-1, BZ-1, WD-1).

- `file/`: opening a file (sheet, encoding, delimiter, headings), its rows, in parts.
- `existing.py`: who is in the file twice, in the database, in the product, anywhere.
- `loader.py`: a part of a file into its database, in one transaction.
- `run.py`: a whole file, every row with one outcome; a run that was killed is gone on with.
- `forecast.py`: the same without writing. `rejects.py`: the rows that were not taken, as a file.
- `requests.py`, `jobs.py`, `undo.py`: what people ask for, and what workers do about it.
  `offline.py`: the same from the command line. `forms.py`, `outcomes.py`: what the pages show.
"""
