"""The passphrase: made once, strong, kept hashed, forgiving about how it is typed."""

from __future__ import annotations

import math
import re
import stat
import threading
from pathlib import Path

import pytest

from machimori.store import passphrase
from tests.store.small_warehouse import small_city


def test_a_made_up_one_can_be_read_out_and_is_strong() -> None:
    found = {passphrase.made_up() for _ in range(200)}
    assert len(found) == 200
    assert all(re.fullmatch(r"([kstnhmyrgzdbp][aiueo]){3}(-\w{6}){3}", one) for one in found)
    assert passphrase.WORDS * passphrase.SYLLABLES * math.log2(13 * 5) > 60


def test_it_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    city, found = small_city(tmp_path), []
    threads = [
        threading.Thread(target=lambda: found.append(passphrase.current(city))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    folder = tmp_path / "secrets"
    assert sorted(file.name for file in folder.iterdir()) == ["passphrase", "passphrase.scrypt"]
    modes = {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
    assert (modes, stat.S_IMODE(folder.stat().st_mode)) == ({0o600}, 0o700)
    assert found[0] not in (folder / "passphrase.scrypt").read_text(encoding="utf-8")


def test_width_case_hyphens_and_spaces_do_not_matter(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    words = passphrase.current(city) or ""
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter.isalpha() else "　" for letter in words)
    assert [
        passphrase.is_right(city, given)
        for given in (words, words.upper(), words.replace("-", " "), wide, words[:-1], "")
    ] == [True, True, True, True, False, False]


def test_the_words_may_be_removed_and_the_hash_stays(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    words = passphrase.current(city) or ""
    (tmp_path / "secrets" / "passphrase").unlink()
    assert (passphrase.current(city), passphrase.is_right(city, words)) == (None, True)


def test_an_edited_file_is_taken_up_and_too_short_a_one_refused(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    words, before = passphrase.current(city) or "", passphrase.generation(city)
    file = tmp_path / "secrets" / "passphrase"
    file.write_text("atarashii-aikotoba\n", encoding="utf-8")
    assert passphrase.is_right(city, "atarashii aikotoba")
    assert not passphrase.is_right(city, words)
    assert passphrase.generation(city) != before
    file.write_text("short\n", encoding="utf-8")
    with pytest.raises(passphrase.WeakPassphrase, match="at least 10 letters"):
        passphrase.current(city)
