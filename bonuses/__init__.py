"""What a month earns, whom it pays, and what staff claim beside it. Reads omset.numbers alone.

rules/       what is earned, ranked and due, and what a plan must be; no database
plans/       a plan: its form, its preview, two versions side by side, publishing
months/      a month: standings, closing, adjustments after it, what differs since
claims/      customers whom staff claim, and what an admin decides
statements/  a month on pages and in files: sheet, one person, tables, PDF, workbook, currency
views/       pages

schedule says which plan is valid in which month; months/standings writes what each month earns as
the ledger is now; months/figures gives the figures to show, closed or not; progress holds months
against targets; leaderboard ranks them; receivers hear the events below; registration declares
pages, menu, texts, lists and proofs.
"""
