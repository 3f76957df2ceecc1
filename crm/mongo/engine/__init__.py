"""What Django is given to speak MongoDB with; crm/mongo/base.py puts it together."""
