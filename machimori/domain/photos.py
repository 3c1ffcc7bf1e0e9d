"""What counts as a photograph of a post, and the refusal of what doesn't."""

from __future__ import annotations

#: Content types of photographs; a drawing that can hold scripts (SVG) is none.
CONTENT_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})


class NoPhoto(ValueError):
    """It can't be shown; the message says why: not_there, not_public, too_large or no_picture."""
