"""Deposits from CSV, XLSX and XLS files, in bulk, by `manage.py import_omset` or by the page.

`requests.py` is what people do on the page, `jobs.py` what workers do for them: both call what
stands below, as the command does.

1. `crm/imports/` opens the file and yields its numbered rows; it knows nothing of deposits.
2. `plan.py` looks through the whole file before anything is written: `columns.py` finds the fields
   by their headings, `column_check.py` doubts a column whose values say otherwise.
3. `run.py` carries the plan out, row by row: `existing_records.py` knows the rows that the ledger
   has already, `rows.py` reads a deposit or says why it is none, `directory.py` finds its account
   and product, `documents.py` makes its stored form, `loader.py` inserts it at most once and
   `rejects.py` writes down what was not taken.
4. Everybody in the file is recounted (`omset/reconciliation/`), and `history.py` notes the import.
"""
