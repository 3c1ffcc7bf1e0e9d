"""The site on disk: always a whole one, over nobody else's files, a sample never as the truth."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from machimori.site.write import PublishRefused, check_sample, is_real, write
from tests.store.small_warehouse import small_city


def site(number: int) -> dict[str, bytes]:
    """A site whose every file says which one it is of."""
    return {
        path: str(number).encode()
        for path in ("status.json", "ja/a.html", "ko/a.html", "index.html")
    }


def test_what_is_written_is_what_is_read_and_older_sites_go(tmp_path: Path) -> None:
    target = tmp_path / "www"
    for number in range(5):
        release = write(target, site(number))
        found = {
            str(path.relative_to(target)): path.read_bytes()
            for path in target.rglob("*")
            if path.is_file()
        }
        assert found == site(number)
        assert target.is_symlink()
        assert target.resolve() == release
    assert len(list((tmp_path / ".www.releases").iterdir())) == 2


def test_a_reader_never_sees_half_a_site(tmp_path: Path) -> None:
    target = tmp_path / "www"
    write(target, site(0))
    mixed: list[set[bytes]] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            here = target.resolve()  # a request that began keeps the folder it began in
            try:
                seen = {(here / path).read_bytes() for path in site(0)}
            except FileNotFoundError:
                continue  # two releases later: the next request gets the new one
            if len(seen) > 1:
                mixed.append(seen)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 40):
        write(target, site(number))
        assert (target / "index.html").read_bytes() == str(number).encode()
    done.set()
    reader.join()
    assert mixed == []


def test_a_write_that_fails_leaves_the_site_that_was_there(tmp_path: Path) -> None:
    target = tmp_path / "www"
    write(target, site(1))
    broken = {**site(2), "ja": b"a file where a folder is"}
    with pytest.raises(OSError):  # noqa: PT011 - whichever the system says
        write(target, broken)
    assert {(target / path).read_bytes() for path in site(1)} == {b"1"}
    write(target, site(3))
    assert (target / "status.json").read_bytes() == b"3"


def test_an_empty_folder_is_taken_and_others_are_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    write(empty, site(1))
    assert (empty / "index.html").exists()
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine.txt").write_text("keep", encoding="utf-8")
    file = tmp_path / "file"
    file.write_text("keep", encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.symlink_to(full)
    for target in (full, file, elsewhere):
        with pytest.raises(PublishRefused):
            write(target, site(1))
    assert (full / "mine.txt").read_text(encoding="utf-8") == "keep"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://bousai.city.chiyoda.lg.jp/", True),
        ("http://192.0.2.10:8080", True),
        ("", False),
        ("http://localhost:8501", False),
        ("http://127.0.0.1/", False),
        ("https://sample.example/", False),
        ("http://desk.local", False),
    ],
)
def test_sample_data_is_refused_under_an_address_people_believe(
    tmp_path: Path, address: str, expected: bool
) -> None:
    assert is_real(address) is expected
    sample, real = small_city(tmp_path), small_city(tmp_path, is_sample=False)
    check_sample(real, address, is_allowed=False)
    check_sample(sample, address, is_allowed=True)
    if expected:
        with pytest.raises(PublishRefused, match="--allow-sample"):
            check_sample(sample, address, is_allowed=False)
    else:
        check_sample(sample, address, is_allowed=False)


def test_what_has_not_changed_is_not_written_again(tmp_path: Path) -> None:
    first = write(tmp_path / "www", {"a.html": b"one", "data/v1/b.csv": b"rows"})
    second = write(tmp_path / "www", {"a.html": b"two", "data/v1/b.csv": b"rows"})
    assert [(second / path).read_bytes() for path in ("a.html", "data/v1/b.csv")] == [
        b"two",
        b"rows",
    ]
    assert (first / "a.html").read_bytes() == b"one"
    assert (first / "data/v1/b.csv").samefile(second / "data/v1/b.csv")
