"""What this wing brings: the calendar for other programs, by a secret address."""

from crm.registry import secret_addresses

# As leave/views/calendar/urls.py has it: the registry is read before the URLs are.
secret_addresses.register("/leave/feeds/")
