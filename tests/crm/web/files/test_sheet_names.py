"""Names of sheets (BO-10)."""

import pytest

from crm.web.files.sheet_names import sheet_names


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["Rina", "Budi"], ["Rina", "Budi"]),
        (["a/b:c?d*e[f]g\\h", "a/b:c?d*e[f]g\\h"], ["a-b-c-d-e-f-g-h", "a-b-c-d-e-f-g-h (2)"]),
        (["Rina", "rina", "RINA"], ["Rina", "rina (2)", "RINA (3)"]),
        (["Rina", "Rina (2)", "Rina"], ["Rina", "Rina (2)", "Rina (3)"]),
        (["x" * 40, "x" * 50], ["x" * 31, "x" * 27 + " (2)"]),
        (["'quoted'", "", "   "], ["quoted", "-", "- (2)"]),
        (["History"], ["History (2)"]),
        (["สมชาย", "😀" * 20], ["สมชาย", "😀" * 15]),
    ],
)
def test_BO_10_every_title_has_a_name_of_its_own_that_opens(titles, names):
    assert sheet_names(titles) == names
