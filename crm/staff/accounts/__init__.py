"""What is done to accounts, and what is kept with them.

people         create, change, deactivate, delete;  display_names: who is called how (RO-8)
hand_over      giving a person something while nobody changes what they are
list_layout    how they want their lists;  visits: what lists they have seen
entry          what the gate of attendance keeps with them
"""
