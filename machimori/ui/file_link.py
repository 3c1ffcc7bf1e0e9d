"""A link that saves a file of our own server, drawn as a button.

Streamlit's button for what is made when pressed keeps its file for one run of the page: a press
that meets a run, its own or another reader's, finds nothing. An address holds whatever happens.
"""

from __future__ import annotations

from machimori.ui.markup import Html, tag


def file_link(words: str, address: str, *, name: str, is_shown: bool = False) -> Html:
    """The link.

    Args:
        words: what it says.
        address: the file's path on this server, its fields encoded.
        name: what tests know the link by.
        is_shown: the server sends the file to be looked at, so the link says to save it. What it
            sends as an attachment is saved anyway, and whoever is signed out is led to the sign-in.
    """
    return tag(
        "a", words, href=address, download=is_shown or None, class_=f"m-button m-file-{name}"
    )
