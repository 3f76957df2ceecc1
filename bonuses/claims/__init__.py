"""Claims to customers: staff say that a deposit is theirs, an admin decides.

checks            submitting, approving, rejecting
customer_section  what the page of a customer says of them
erasure           what is left of a customer who is erased
"""
