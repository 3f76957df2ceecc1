"""What is done to accounts, and what is kept with them.

people         create, change, deactivate, delete;  display_names: who is called how (RO-8)
hand_over      giving a person something while nobody changes what they are
visits         what lists they have seen;  entry: what the gate of attendance keeps
"""
