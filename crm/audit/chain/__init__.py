"""Nobody rewrites history unseen: its events hang in chains of hashes (issue 15, 7).

1. content.py   what of an event its hash covers, as it is stored
2. heads.py     the end of each chain, in a row that the event writes anyway
3. linking.py   a new event takes its place in a chain
4. rewriting.py the one lawful change, of who is forgotten: it is itself an event
5. beginning.py what stood there before the chains
6. roots.py     every night one hash over all ends, told outside
7. proof.py     reads everything again and names what is wrong

docs/decisions/0022-tamper-evident-history.md says why it is so.
"""
