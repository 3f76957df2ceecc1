"""Accounts of members under `/me/`: how they begin, sign in, are reached, disputed and end.

sign_in/       login names, passwords, sessions and limits
claims         a card of the registry gets an account, or a new member
contacts       e-mails and phones, and their confirmation
one_time_links what is sent or handed over, and works once
disputes       whose card it is
digital_cards  what the page with the barcode and the QR code shows
join_links     the addresses by which tills and staff bring members
"""
