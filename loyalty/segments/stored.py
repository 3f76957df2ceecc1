"""Runs and their buyers as they are stored, and read again."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bson import ObjectId

from crm.mongo.decimals import to_decimal, to_stored
from loyalty.models import SegmentRun
from loyalty.rules.rfm.purchases import Buyer
from loyalty.rules.rfm.runs import Run
from loyalty.rules.rfm.scores import AxisSteps, Scores, Steps, Value, Worse
from loyalty.rules.rfm.segments import ScoredBuyer, Segment, SegmentSums, segment_sums

Document = dict[str, Any]
# What a list of runs does not read of each.
FIGURES = ("beginnings", "segments", "cells", "steps")
AXES = ("recency", "frequency", "value")


def run_document(run: Run) -> Document:
    """The fields of a run that follow from its buyers."""
    sums = segment_sums(run.scored)
    return {
        "buyers": len(run.scored),
        "value": sum((each.value for each in sums.values()), Decimal(0)),
        "purchases": run.purchases,
        "beginnings": _beginnings(run),
        "segments": {segment.value: _sums_document(each) for segment, each in sums.items()},
        "cells": Counter(str(cell_of(each.scores)) for each in run.scored),
        "steps": _steps_document(run.scale.steps()),
        "fingerprint": run.fingerprint,
    }


def sums_of_segments(run: SegmentRun) -> dict[Segment, SegmentSums]:
    """What each segment of a run comes to; nothing for a run made before that was kept."""
    return {Segment(name): sums_from(each) for name, each in (run.segments or {}).items()}


def sums_from(document: Mapping[str, Any]) -> SegmentSums:
    """Sums as they were stored."""
    return SegmentSums(
        buyers=document["buyers"],
        value=Decimal(document["value"]),
        frequency=document["frequency"],
        recency=document["recency"],
    )


def buyer_document(run_id: ObjectId, scored: ScoredBuyer, purchases_print: str) -> Document:
    """A buyer's row."""
    buyer, scores, segment, worse = scored
    return {
        "run_id": run_id,
        "buyer": buyer.key,
        "recency": buyer.recency,
        "frequency": buyer.frequency,
        "value": to_stored(buyer.value),
        "recency_score": scores.recency,
        "frequency_score": scores.frequency,
        "value_score": scores.value,
        "cell": cell_of(scores),
        "segment": segment.value,
        "recency_worse": worse.recency,
        "frequency_worse": worse.frequency,
        "value_worse": worse.value,
        "purchases_print": purchases_print,
    }


def scored_buyer(row: Mapping[str, Any]) -> ScoredBuyer:
    """A buyer of a run, from their row."""
    return ScoredBuyer(
        Buyer(row["buyer"], row["recency"], row["frequency"], to_decimal(row["value"])),
        Scores(row["recency_score"], row["frequency_score"], row["value_score"]),
        Segment(row["segment"]),
        Worse(row["recency_worse"], row["frequency_worse"], row["value_worse"]),
    )


def cell_of(scores: Scores) -> int:
    """The three scores as the digits of a number."""
    return scores.recency * 100 + scores.frequency * 10 + scores.value


def scores_of(cell: int) -> Scores:
    """The scores that a cell's number says."""
    return Scores(cell // 100, cell // 10 % 10, cell % 10)


def steps_of(run: SegmentRun) -> Steps:
    """What it takes to move in a run."""
    stored = run.steps or {}
    return Steps(
        run.buyers,
        _axis_steps(stored["recency"], int),
        _axis_steps(stored["frequency"], int),
        _axis_steps(stored["value"], Decimal),
        {int(times): buyers for times, buyers in stored["frequencies"].items()},
    )


def _sums_document(sums: SegmentSums) -> Document:
    return {
        "buyers": sums.buyers,
        "value": str(sums.value),
        "frequency": sums.frequency,
        "recency": sums.recency,
    }


def _steps_document(steps: Steps) -> Document:
    frequencies = {str(times): buyers for times, buyers in steps.frequencies.items()}
    axes = {name: _axis_document(getattr(steps, name)) for name in AXES}
    return axes | {"frequencies": frequencies}


def _axis_document(axis: AxisSteps) -> Document:
    return {
        "below": [str(value) for value in axis.below],
        "risen": [None if value is None else str(value) for value in axis.risen],
        "highest": str(axis.highest),
    }


def _axis_steps(stored: Mapping[str, Any], read: type[int] | type[Decimal]) -> AxisSteps:
    return AxisSteps(
        tuple(read(value) for value in stored["below"]),
        tuple(None if value is None else read(value) for value in stored["risen"]),
        read(stored["highest"]),
    )


def _beginnings(run: Run) -> dict[str, dict[str, str]]:
    """Recency as days, from the most of them on."""
    scale = run.scale
    recency = {score: -int(value) for score, value in scale.recency.beginnings().items()}
    axes: dict[str, Mapping[int, Value]] = {
        "recency": recency,
        "frequency": scale.frequency.beginnings(),
        "value": scale.value.beginnings(),
    }
    return {
        name: {str(score): str(value) for score, value in axis.items()}
        for name, axis in axes.items()
    }
