"""The rewriting of pipelines, without a database."""

from crm.mongo.engine.pipeline import faster

MATCH = {"$match": {"date": {"$gte": 1}}}
SORT = {"$sort": {"date": -1, "_id": -1}}
LIMIT = {"$limit": 5}
ONE_ROW_AT_LEAST = {
    "$cond": {
        "if": {"$or": [{"$eq": [{"$type": "$b"}, "missing"]}, {"$eq": [{"$size": "$b"}, 0]}]},
        "then": [{}],
        "else": "$b",
    }
}


def inner(alias, field=None):
    field = field or f"{alias}_id"
    lookup = {"from": alias, "localField": field, "foreignField": "_id"}
    return [{"$lookup": {**lookup, "pipeline": [], "as": alias}}, {"$unwind": f"${alias}"}]


def left_b():
    lookup, unwind = inner("b")
    return [lookup, {"$set": {"b": ONE_ROW_AT_LEAST}}, unwind]


def test_an_identity_before_the_sort_goes():
    pipeline = [MATCH, {"$addFields": {"date": "$date", "_id": "$_id"}}, SORT]
    assert faster(pipeline) == [MATCH, SORT]


def test_a_computed_field_before_the_sort_stays():
    computed = {"$addFields": {"__order1": {"$toUpper": "$name"}}}
    both = {"$addFields": {"date": "$date", **computed["$addFields"]}}
    assert faster([both, SORT]) == [computed, SORT]


def test_a_projection_that_keeps_the_keys_goes_behind_the_page():
    project = {"$project": {"date": 1, "x": {"$add": ["$y", 1]}}}
    pipeline = [MATCH, project, SORT, {"$skip": 2}, LIMIT]
    assert faster(pipeline) == [MATCH, SORT, {"$skip": 2}, LIMIT, project]


def test_a_projection_that_makes_or_drops_a_key_stays():
    for fields in ({"date": {"$year": "$date"}}, {"name": 1}, {"date": "$other"}):
        pipeline = [{"$project": fields}, SORT]
        assert faster(pipeline) == pipeline


def test_a_projection_keeps_a_joined_key_by_its_path():
    project, sort = {"$project": {"b": {"name": 1}}}, {"$sort": {"b.name": 1}}
    assert faster([project, sort]) == [sort, project]


def test_an_inner_join_goes_behind_the_sort_and_stays_before_the_limit():
    assert faster([*inner("a"), MATCH, SORT, LIMIT]) == [MATCH, SORT, *inner("a"), LIMIT]


def test_a_left_join_goes_behind_the_limit():
    page = [MATCH, SORT, {"$skip": 2}, LIMIT]
    assert faster([*left_b(), *page]) == [*page, *left_b()]


def test_a_join_that_is_filtered_or_sorted_by_stays_before_it():
    by_b = {"$match": {"$expr": {"$gt": ["$b.size", "$size"]}}}
    assert faster([*left_b(), by_b, LIMIT]) == [*left_b(), by_b, LIMIT]
    sort = {"$sort": {"a.name": 1}}
    assert faster([*inner("a"), MATCH, sort]) == [MATCH, *inner("a"), sort]


def test_a_join_passes_one_that_has_to_stay():
    by_a = {"$match": {"a.name": "x"}}
    pipeline = [*left_b(), *inner("a"), by_a, LIMIT]
    assert faster(pipeline) == [*inner("a"), by_a, LIMIT, *left_b()]


def test_a_join_on_a_join_stays_behind_it():
    pipeline = [*inner("a"), *inner("c", "a.c_id"), SORT, LIMIT]
    assert faster(pipeline) == [SORT, *inner("a"), *inner("c", "a.c_id"), LIMIT]


def test_a_join_whose_key_is_computed_stays_behind_the_computation():
    computed = {"$set": {"a_id": "$other"}}
    assert faster([*inner("a"), computed, LIMIT]) == [*inner("a"), computed, LIMIT]


def test_a_join_to_many_rows_or_with_a_condition_stays():
    (lookup, unwind), many = inner("a"), {"foreignField": "owner_id"}
    for change in (many, {"pipeline": [{"$match": {"x": 1}}]}, {"let": {"x": "$x"}}):
        pipeline = [{"$lookup": {**lookup["$lookup"], **change}}, unwind, SORT, LIMIT]
        assert faster(pipeline) == pipeline


def test_a_join_stays_before_a_group_and_before_the_whole_document():
    for stage in ({"$group": {"_id": "$x"}}, {"$match": {"$expr": {"$eq": ["$$ROOT", 1]}}}):
        assert faster([*inner("a"), stage]) == [*inner("a"), stage]


def test_an_aggregate_groups_before_the_facet_that_answers_for_no_rows():
    facet = {"$facet": {"group": [{"$group": {"_id": None, "s": {"$sum": "$x"}}}]}}
    last = {"$project": {"s": 1}}
    assert faster([MATCH, facet, last]) == [
        MATCH,
        {"$group": {"_id": None, "s": {"$sum": "$x"}}},
        {"$facet": {"group": [{"$limit": 1}]}},
        last,
    ]


def count(value):
    null = {"$in": [{"$type": value}, ["missing", "null"]]}
    return {"$sum": {"$cond": {"if": null, "then": None, "else": 1}}}


def test_a_count_of_rows_reads_no_value():
    group = {"_id": None, "n": count({"$literal": True}), "ids": count("$_id"), "x": count("$x")}
    plain = {"_id": None, "n": {"$sum": 1}, "ids": {"$sum": 1}, "x": count("$x")}
    assert faster([MATCH, {"$group": group}]) == [MATCH, {"$group": plain}]


def test_a_count_of_ids_behind_a_group_still_looks_for_null():
    pipeline = [{"$group": {"_id": "$x"}}, {"$group": {"_id": None, "n": count("$_id")}}]
    assert faster(pipeline) == pipeline


def test_pipelines_inside_are_rewritten_and_the_argument_is_left_alone():
    inside = [{"$addFields": {"date": "$date"}}, SORT]
    pipeline = [{"$lookup": {"from": "x", "as": "x", "pipeline": inside}}]
    assert faster(pipeline) == [{"$lookup": {"from": "x", "as": "x", "pipeline": [SORT]}}]
    assert inside == [{"$addFields": {"date": "$date"}}, SORT]
