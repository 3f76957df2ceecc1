"""Cells that a spreadsheet or its author made of something that was a text once."""

from datetime import date

ERRORS = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "Err:502"]
SHORTENED = ["6.28123E+12", "6,28123E+12", "6.28e+12", "1E+15", "6.28123E12"]
DATES = ["2026-01-05", "05/01/2026", "5-1-26", "5-Jan", "Jan-26", "12:30", date(2026, 1, 5)]
