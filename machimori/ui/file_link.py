"""A link that saves a file of our own server, drawn as a button.

Streamlit's button for what is made when pressed keeps its file for one run of the page: a press
that meets a run, its own or another reader's, finds nothing. An address holds whatever happens.
"""

from __future__ import annotations

from machimori.ui.markup import Html, tag


def file_link(words: str, address: str, *, name: str, save_as: str | None = None) -> Html:
    """The link.

    Args:
        words: what it says.
        address: the file's path on this server, its fields encoded.
        name: what tests know the link by.
        save_as: the file's name, where the server sends it to be looked at. What it sends as an
            attachment has its name, and whoever is signed out is led to the sign-in.
    """
    return tag("a", words, href=address, download=save_as, class_=f"m-button m-file-{name}")
