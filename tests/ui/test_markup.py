"""What strangers wrote is shown as they wrote it and does nothing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.ui.leaflet import embedded
from machimori.ui.markup import Html, icon, is_address, join, tag
from machimori.wording import tokens

HOSTILE = '<img src=x onerror="alert(1)">'


def test_values_are_escaped_and_markup_is_not_twice() -> None:
    assert tag("p", HOSTILE) == "<p>&lt;img src=x onerror=&quot;alert(1)&quot;&gt;</p>"
    assert tag("div", tag("p", "a & b")) == "<div><p>a &amp; b</p></div>"
    assert join("<", Html("<br>"), None) == "&lt;<br>"


def test_attributes_are_escaped_and_empty_ones_left_out() -> None:
    made = tag("a", "x", title='"><script>', hidden=True, id=None, class_="m", aria_label="名")
    assert made == '<a title="&quot;&gt;&lt;script&gt;" hidden class="m" aria-label="名">x</a>'


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://example.invalid/a", True),
        ("/app/static/x", True),
        ("?lang=en", True),
        ("tel:03-0000-0000", True),
        ("javascript:alert(1)", False),
        (" JavaScript:alert(1)", False),
        ("data:text/html,x", False),
        ("//elsewhere.invalid", False),
    ],
)
def test_links_lead_nowhere_dangerous(address: str, allowed: bool) -> None:
    assert is_address(address) is allowed
    assert ("href" in tag("a", "x", href=address)) is allowed


def test_an_icon_is_an_image_in_the_colour_of_its_mark() -> None:
    made = icon(tokens.mark("state.full", "square", "alarm"))
    assert made.startswith('<img class="m-icon" src="data:image/svg+xml,')
    assert "%23B00020" in made
    assert 'alt=""' in made


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_data_in_a_script_comes_back_and_cannot_end_it(words: str) -> None:
    made = embedded({"title": words})
    assert json.loads(made) == {"title": words}
    assert not set("<>&\u2028\u2029") & set(made)
