"""What can be wrong with an installation, looked at in one go (issue 18, item 4).

1. examination.py   makes the checks that are registered at crm/registry/doctor.py
2. database.py      the server: release, members, clocks, oplog, disk
3. schema.py        migrations, indexes, whether look-ups by unique keys use them; before an upgrade
4. surroundings.py  the environment: TLS, hosts, proxies, keys, mail
5. files.py         packages, static files, texts

Every other check is registered by the app that knows; docs/decisions/ says why it is so.
"""
