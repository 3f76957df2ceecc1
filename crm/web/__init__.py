"""What every page needs, without a word of the business.

`middleware/` every request passes; `lists/` every list does; `forms/` and `files/` come in and go
out; `texts/` says what a text shows. Beside them: addresses, errors, preferences, logs.
"""
