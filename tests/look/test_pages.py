"""The frame, the gallery, the error pages and the checks at start."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.http import Http404, HttpRequest
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory

import dueregard.look
from dueregard.look import checks, context, examples, views
from tests.look.conftest import Viewer

TEMPLATES = Path(dueregard.look.__file__).parent / "templates"
ERRORS = ["400", "403", "403_csrf", "404", "405", "413", "500"]


@pytest.fixture
def gallery(viewer_request: HttpRequest) -> str:
    return views.gallery(viewer_request).content.decode()


def tree(html: str) -> Any:
    return lxml.html.document_fromstring(html)


# --- the gallery ------------------------------------------------------------------------------------------------------


def test_the_gallery_is_for_demonstrations(viewer_request: HttpRequest, settings: Any) -> None:
    assert views.gallery(viewer_request).status_code == 200
    settings.DUEREGARD_DEMO = False
    with pytest.raises(Http404):
        views.gallery(viewer_request)


def test_the_gallery_is_for_staff_too_and_for_nobody_else(settings: Any) -> None:
    settings.DUEREGARD_DEMO = False
    request = RequestFactory().get("/components")
    with pytest.raises(Http404):
        views.gallery(request)
    request.user = Viewer(is_staff=True)  # type: ignore[assignment]
    assert views.gallery(request).status_code == 200


def test_every_component_is_in_the_gallery_and_none_is_left_as_a_tag(gallery: str) -> None:
    assert "<c-" not in gallery
    assert "{%" not in gallery
    source = (TEMPLATES / "look" / "gallery.html").read_text()
    for component in (TEMPLATES / "cotton").glob("*.html"):
        assert f"<c-{component.stem.replace('_', '-')}" in source, component.stem


def test_the_gallery_keeps_the_content_security_policy(gallery: str) -> None:
    page = tree(gallery)
    assert page.xpath("//*[@style] | //style | //script[not(@src)] | //iframe | //object | //base") == []
    assert [name for each in page.iter() for name in each.attrib if name.startswith("on")] == []
    for address in page.xpath("//script/@src | //link/@href | //img/@src"):
        assert address.startswith("/static/look/"), address


def test_ids_are_unique_and_references_lead_somewhere(gallery: str) -> None:
    page = tree(gallery)
    counts = Counter(page.xpath("//@id"))
    assert {each for each, count in counts.items() if count > 1} == set()
    for attribute in ("aria-describedby", "aria-labelledby", "for"):
        for value in page.xpath(f"//@{attribute}"):
            assert set(value.split()) <= set(counts), value
    for href in page.xpath("//a/@href[starts-with(., '#')]"):
        assert href[1:] in counts, href


def test_headings_do_not_skip_a_level(gallery: str) -> None:
    levels = [int(each.tag[1]) for each in tree(gallery).xpath("//h1 | //h2 | //h3 | //h4 | //h5")]
    assert levels.count(1) == 1
    assert [(one, other) for one, other in pairwise(levels) if other > one + 1] == []


@pytest.mark.parametrize("page", ["1", "9", "999", "-1", "x", ""])
def test_any_page_of_the_example_opens(page: str) -> None:
    request = RequestFactory().get("/components", {"page": page})
    assert views.gallery(request).status_code == 200


# --- the frame --------------------------------------------------------------------------------------------------------


def frame(request: HttpRequest | None = None, **extra: Any) -> Any:
    request = request or RequestFactory().get("/")
    return tree(render_to_string("look/base.html", extra, request=request))


def test_the_frame_speaks_british_english_and_has_its_landmarks() -> None:
    page = frame()
    assert page.get("lang") == "en-GB"
    assert page.xpath("//a[@class='skip-link']/@href") == ["#main"]
    assert len(page.xpath("//main[@id='main']")) == 1
    assert page.xpath("//title")[0].text == "Page – Due Regard"
    assert "University of Harrowmere" in page.xpath("//header")[0].text_content()
    assert "9.8.7" in page.xpath("//footer")[0].text_content()


def test_the_navigation_marks_where_one_is_and_escapes() -> None:
    page = frame()
    for nav in page.xpath("//nav[@aria-label='Main']"):
        assert [link.text for link in nav.xpath(".//a")] == ["Home", "Register", "<Next> steps"]
        assert nav.xpath(".//a[@aria-current='page']")[0].text == "Register"
    assert len(page.xpath("//details//nav")) == 1


def test_without_configuration_the_frame_still_stands(settings: Any) -> None:
    for name in ("NAVIGATION", "PAGE_LINKS", "INSTITUTION_NAME", "VERSION", "DEMO"):
        delattr(settings, f"DUEREGARD_{name}")
    page = frame()
    assert page.xpath("//nav") == []
    assert page.xpath("//footer//a") == []
    assert page.xpath("//header//a") == []


def test_a_link_whose_address_does_not_exist_is_left_out() -> None:
    assert context.page_links() == {"home": "/components", "sign_out": "/components"}


def test_signing_out_is_a_post_with_a_token(viewer_request: HttpRequest) -> None:
    (form,) = frame(viewer_request).xpath("//header//form")
    assert form.get("method") == "post"
    assert form.xpath(".//input[@name='csrfmiddlewaretoken']")
    assert "Morgan Whitlow" in form.getparent().text_content()


def test_nobody_is_offered_to_sign_out_who_has_not_signed_in() -> None:
    page = frame()
    assert page.xpath("//header//form") == []
    assert context.viewer_name(RequestFactory().get("/")) == ""


def test_a_viewer_is_named_by_full_name_first() -> None:
    class Full(Viewer):
        def get_full_name(self) -> str:
            return "Dr Morgan Whitlow"

    request = RequestFactory().get("/")
    request.user = Full()  # type: ignore[assignment]
    assert context.viewer_name(request) == "Dr Morgan Whitlow"


def test_the_banner_stands_in_demonstrations_only(settings: Any) -> None:
    assert "invented" in frame().xpath("//aside")[0].text_content()
    settings.DUEREGARD_DEMO = False
    assert frame().xpath("//aside") == []


def test_messages_are_a_status_with_a_word_for_their_kind() -> None:
    said = [Message(constants.SUCCESS, "Area <2.1> was saved."), Message(constants.ERROR, "Area 2.2 was not.")]
    (box,) = frame(messages=said).xpath("//*[@role='status']")
    assert [" ".join(p.text_content().split()) for p in box.xpath("p")] == [
        "Done. Area <2.1> was saved.",
        "Not done. Area 2.2 was not.",
    ]
    assert frame(messages=[]).xpath("//*[@role='status']") == []


def test_the_title_says_error_first() -> None:
    assert frame(form=examples.ExampleForm({})).xpath("//title")[0].text == "Error: Page – Due Regard"
    assert frame(has_errors=True).xpath("//title")[0].text == "Error: Page – Due Regard"
    assert frame(form=examples.ExampleForm()).xpath("//title")[0].text == "Page – Due Regard"


# --- errors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_needs_nothing_and_says_what_to_do(name: str) -> None:
    bare = get_template(f"{name}.html").render()
    page = tree(bare)
    assert len(page.xpath("//h1")) == 1
    assert len(page.xpath("//main//p")) >= 3
    assert page.xpath("//main//a/@href") == ["/"]
    assert page.xpath("//title")[0].text == f"{page.xpath('//h1')[0].text} – Due Regard"
    assert "<c-" not in bare


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_leaks_nothing(name: str, viewer_request: HttpRequest) -> None:
    secret = "case 12 of Alex Example"
    html = render_to_string(
        f"{name}.html", {"exception": secret, "reason": secret, "request_path": f"/{secret}"}, request=viewer_request
    )
    assert "Alex" not in html
    assert tree(html).xpath("//main//a/@href") == ["/components"]


def test_a_refusal_says_whom_to_ask(viewer_request: HttpRequest) -> None:
    assert "ask your Prevent lead" in render_to_string("403.html", request=viewer_request)


# --- sources and settings ---------------------------------------------------------------------------------------------


def test_no_template_breaks_the_policy_or_trusts_text() -> None:
    for template in TEMPLATES.rglob("*.html"):
        source = template.read_text()
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", source), template
        # Cotton prints its attributes without escaping: a component may not.
        assert not re.search(r"\{\{\s*attrs|\|\s*safe\b|autoescape off", source), template


def test_every_component_declares_what_it_takes() -> None:
    # Cotton does not isolate: a name that is not declared would be filled from the page around.
    for template in (TEMPLATES / "cotton").glob("*.html"):
        assert template.read_text().startswith("<c-vars "), template


def test_the_checks_pass_here_and_name_what_is_wrong(settings: Any) -> None:
    good = ["dueregard.look", "django.forms", "django_cotton.apps.SimpleAppConfig"]
    settings.INSTALLED_APPS = good
    settings.FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
    assert checks.templates_come_first() == []
    for apps, found in [
        (["django.forms", "dueregard.look", "django_cotton"], ["look.E002"]),
        (["dueregard.look", "django_cotton"], ["look.E001"]),
        (["dueregard.look.apps.LookConfig", "django.forms"], ["look.E004"]),
    ]:
        settings.INSTALLED_APPS = apps
        assert [problem.id for problem in checks.templates_come_first()] == found
    settings.INSTALLED_APPS = good
    settings.FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
    assert [problem.id for problem in checks.templates_come_first()] == ["look.E003"]
