"""Forms as pages show them: labels, hints, errors and the summary, tied together for every reader."""

from __future__ import annotations

import datetime as dt
from typing import Any

import lxml.html
import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from lxml.html import HtmlElement

from dueregard.look.examples import ExampleForm
from dueregard.look.forms import DayField


def dom(html: str) -> HtmlElement:
    return lxml.html.fragment_fromstring(html, create_parent="div")


def summary(**context: Any) -> HtmlElement:
    html = Template('{% include "look/form_errors.html" %}').render(Context(context))
    return dom(html)


def bad_form(prefix: str = "x") -> ExampleForm:
    return ExampleForm({f"{prefix}-title": " ", f"{prefix}-due": "the fourth", f"{prefix}-section": "9"}, prefix=prefix)


def test_every_input_has_a_label_or_a_legend() -> None:
    page = dom(str(ExampleForm()))
    for each in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        assert page.xpath(f"//label[@for='{each.get('id')}']"), each.get("name")
    legends = [legend.text_content() for legend in page.xpath("//fieldset/legend")]
    assert legends == ["Rating", "Leads (optional)"]


def test_what_is_optional_says_so_and_nothing_ends_in_a_colon() -> None:
    labels = [label.text_content() for label in dom(str(ExampleForm())).xpath("//div/label | //legend")]
    assert "Due (optional)" in labels
    assert "Title" in labels
    assert not [label for label in labels if label.endswith(":")]


def test_hints_and_errors_are_tied_to_their_inputs() -> None:
    page = dom(str(bad_form()))
    described = page.xpath("//*[@aria-describedby]")
    assert {each.get("name") or each.tag for each in described} >= {"x-title", "x-due", "x-section", "fieldset"}
    for each in described:
        for target in each.get("aria-describedby").split():
            assert len(page.xpath(f"//*[@id='{target}']")) == 1, target


def test_an_error_says_error_and_the_input_is_invalid_and_keeps_what_was_typed() -> None:
    page = dom(str(bad_form()))
    (due,) = page.xpath("//input[@name='x-due']")
    assert due.get("aria-invalid") == "true"
    assert due.get("value") == "the fourth"
    assert page.xpath("//*[@id='id_x-due_error']")[0].text_content() == "Error: Enter a date such as 4 December 2026"


def test_choices_stand_in_a_fieldset_each_with_its_own_label() -> None:
    page = dom(str(ExampleForm()))
    radios = page.xpath("//fieldset[legend='Rating']//input[@type='radio']")
    labels = [page.xpath(f"//label[@for='{radio.get('id')}']")[0].text_content() for radio in radios]
    assert labels == ["Red", "Amber", "Green", "Unknown"]


def test_a_field_alone_is_the_same_as_in_the_form() -> None:
    form = ExampleForm()
    assert form["title"].as_field_group() in str(form)


def test_grouped_choices_keep_their_groups() -> None:
    class Grouped(forms.Form):
        lead = forms.ChoiceField(
            widget=forms.RadioSelect, choices=[("Posts", [("1", "Prevent <Lead>")]), ("", [("2", "Other")])]
        )

    page = dom(str(Grouped()))
    assert page.xpath("//p[@class='choices-group']")[0].text_content() == "Posts"
    assert "Prevent &lt;Lead&gt;" in str(Grouped())


def test_hostile_words_are_escaped_everywhere() -> None:
    class Hostile(forms.Form):
        name = forms.CharField(label="<i>name</i>", help_text="<script>1</script>", max_length=3)

    html = str(Hostile({"name": '"><script>2</script>'})) + str(
        Template('{% include "look/form_errors.html" %}').render(Context({"form": Hostile({"name": ""})}))
    )
    assert "<script" not in html
    assert "<i>" not in html


def test_no_rendered_form_has_style_or_script() -> None:
    class All(forms.Form):
        file = forms.FileField(initial=SimpleUploadedFile("plan.docx", b"x"), required=False)
        many = forms.MultipleChoiceField(choices=[("1", "One")])
        secret = forms.CharField(widget=forms.HiddenInput)

    page = dom(str(All()) + str(All({})))
    assert page.xpath("//*[@style] | //style | //script | //*[@onclick]") == []
    assert page.xpath("//input[@type='hidden' and @name='secret']")


def test_hidden_fields_are_sent_when_they_are_all_there_is() -> None:
    class Hidden(forms.Form):
        revision = forms.IntegerField(widget=forms.HiddenInput)

    assert 'name="revision"' in str(Hidden({"revision": "3"}))
    assert 'name="revision"' in str(Hidden({"revision": "x"}))


def test_the_summary_leads_to_each_input() -> None:
    form = bad_form()
    page = summary(form=form)
    (box,) = page.xpath("//div[@role='alert']")
    assert box.get("tabindex") == "-1"
    assert box.get("autofocus") is not None
    assert page.xpath(f"//*[@id='{box.get('aria-labelledby')}']")[0].text_content() == "There is a problem"
    links = {link.text_content(): link.get("href")[1:] for link in page.xpath("//a")}
    assert links["Enter a title for the risk area"] == "id_x-title"
    assert links["Choose a rating"] == "id_x-rating_0"
    inputs = dom(str(form))
    for target in links.values():
        assert len(inputs.xpath(f"//*[@id='{target}']")) == 1, target


def test_the_summary_names_what_belongs_to_no_input() -> None:
    form = ExampleForm({"title": "A", "due": "4/12/2026", "section": "1", "rating": "red", "standing": "on"})
    page = summary(form=form)
    assert [item.text_content() for item in page.xpath("//li")] == ["A step without an end cannot have a due date"]
    assert page.xpath("//a") == []


@pytest.mark.parametrize(
    "form", [None, "", ExampleForm(), ExampleForm({"title": "A", "section": "1", "rating": "red"})]
)
def test_no_summary_where_nothing_is_wrong(form: Any) -> None:
    assert summary(form=form).text_content().strip() == ""


def test_the_summary_takes_many_forms_and_formsets() -> None:
    rows = forms.formset_factory(ExampleForm, extra=0, min_num=3, validate_min=True)
    counts = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2"}
    data = {**counts, "form-0-title": "A", "form-0-section": "1", "form-0-rating": "red"}
    formset = rows(data)
    page = summary(forms=[bad_form("y"), formset])
    targets = [link.get("href") for link in page.xpath("//a")]
    assert "#id_y-title" in targets
    assert "#id_form-1-title" in targets
    assert "#id_form-0-title" not in targets
    assert "at least 3" in page.text_content()
    assert [link.get("href") for link in summary(forms=formset).xpath("//a")] == [t for t in targets if "form-1" in t]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("4 December 2026", dt.date(2026, 12, 4)),
        ("4 dec 2026", dt.date(2026, 12, 4)),
        ("4th December, 2026", dt.date(2026, 12, 4)),
        ("  1st   Sept 2026 ", dt.date(2026, 9, 1)),
        ("3 Sept. 2026", dt.date(2026, 9, 3)),
        ("04/12/2026", dt.date(2026, 12, 4)),
        ("4.12.2026", dt.date(2026, 12, 4)),
        ("4/12/26", dt.date(2026, 12, 4)),
        ("2026-12-04", dt.date(2026, 12, 4)),
        ("29 February 2028", dt.date(2028, 2, 29)),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, day: dt.date) -> None:
    assert DayField().clean(typed) == day


@pytest.mark.parametrize(
    "typed", ["the fourth", "31 February 2026", "12/25/2026", "December", "4 December", "٤", "\x00", "9" * 5000]
)
def test_what_is_no_day_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match=r"Enter a date such as 4 December 2026|Null characters"):
        DayField().clean(typed)


def test_an_empty_day_is_none_or_an_error() -> None:
    assert DayField(required=False).clean("") is None
    with pytest.raises(forms.ValidationError):
        DayField().clean("  ")


def test_a_day_is_shown_in_words_and_what_was_typed_stays() -> None:
    class Due(forms.Form):
        due = DayField()

    assert 'value="4 December 2026"' in str(Due(initial={"due": dt.date(2026, 12, 4)}))
    assert 'value="4/12/26"' in str(Due({"due": "4/12/26"}))
    assert "For example, 4 December 2026" in str(Due())
    assert not Due({"due": "4/12/26"}, initial={"due": dt.date(2026, 12, 4)}).has_changed()
