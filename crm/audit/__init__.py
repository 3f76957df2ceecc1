"""History: each event on a deposit, a person, a product, a plan, with before and after (SE-10).

`record` writes it inside the transaction of what happened; `models` keeps it and reads it in the
order of the events; `receivers` note what is done to people and products.
"""
