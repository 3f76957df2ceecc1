"""What the floor decides, valid from a date (docs/decisions/0014). Declared at crm/registry.

rules.py which value holds on a day (pure), models.py, verbs.py decide, reads.py value_on(),
units.py how a value is written. The pages are dashboard/policies/.
"""
