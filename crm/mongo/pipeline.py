"""A finished aggregation pipeline in, an equivalent faster one out (cure 6)."""


def faster(pipeline):
    return pipeline
