"""Analytics of sales (LX): sums made when a batch ends, and what pages read of them.

buyer_numbers.py, sales_totals.py and receipt_days.py write them, proof.py proves them; all else
reads.
"""
