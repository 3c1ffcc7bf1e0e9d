"""Who may see a page: one question for pages and routes, asked again at every rerun.

The session is one HttpOnly cookie that a route of ours sets (``machimori.server``); Streamlit
hands the cookies of the connection to the page. Without those routes staff pages stay shut.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import _get_signed_cookie_with_chunks

from machimori.city import City, current_city
from machimori.store.staff_sessions import ROLES, StaffSession, sessions
from machimori.ui import sign_in, states
from machimori.ui.markup import show
from machimori.wording import pick_language, text

__all__ = ["COOKIE", "StaffSession", "authorise", "require", "serve_routes", "session_of"]

COOKIE = "machimori_staff"
_served = False


def serve_routes() -> None:
    """Say that this process serves our routes; staff pages open only then."""
    global _served  # noqa: PLW0603 - set once by the server while it starts
    _served = True


def authorise(role: str, cookies: Mapping[str, str] | None = None) -> StaffSession | None:
    """The session of whoever asks, if it covers the role; None otherwise.

    Args:
        role: viewer, shelter, road or admin.
        cookies: of a request; those of the page's connection where left out.

    Raises:
        ValueError: there is no such role.
    """
    if role not in ROLES:
        raise ValueError(f"no role is called {role!r}; known: {', '.join(ROLES)}")
    session = _session(current_city(), cookies)
    return session if session is not None and session.may(role) else None


def require(role: str) -> StaffSession:
    """Let the page go on for a session with the role; show the sign-in and stop otherwise."""
    city, lang = current_city(), _language()
    session = authorise(role)
    if session is None:
        _refuse(role, city, lang)
        st.stop()
    _show_signed_in(city, session, lang)
    return session


def session_of(city: City, cookies: Mapping[str, str]) -> StaffSession | None:
    """The session of a request's cookies, whatever its roles."""
    if city.staff.sign_in == "oidc":
        return oidc_session(city, _claims(cookies))
    return sessions(city).read(cookies.get(COOKIE))


def oidc_session(city: City, claims: Mapping[str, Any]) -> StaffSession | None:
    """The session of a person whom the identity provider knows, for ``staff.session_hours``.

    Args:
        city: ``staff.oidc_claim`` names the claim (dots lead inside), ``staff.oidc_roles`` the
            values of it that give each role.
        claims: of the identity token.
    """
    if not claims.get("is_logged_in"):
        return None
    issued = claims.get("iat")
    if isinstance(issued, int | float) and issued + city.staff.session_hours * 3600 < time.time():
        return None
    held: Any = claims
    for part in city.staff.oidc_claim.split("."):
        held = held.get(part) if isinstance(held, Mapping) else None
    values = {held} if isinstance(held, str) else {str(one) for one in held or ()}
    roles = {role for role in ROLES if values & set(city.staff.oidc_roles.get(role, ()))}
    name = claims.get("name") or claims.get("preferred_username") or claims.get("email") or ""
    return StaffSession(str(name), str(claims.get("department") or ""), frozenset(roles))


def _session(city: City, cookies: Mapping[str, str] | None = None) -> StaffSession | None:
    if not _served:
        return None
    if city.staff.sign_in == "oidc" and cookies is None:
        return oidc_session(city, st.user.to_dict())
    return session_of(city, st.context.cookies if cookies is None else cookies)


def _claims(cookies: Mapping[str, str]) -> Mapping[str, Any]:
    """What Streamlit's own signed cookie says; it reads it for pages only, we for routes too."""
    signed = _get_signed_cookie_with_chunks(dict(cookies), USER_COOKIE_NAME)
    found = json.loads(signed) if signed else {}
    return found if isinstance(found, dict) else {}


def _refuse(role: str, city: City, lang: str) -> None:
    """Say why the page stays shut, and the next step: the sign-in where that is what it needs."""
    known = _session(city)
    if not _served:
        states.notice(
            text("access.no_server", lang), "", text("access.no_server_next", lang), tone="caution"
        )
    elif known is not None:
        states.notice(
            text("access.not_enough", lang, name=known.name),
            "",
            text(
                "access.not_enough_next",
                lang,
                role=text(f"role_staff.{role}", lang),
                contact=sign_in.contact(city, lang),
            ),
            tone="caution",
        )
        _show_signed_in(city, known, lang)
    elif city.staff.sign_in == "oidc":
        _offer_oidc(city, lang)
    else:
        show(sign_in.form(city, sessions(city), lang, leads_to=_here()))


def _show_signed_in(city: City, session: StaffSession, lang: str) -> None:
    if city.staff.sign_in != "oidc":
        show(sign_in.signed_in(session, sessions(city), lang))
        return
    with st.container(horizontal=True, horizontal_alignment="right", key="signed_in"):
        st.caption(text("access.signed_in_as", lang, name=session.name, section=session.section))
        st.button(text("access.sign_out", lang), on_click=st.logout, key="sign_out")


def _offer_oidc(city: City, lang: str) -> None:
    try:
        configured = "auth" in st.secrets
    except FileNotFoundError:
        configured = False
    if not configured:
        states.notice(
            text("access.title", lang), "", text("access.oidc_missing", lang), tone="alarm"
        )
        return
    st.write(text("access.oidc_purpose", lang, place=sign_in.place(city, lang)))
    st.button(text("access.oidc_sign_in", lang), on_click=st.login, type="primary", key="sign_in")
    st.caption(text("access.ask", lang, contact=sign_in.contact(city, lang)))


def _language() -> str:
    return pick_language(st.session_state.get("lang") or st.query_params.get("lang"))


def _here() -> str:
    """Path of the page asked for, to come back to after signing in."""
    return urlsplit(st.context.url or "").path or "/"
