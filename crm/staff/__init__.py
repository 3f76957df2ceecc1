"""People, what they sell, and what each of them may do.

- `rules/`: who may manage whom, when two names are one.
- `models`: accounts and products; `signals`: what the apps above hear about them.
- `accounts/`, `catalogue`: what is done to accounts and to products; `usage`: what still refers
  to either.
- `access`, `entitlement`: who may open which URL, and who may go on with a file under way.
- `sign_in/`: passwords, failures, known browsers, sessions, who is asked again;
  `second_factor/`: codes of a phone; `language`: that of a request.
- `forms/`, `search`, `views/`: what people type, find and see; `registration`: what this brings
  to the menu, the palette and the night.
"""
