"""DatabaseOperations: points Django at our compilers."""

from django_mongodb_backend import operations


class DatabaseOperations(operations.DatabaseOperations):
    compiler_module = "crm.mongo.compiler"
