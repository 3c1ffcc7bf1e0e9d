"""The sign-in form: inside a staff page, and as a page of its own after a failed attempt."""

from __future__ import annotations

from machimori.city import City
from machimori.store.staff_sessions import LONGEST_NAME, Sessions, StaffSession
from machimori.ui import theme
from machimori.ui.markup import Html, join, tag
from machimori.wording import text

SIGN_IN, SIGN_OUT = "/auth/sign-in", "/auth/sign-out"
_STYLE = """
.m-sign-in { max-width: 30rem; margin: var(--space-4) 0; }
.m-sign-in label { display: block; font-weight: 600; margin-top: var(--space-3); }
.m-sign-in input:not([type=hidden]) { width: 100%; box-sizing: border-box; font: inherit;
  padding: 10px 12px; border: 1px solid var(--edge); border-radius: 6px; background: #fff;
  color: var(--ink); min-height: 44px; }
.m-sign-in .m-sign-in-button { margin: var(--space-4) 0 var(--space-2); }
.m-sign-in-button { font: inherit; font-weight: 600; min-height: 44px; padding: 8px 20px; border: 0;
  border-radius: 6px; background: var(--brand); color: #fff; cursor: pointer; }
.m-button-plain { font: inherit; min-height: 44px; padding: 4px 8px; border: 0; cursor: pointer;
  background: none; color: var(--brand); text-decoration: underline; }
.m-signed-in { display: flex; gap: var(--space-2); justify-content: flex-end; flex-wrap: wrap;
  align-items: center; color: var(--quiet); font-size: var(--type-small); margin: 0; }
"""


def contact(city: City, lang: str) -> str:
    """Whom to ask, from the configuration or in general words."""
    return city.staff.contact or text("access.ask_default", lang)


def place(city: City, lang: str) -> str:
    """The municipality in the reader's language."""
    return city.name if lang == "ja" else city.name_en or city.name


def form(city: City, sessions: Sessions, lang: str, *, leads_to: str, error: str = "") -> Html:
    """The form: one sentence who it is for, one field with name and section, where to ask.

    Field names begin with ``m_``: a field called ``name`` would be taken out by the browser-side
    cleaning of markup.
    """
    hidden = {
        "m_leads_to": leads_to,
        "m_lang": lang,
        "m_token": sessions.form_token("sign-in"),
    }
    fields = (
        ("m_passphrase", "access.passphrase", "password", "current-password"),
        ("m_name", "access.name", "text", "name"),
        ("m_section", "access.section", "text", "organization"),
    )
    return tag(
        "form",
        tag("style", Html(_STYLE)),
        tag("p", text("access.purpose", lang, place=place(city, lang))),
        tag("div", tag("p", text(error, lang)), class_="m-notice m-tone-alarm", role="alert")
        if error
        else None,
        *(tag("input", type="hidden", name_=name, value=value) for name, value in hidden.items()),
        *(
            join(
                tag("label", text(key, lang), for_=name),
                tag(
                    "input",
                    id=name,
                    name_=name,
                    type=kind,
                    autocomplete=hint,
                    required=True,
                    maxlength=200 if kind == "password" else LONGEST_NAME,
                ),
            )
            for name, key, kind, hint in fields
        ),
        tag("p", text("access.stated_note", lang), class_="m-quiet m-small"),
        tag("button", text("access.sign_in", lang), type="submit", class_="m-sign-in-button"),
        tag("p", text("access.ask", lang, contact=contact(city, lang)), class_="m-quiet m-small"),
        method="post",
        action=SIGN_IN,
        class_="m-sign-in",
    )


def signed_in(session: StaffSession, sessions: Sessions, lang: str) -> Html:
    """Who is signed in, and the way out."""
    return tag(
        "form",
        tag("style", Html(_STYLE)),
        tag(
            "span",
            text("access.signed_in_as", lang, name=session.name, section=session.section or "–"),
        ),
        tag(
            "input",
            type="hidden",
            name_="m_token",
            value=sessions.form_token(f"sign-out {session.session_id}"),
        ),
        tag("button", text("access.sign_out", lang), type="submit", class_="m-button-plain"),
        method="post",
        action=SIGN_OUT,
        class_="m-signed-in",
    )


def document(city: City, lang: str, body: Html) -> str:
    """A whole page of our own around a form; it needs no script."""
    title = f"{text('access.title', lang)} - {place(city, lang)} {text('app.name', lang)}"
    head = join(
        Html('<meta charset="utf-8">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="robots" content="noindex">'),
        tag("title", title),
        Html(theme.style()),
    )
    main = tag(
        "main",
        tag("h1", text("access.title", lang), class_="m-title"),
        body,
        tag("p", tag("a", text("access.back", lang), href="/")),
        class_="m-alone",
    )
    return f'<!DOCTYPE html><html lang="{lang}"><head>{head}</head><body>{main}</body></html>'
