"""What explain() says about a recorded command, beyond the names of its stages."""

from django.db import connection

from crm.mongo.inspection import recorded_commands


def last_command(query):
    """Return the last command the query sends."""
    with recorded_commands() as commands:
        query()
    return commands[-1]


def stage_names(command):
    """Return the names of the pipeline's stages as they were sent."""
    return [next(iter(stage)) for stage in command.document["pipeline"]]


def rows_read(command):
    """Return how many documents of its own collection the command reads."""
    plan = _explain(command)
    plan = plan if "executionStats" in plan else plan["stages"][0]["$cursor"]
    return plan["executionStats"]["totalDocsExamined"]


def indexes(command):
    """Return the names of the indexes the command uses."""
    plan = _explain(command)
    plan = plan if "queryPlanner" in plan else plan["stages"][0]["$cursor"]
    return _values(plan["queryPlanner"]["winningPlan"], "indexName")


def _explain(command):
    pipeline = command.document["pipeline"]
    query = {"aggregate": command.collection, "pipeline": pipeline, "cursor": {}}
    return connection.database.command("explain", query, verbosity="executionStats")


def _values(node, key):
    if isinstance(node, list):
        return [value for child in node for value in _values(child, key)]
    if not isinstance(node, dict):
        return []
    below = [value for child in node.values() for value in _values(child, key)]
    return [node[key], *below] if key in node else below
