"""What a filter says, and how to leave out a part of it."""

from django import forms

from crm.web.lists.chips import Chip, chips_of, query_of


class SampleFilter(forms.Form):
    month = forms.ChoiceField(
        label="Month", choices=[("1", "January"), ("2", "February")], required=False
    )
    q = forms.CharField(label="Text", required=False)
    tab = forms.CharField(required=False, widget=forms.HiddenInput)


def filled_in(**values):
    form = SampleFilter(values, initial={"month": "2"})
    assert form.is_valid() or form.errors
    return form


def test_each_condition_is_called_by_its_label_and_leaves_the_others():
    assert chips_of(filled_in(month="1", q="naga", tab="mine")) == [
        Chip("Month", "January", "q=naga&tab=mine"),
        Chip("Text", "naga", "month=1&tab=mine"),
    ]


def test_what_the_filter_says_by_itself_is_no_condition():
    form = filled_in(month="2", q="", tab="mine")
    assert chips_of(form) == []
    assert query_of(form) == "tab=mine"


def test_what_cannot_be_read_is_no_condition():
    assert chips_of(filled_in(month="13", q="naga")) == [Chip("Text", "naga", "month=13")]
