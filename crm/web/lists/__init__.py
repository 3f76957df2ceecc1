"""What every list does: pages, ticks, sorting, acting on many, and what came of it.

cursors    where a page begins, written into an address;  paging reads the page from there
sorting    by a click on a head;  months: the month that is shown, and its neighbours
chips      the conditions of a filter, each with its way out
selection  the ticked rows, or all that match
decisions  approving and rejecting them, one by one
outcomes   what became of each
"""
