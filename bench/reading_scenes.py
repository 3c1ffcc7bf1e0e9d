"""How a page bends to its reader: keyboard, zoom, large text, wide spacing, forced colours, rest.

What axe can't see, because it needs another window or pressed keys. Each scene changes the open
page and puts it back; what is broken is told as a rule and a place, as axe tells it. WCAG 2.2:
2.1.1, 2.4.3, 2.4.7 and 2.4.11 (keyboard), 1.4.4 and 1.4.10 (zoom), 1.4.12 (spacing).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

PHONE = {"width": 320, "height": 640}
#: A desk of 1280 px at 200 %.
ZOOMED = {"width": 640, "height": 400}
_FOCUS = (
    "a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), summary,"
    " [tabindex='0']"
)
#: Where the keys lead. A stop is judged when the next key is pressed: it has been scrolled to.
_WATCH = """
(focusable) => {
  const shown = (one) => one.checkVisibility({ visibilityProperty: true });
  window.stops = [...document.querySelectorAll(focusable)].filter(shown);
  window.reached = [];
  const judge = () => {
    const one = document.activeElement;
    if (!one || one === document.body) return;
    const looks = getComputedStyle(one);
    const at = one.getClientRects()[0];
    const on = at && document.elementFromPoint(
      Math.min(Math.max(at.left + at.width / 2, 0), innerWidth - 1),
      Math.min(Math.max(at.top + at.height / 2, 0), innerHeight - 1));
    window.reached.push({
      place: window.stops.indexOf(one),
      isMarked: looks.outlineStyle !== "none" && parseFloat(looks.outlineWidth) >= 2,
      isSeen: Boolean(at && at.width && at.bottom > 0 && at.top < innerHeight && at.right > 0
        && (on === one || one.contains(on) || (on && on.contains(one)))),
    });
  };
  window.addEventListener("keydown", (event) => { if (event.key === "Tab") judge(); }, true);
  window.judgeStop = judge;
  return window.stops.length;
}
"""
#: No hand is faster than the screen: what is scrolled to is laid out before the next key.
_DRAWN = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
_REACHED = """
() => {
  window.judgeStop();
  const told = (one) => one.outerHTML.slice(0, 120);
  const seen = window.reached.filter((one) => one.place >= 0);
  const places = seen.map((one) => one.place);
  return {
    missed: window.stops.filter((one, place) => !places.includes(place)).map(told),
    astray: seen.filter((one, n) => n && one.place < seen[n - 1].place && one.place !== 0)
      .map((one) => told(window.stops[one.place])),
    unmarked: seen.filter((one) => !one.isMarked).map((one) => told(window.stops[one.place])),
    hidden: seen.filter((one) => !one.isSeen).map((one) => told(window.stops[one.place])),
  };
}
"""
_WIDER = "() => document.documentElement.scrollWidth > innerWidth"
#: Texts whose box cuts them; what only screen readers get is cut on purpose.
_CUT = """
() => [...document.querySelectorAll("body *")].filter((one) => {
  if (one.closest(".spoken, #map, thead, svg, select, script")) return false;
  if (!one.textContent.trim()) return false;
  const looks = getComputedStyle(one);
  const cuts = (how) => how === "hidden" || how === "clip";
  return (cuts(looks.overflowX) && one.scrollWidth > one.clientWidth + 1)
    || (cuts(looks.overflowY) && one.scrollHeight > one.clientHeight + 1);
}).map((one) => one.outerHTML.slice(0, 120))
"""
#: What lies far below the window is laid out too.
_WHOLE = "* { content-visibility: visible !important; }"
_SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }
"""
_LARGE = "html { font-size: 200% !important; }"
#: Without grounds: what says its state or its use by a ground alone.
_BARE = """
() => [...document.querySelectorAll(
  ".mark, .chip, .level, button, input:not([type=checkbox]), select"
)].filter((one) => {
  if (!one.checkVisibility({ visibilityProperty: true })) return false;
  if (one.closest("#map, #map-found")) return false;  // words of their own, underlined
  const looks = getComputedStyle(one);
  return looks.borderTopStyle === "none" || looks.borderTopWidth === "0px";
}).map((one) => one.outerHTML.slice(0, 120))
"""
#: A style sheet of the reader's own: what a page forbids styles by does not reach it.
_WEAR = """
(rules) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  document.adoptedStyleSheets = rules ? [sheet] : [];
}
"""
_MOVING = """
() => [...document.querySelectorAll("*")].filter((one) => {
  const looks = getComputedStyle(one);
  return looks.animationName !== "none" || parseFloat(looks.transitionDuration) > 0;
}).map((one) => one.outerHTML.slice(0, 120))
"""


@dataclass(frozen=True)
class Broken:
    """A rule, and where it is broken."""

    rule: str
    place: str


#: Rule -> what it asks for.
HELP = {
    "keyboard-reach": "Every link, button and field is reached with the Tab key",
    "keyboard-order": "The Tab key goes on in the order of the page",
    "focus-mark": "What has the focus has an outline of 2 px or more",
    "focus-seen": "What has the focus is in the window, and nothing lies over it",
    "reflow": "Nothing is wider than 320 px",
    "zoom": "Nothing is wider than the window at 200 %, nor cut off with letters twice as large",
    "text-spacing": "Nothing is cut off or wider than 320 px with the spacing of WCAG 1.4.12",
    "forced-colors": "States, buttons and fields have an edge where the reader's colours rule",
    "reduced-motion": "Nothing moves where the reader asked for rest",
}


def broken(page: Page) -> list[Broken]:
    """All scenes on the page as it stands in a window of ``PHONE``; it has to be opened freshly."""
    scenes: tuple[Callable[[Page], Iterator[Broken]], ...] = (
        _keyboard,
        _narrow,
        _zoomed,
        _spaced,
        _forced,
        _still,
    )
    return [found for scene in scenes for found in scene(page)]


def _keyboard(page: Page) -> Iterator[Broken]:
    count = page.evaluate(_WATCH, _FOCUS)
    for _ in range(count):
        page.keyboard.press("Tab")
        page.evaluate(_DRAWN)
    found = page.evaluate(_REACHED)
    for rule, key in (
        ("keyboard-reach", "missed"),
        ("keyboard-order", "astray"),
        ("focus-mark", "unmarked"),
        ("focus-seen", "hidden"),
    ):
        yield from (Broken(rule, place) for place in found[key])


def is_wider(page: Page) -> bool:
    """Whether the page, all of it laid out, is wider than its window."""
    page.evaluate(_WEAR, _WHOLE)
    found: bool = page.evaluate(_WIDER)
    page.evaluate(_WEAR, "")
    return found


def _narrow(page: Page) -> Iterator[Broken]:
    if is_wider(page):
        yield Broken("reflow", "the page")


def _zoomed(page: Page) -> Iterator[Broken]:
    page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
    if page.evaluate(_WIDER):
        yield Broken("zoom", "the page at 200 %")
    page.evaluate(_WEAR, _WHOLE + _LARGE)
    yield from (Broken("zoom", place) for place in page.evaluate(_CUT))
    if page.evaluate(_WIDER):
        yield Broken("zoom", "the page with letters twice as large")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]


def _spaced(page: Page) -> Iterator[Broken]:
    page.evaluate(_WEAR, _WHOLE + _SPACING)
    yield from (Broken("text-spacing", place) for place in page.evaluate(_CUT))
    if page.evaluate(_WIDER):
        yield Broken("text-spacing", "the page")
    page.evaluate(_WEAR, "")


def _forced(page: Page) -> Iterator[Broken]:
    page.emulate_media(forced_colors="active")
    yield from (Broken("forced-colors", place) for place in page.evaluate(_BARE))
    page.emulate_media(forced_colors="none")


def _still(page: Page) -> Iterator[Broken]:
    page.emulate_media(reduced_motion="reduce")
    yield from (Broken("reduced-motion", place) for place in page.evaluate(_MOVING))
    page.emulate_media(reduced_motion="no-preference")
