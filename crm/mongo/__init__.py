"""MongoDB, thinly under Django (docs/decisions/0002).

`base` is what ENGINE "crm.mongo" names; `engine/` what it is made of; `server/` the server itself.
Above them stands what apps use: `transaction` to write, `rows`, `stored` and `unions` to read
past the ORM, `decimals`, `cache`, `numbering` for migrations, `inspection` for tests.
"""

from crm.mongo.no_geography import do_without

do_without()
