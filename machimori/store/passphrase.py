"""The staff passphrase of one municipality: made once, kept hashed, easy to read out.

The hash is what sign-in is held against. The words themselves lie beside it for the person at
the terminal; that file may be deleted (the hash stays) or edited (the next sign-in takes it up,
and every session ends).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from pathlib import Path

from machimori.city import City
from machimori.store.secret_files import folder, kept, replace

_CONSONANTS = "kstnhmyrgzdbp"
_VOWELS = "aiueo"
#: Syllables carry log2(13 x 5) = 6.02 bits; twelve of them 72.
WORDS, SYLLABLES = 4, 3
SHORTEST = 10
#: Words file -> when it and its hash last changed, so that not every question derives a key.
_COMPARED: dict[Path, tuple[int, int]] = {}
_SCRYPT = {"n": 2**14, "r": 8, "p": 1}


class WeakPassphrase(Exception):
    """Somebody wrote a passphrase into the file that is too short to keep anyone out."""


def made_up() -> str:
    """A new passphrase of pronounceable words, such as ``kasute-nimora-gozuhe-dabiki``."""
    words = (
        "".join(secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _ in range(SYLLABLES))
        for _ in range(WORDS)
    )
    return "-".join(words)


def spelled(passphrase: str) -> str:
    """As it is compared: half-width, lower case, without the hyphens and spaces between words."""
    text = unicodedata.normalize("NFKC", passphrase).lower()
    return "".join(letter for letter in text if letter not in "-‐-ー " and not letter.isspace())


def current(city: City) -> str | None:
    """The passphrase in words for the person at the terminal; None where the file was removed.

    Makes it the first time.

    Raises:
        WeakPassphrase: the file was edited and holds fewer than ``SHORTEST`` letters.
    """
    words, hashed = folder(city) / "passphrase", folder(city) / "passphrase.scrypt"
    if not words.exists() and hashed.exists():
        return None
    passphrase = kept(words, made_up)
    seen = (_changed(words), _changed(hashed))
    if _COMPARED.get(words) == seen:
        return passphrase
    if len(spelled(passphrase)) < SHORTEST:
        raise WeakPassphrase(
            f"{words}: a passphrase needs at least {SHORTEST} letters; delete the file together "
            f"with {hashed.name} to have one made."
        )
    if not _matches(passphrase, kept(hashed, lambda: _hashed(passphrase))):
        replace(hashed, _hashed(passphrase))
    _COMPARED[words] = (_changed(words), _changed(hashed))
    return passphrase


def is_right(city: City, passphrase: str) -> bool:
    """Whether a person gave the passphrase. Takes some 50 ms on purpose."""
    current(city)
    return _matches(passphrase, generation(city))


def generation(city: City) -> str:
    """The stored hash; another passphrase has another one, which ends the old sessions."""
    current(city)
    return kept(folder(city) / "passphrase.scrypt", lambda: _hashed(made_up()))


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


def _hashed(passphrase: str) -> str:
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}:{_derived(passphrase, salt).hex()}"


def _matches(passphrase: str, stored: str) -> bool:
    salt, _, expected = stored.partition(":")
    return hmac.compare_digest(_derived(passphrase, bytes.fromhex(salt)).hex(), expected)


def _derived(passphrase: str, salt: bytes) -> bytes:
    return hashlib.scrypt(spelled(passphrase).encode(), salt=salt, dklen=32, **_SCRYPT)
