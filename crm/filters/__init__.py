"""What people keep of a list: filters under a name, chosen columns, density.

`lists` is where the apps register their lists; `saved` keeps filters (`models`); `layout` holds the
columns that an account hides; `views` are the small forms that lead back to the list.
"""
