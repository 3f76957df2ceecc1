from crm.metrics.gauges import database_gauges, oplog_gauges, release_gauges
from crm.registry.gauges import register

register("release", release_gauges)
register("database", database_gauges)
register("oplog", oplog_gauges)
