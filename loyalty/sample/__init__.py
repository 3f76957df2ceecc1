"""The three files as the tills deliver them, invented from a seed, with their dirt.

A manifest beside them says what was planted, so that the outcome of an import can be compared with
it to the last row and cent. Nobody in them exists: names are made of syllables, addresses end in
`.test`, phones are of one block, cards have the prefix 290. Only files are written.
"""
