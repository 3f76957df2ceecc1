"""Lists: saved filters, columns, chips, and many rows at once; with a script and without."""

import pytest
from playwright.sync_api import expect

from omset.models import OmsetRecord
from tests.make import make_admin, make_deposit, make_product, make_staff
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
ALL = "/omset/?preset=all"


@pytest.fixture
@remembered
def rina(db):
    """A staff member with more than a page of deposits."""
    user, product = make_staff("rina"), make_product("Alpha")
    for at in range(52):
        make_deposit(user, product, f"c{at:02}", note="by bank")
    return user


def submit(page, scope, name):
    """Press a button of a plain form and wait for the page it leads to."""
    with page.expect_navigation():
        page.locator(scope).get_by_role("button", name=name).click()


def save_filter(page, name, *, shared=False):
    page.get_by_role("button", name="Save filter").click()
    page.locator("#save-filter").get_by_label("Name").fill(name)
    if shared:
        page.get_by_label("For everybody").check()
    submit(page, "#save-filter", "Save")


def live():
    return OmsetRecord.objects.live().count()


@pytest.mark.parametrize("script", [True, False])
def test_a_filter_is_saved_shared_opened_and_deleted(script, rina, sign_in):
    ani = sign_in(make_admin("ani"), java_script_enabled=script).page
    staff = sign_in(rina, java_script_enabled=script).page
    ani.goto(f"{ALL}&kind=NDP")
    save_filter(ani, "New ones", shared=True)
    chip = ani.get_by_role("link", name="New ones")
    expect(chip).to_have_attribute("aria-current", "true")
    staff.goto("/omset/")
    with staff.expect_navigation():
        staff.get_by_role("link", name="New ones").click()
    expect(staff.locator(".chips").get_by_role("link", name="Status: NDP")).to_be_visible()
    ani.get_by_role("button", name="Manage").click()
    submit(ani, "#manage-filters", "Delete New ones")
    expect(chip).to_have_count(0)


@pytest.mark.parametrize("script", [True, False])
def test_columns_and_density_are_chosen_once(script, rina, sign_in):
    page = sign_in(rina, java_script_enabled=script).page
    page.goto(ALL)
    expect(page.locator("td.note").first).to_have_text("by bank")
    page.get_by_role("button", name="View").click()
    page.locator("#list-layout").get_by_label("Note").uncheck()
    page.locator("#list-layout").get_by_label("Compact").check()
    submit(page, "#list-layout", "Apply")
    expect(page.locator("main")).to_have_attribute("data-density", "compact")
    expect(page.locator("td.note")).to_have_count(0)
    page.set_viewport_size({"width": 360, "height": 740})
    expect(page.locator("tbody tr").first).not_to_contain_text("by bank")


def test_a_chip_takes_its_condition_away(rina, sign_in):
    page = sign_in(rina).page
    page.goto(f"{ALL}&kind=NDP&customer=c0")
    with page.expect_navigation():
        page.get_by_role("link", name="Status: NDP").click()
    expect(page.locator("#id_customer")).to_have_value("c0")
    with page.expect_navigation():
        page.get_by_role("link", name="Clear all").click()
    assert page.url.endswith("/omset/")


def test_on_a_phone_the_filter_folds_away_and_its_chips_stay(rina, sign_in):
    page = sign_in(rina, viewport={"width": 360, "height": 740}).page
    page.goto(f"{ALL}&kind=NDP")
    expect(page.get_by_role("link", name="Status: NDP")).to_be_visible()
    expect(page.get_by_label("Period")).to_be_hidden()
    page.get_by_text("Filter", exact=True).click()
    page.locator("#id_customer").fill("c0")
    expect(page.get_by_role("link", name="Customer: c0")).to_be_visible()


def test_a_long_choice_ends_before_the_arrow_of_its_field(rina, sign_in):
    page = sign_in(rina).page
    page.goto(ALL)
    product = page.locator("#id_product")
    expect(product).to_have_css("overflow-x", "clip")
    expect(product).to_have_css("padding-inline-end", "24px")


def test_another_filter_is_no_saved_one(rina, sign_in):
    page = sign_in(rina).page
    page.goto(ALL)
    save_filter(page, "Everything")
    chip = page.get_by_role("link", name="Everything")
    expect(chip).to_have_attribute("aria-current", "true")
    page.locator("#id_kind").select_option("RDP")
    expect(page.locator("#records")).to_contain_text("No records match this filter")
    expect(chip).not_to_have_attribute("aria-current", "true")


def test_the_ticked_go_to_the_trash_and_back(rina, sign_in):
    ani = sign_in(make_admin("ani"))
    page = ani.page
    page.goto(ALL)
    expect(page.locator("#bulk")).to_be_hidden()
    for at in range(3):
        page.locator("tbody [name=rows]").nth(at).check()
    expect(page.locator("[data-selected]")).to_have_text("3")
    page.get_by_role("button", name="Delete the selected").click()
    question = "Move the selected deposits to the trash (3)?"
    expect(page.locator("#confirm-text")).to_have_text(question)
    page.locator("#confirm-yes").click()
    panel = page.locator(".outcomes")
    expect(panel).to_contain_text("3 done")
    expect(panel).to_be_focused()
    assert live() == 49
    page.goto("/omset/trash/")
    page.get_by_label("Select all").check()
    page.locator("tbody").get_by_role("button", name="Restore").first.click()
    expect(page.locator("#bulk > strong [data-selected]")).to_have_text("2")
    expect(page.locator("#trash-tools")).to_contain_text("2 deposits in the trash.")
    page.get_by_role("button", name="Restore the selected").click()
    expect(panel).to_contain_text("2 done")
    assert live() == 52


def test_all_that_match_say_how_many_they_are(rina, sign_in):
    page = sign_in(rina).page
    page.goto(ALL)
    page.get_by_label("Select all").check()
    expect(page.locator("[data-selected]")).to_have_text("50")
    page.get_by_role("link", name="Select all that match the filter").click()
    expect(page.get_by_label("All 52 that match the filter")).to_be_checked()
    expect(page.locator("[data-selected]")).to_have_text("52")
    page.get_by_role("button", name="Delete the selected").click()
    page.locator("#confirm-yes").click()
    expect(page.locator(".outcomes")).to_contain_text("52 done")
    assert live() == 0


def test_one_unticked_row_ends_the_selection_of_all(rina, sign_in):
    page = sign_in(rina).page
    page.goto(ALL + "&selected=all")
    page.locator("tbody [name=rows]").first.uncheck()
    expect(page.locator("[data-selected]")).to_have_text("49")
    page.get_by_role("button", name="Delete the selected").click()
    page.locator("#confirm-yes").click()
    expect(page.locator(".outcomes")).to_contain_text("49 done")
    assert live() == 3


def test_a_number_that_has_changed_is_told_and_nothing_is_done(rina, sign_in):
    person = sign_in(rina)
    person.expects(409)
    page = person.page
    page.goto(ALL + "&selected=all")
    make_deposit(rina, OmsetRecord.objects.first().product, "new")
    page.get_by_role("button", name="Delete the selected").click()
    page.locator("#confirm-yes").click()
    expect(page.locator("#records")).to_contain_text("53 rows match now, not 52")
    assert live() == 53


def test_without_a_script_the_same(rina, sign_in):
    page = sign_in(rina, java_script_enabled=False).page
    page.goto(ALL)
    page.locator("tbody [name=rows]").nth(1).check()
    submit(page, "#bulk", "Delete the selected")
    expect(page.locator(".outcomes")).to_contain_text("1 done")
    page.goto(ALL + "&selected=all")
    submit(page, "#bulk", "Delete the selected")
    expect(page.locator(".outcomes")).to_contain_text("51 done")
    assert live() == 0
