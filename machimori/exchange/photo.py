"""A stranger's photograph made safe to show: drawn anew, so that nothing but the picture is left.

The place where it was taken, the device, comments and profiles stand beside the picture in a file;
only its pixels are kept. What is no picture of the kinds cameras make is refused.
"""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from machimori.domain.photos import NoPhoto

_FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 50_000_000
#: Longest edge of what is shown, in pixels.
EDGE = 1_600
_QUALITY = 82


def redrawn(content: bytes) -> bytes:
    """The picture as a JPEG without any metadata, upright, at most ``EDGE`` pixels long.

    Raises:
        NoPhoto: it is no photograph, a broken one, or larger than any camera's.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=_FORMATS) as given:
                if given.width * given.height > MOST_PIXELS:
                    raise NoPhoto("too_large")
                given.draft("RGB", (EDGE * 2, EDGE * 2))
                upright = ImageOps.exif_transpose(given)
                upright.thumbnail((EDGE, EDGE))
                plain = Image.new("RGB", upright.size, "white")
                clear = upright.convert("RGBA")
                plain.paste(clear, mask=clear.getchannel("A"))
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as problem:
        if isinstance(problem, NoPhoto):
            raise
        raise NoPhoto("no_picture") from problem
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
