"""How a field looks, and that its errors are tied to it."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html
from django.utils import translation
from django.utils.safestring import SafeString

from crm.web.forms.fields import DateInput, FlatSelect
from crm.web.forms.rendering import ProductFormRenderer


class Sample(forms.Form):
    date = forms.DateField(widget=DateInput)
    customer = forms.CharField(help_text="As typed", label="Customer")
    note = forms.CharField(required=False, widget=forms.Textarea)
    product = forms.ChoiceField(choices=[("1", "A")])
    active = forms.BooleanField(required=False)
    kind = forms.ChoiceField(choices=[("n", "NDP")], widget=forms.RadioSelect, required=False)
    token = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        if self.cleaned_data.get("note") == "bad":
            raise forms.ValidationError("These do not fit together.")


@pytest.mark.parametrize(
    ("name", "css"),
    [
        ("date", "input"),
        ("customer", "input"),
        ("note", "textarea"),
        ("product", "select"),
        ("active", "checkbox checkbox-sm"),
    ],
)
def test_each_control_has_its_class(name, css):
    assert Sample()[name].build_widget_attrs({})["class"] == css


@pytest.mark.parametrize("name", ["kind", "token"])
def test_groups_and_hidden_fields_have_no_class(name):
    assert "class" not in Sample()[name].build_widget_attrs({})


def test_a_class_of_the_widget_is_kept():
    field = Sample()["customer"]
    field.field.widget.attrs["class"] = "num"
    assert field.build_widget_attrs({}, field.field.widget)["class"] == "input num"


def test_a_label_belongs_to_its_field():
    assert '<label for="id_customer">Customer</label>' in str(Sample())


def test_what_may_be_left_out_says_so():
    assert str(Sample()).count('<span class="optional">(optional)</span>') == 2


def test_an_error_is_announced_with_its_field():
    html = str(Sample({"customer": ""})["customer"].as_field_group())
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_customer_helptext id_customer_error"' in html
    assert '<ul class="errors" id="id_customer_error">' in html


def test_an_error_of_the_whole_form_stands_on_top():
    html = str(Sample({"note": "bad"})).strip()
    assert html.startswith('<div class="alert alert-error wide" role="alert">')
    assert "These do not fit together." in html


def test_a_date_picker_gets_the_iso_date_in_every_language():
    with translation.override("id"):
        html = str(Sample({"date": "2026-11-21"})["date"])
    assert 'value="2026-11-21"' in html
    assert 'type="date"' in html


@pytest.mark.parametrize("value", [None, "", "b", "nothing"])
def test_a_flat_select_is_what_django_would_write(value):
    choices = [("", "<all>"), ("a", "A & B"), ("b", "B")]
    attrs = {"id": "id_x", "class": "select", "required": True, "hidden": False}
    written = FlatSelect(choices=choices).render("x", value, attrs)
    djangos = forms.Select(choices=choices).render("x", value, attrs, DjangoTemplates())
    assert parse_html(written) == parse_html(djangos)


GROUPED = [("", "---"), ("Fish & chips", [("a", "<A>"), ("b", "B")])]


@pytest.mark.parametrize("value", [None, "", "a", "<&\"'>", SafeString("&lt;")])
@pytest.mark.parametrize(
    "widget",
    [
        forms.TextInput(),
        forms.HiddenInput(),
        forms.PasswordInput(),
        forms.EmailInput(),
        forms.NumberInput(),
        DateInput(),
        forms.CheckboxInput(),
        forms.Textarea(),
        forms.Select(choices=GROUPED),
    ],
    ids=lambda widget: type(widget).__name__,
)
def test_a_control_is_what_djangos_template_says(widget, value):
    attrs = {"id": "id_x", "title": 'A "quote"', "maxlength": 20, "required": True, "hidden": False}
    written = widget.render("x", value, attrs, ProductFormRenderer())
    djangos = widget.render("x", value, attrs, DjangoTemplates())
    assert lines(written) == lines(djangos)


def lines(html):
    return [line.strip() for line in html.splitlines() if line.strip()]


def test_other_controls_keep_their_templates():
    group = forms.RadioSelect(choices=[("a", "A")])
    djangos = group.render("x", "a", {}, DjangoTemplates())
    assert group.render("x", "a", {}, ProductFormRenderer()) == djangos
