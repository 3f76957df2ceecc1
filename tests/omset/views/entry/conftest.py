"""What a form of a new deposit is filled with."""

import pytest

from tests.omset.views.entry.typed import KEY


@pytest.fixture
def form(product):
    return {
        "date": "2026-02-01",
        "product": product.pk,
        "customer_id": "Budi 01",
        "nominal": "100",
        "multiplier": "2,5",
        "note": "malam",
        "idempotency_key": KEY,
    }
