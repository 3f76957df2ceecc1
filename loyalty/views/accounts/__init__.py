"""What admins do about accounts of members: links, contacts, disputes, join links."""
