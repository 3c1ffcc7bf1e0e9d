"""Photographs of posts: for staff alone, from allowed hosts, drawn anew; no other is fetched."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from machimori import database, server_photos
from machimori.city_photos import RoadPhotos
from machimori.domain.photos import NoPhoto
from machimori.exchange.photo import EDGE, redrawn
from machimori.store import photo_fetch
from machimori.store.photo_fetch import Place, allowed, fetch
from machimori.store.staff_sessions import ROLES
from machimori.ui import access
from tests.routes import ask
from tests.served import write_small_city
from tests.store.small_warehouse import NOW

STAFF = access.StaffSession("見本 太郎", "道路課", frozenset(ROLES), "id")
GPS, COMMENT = 0x8825, b"where-it-was-taken"


def photograph(size: tuple[int, int] = (60, 40), kind: str = "JPEG") -> bytes:
    """A picture that says where it was taken, by what, and lies on its side."""
    picture = Image.new("RGB", size, "#264AF4")
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Sample Camera", 6
    exif.get_ifd(GPS).update({1: "N", 2: (35.0, 41.0, 22.0), 3: "E", 4: (139.0, 45.0, 1.0)})
    out = io.BytesIO()
    named = {"comment": COMMENT} if kind == "JPEG" else {}
    picture.save(out, kind, exif=exif, **named)
    return out.getvalue()


@dataclass
class Pictures:
    """A server of pictures on this machine, and what it was asked for."""

    host: str
    asked: list[str] = field(default_factory=list)
    answers: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)


@pytest.fixture
def pictures() -> Iterator[Pictures]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said.asked.append(self.path)
            status, kind, content = said.answers.get(self.path, (404, "text/plain", b""))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            if status == 302:
                self.send_header("Location", f"http://{said.host}/good.jpg")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    said = Pictures(f"127.0.0.1:{server.server_port}")
    said.answers = {
        "/good.jpg": (200, "image/jpeg", photograph()),
        "/moved.jpg": (302, "image/jpeg", b""),
        "/drawing.svg": (200, "image/svg+xml", b"<svg onload='alert(1)'/>"),
        "/page.jpg": (200, "text/html", photograph()),
        "/lie.jpg": (200, "image/jpeg", b"<svg onload='alert(1)'/>"),
        "/huge.jpg": (200, "image/jpeg", photograph() + b"0" * 200_000),
    }
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield said
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pictures: Pictures) -> Path:
    configuration = write_small_city(tmp_path)
    with configuration.open("a", encoding="utf-8") as file:
        file.write(f'\n[road_photos]\nhosts = ["{pictures.host}"]\nmost_bytes = 100000\n')
    with database.connect(tmp_path / "warehouse.duckdb") as connection:
        for number, name in enumerate(pictures.answers, 1):
            link = f"http://{pictures.host}{name}"
            connection.execute(
                "UPDATE marts.road_reports SET photo_url = ? WHERE report_id = ?",
                [link, f"r{number:03d}"],
            )
    monkeypatch.setenv("MACHIMORI_CITY", str(configuration))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    monkeypatch.setattr(access, "_served", True)
    return tmp_path


def get(report_id: str) -> tuple[int, bytes]:
    answer = ask(server_photos.routes(), f"/photos/post?id={report_id}")
    return answer.status_code, answer.content


def test_strangers_get_no_photograph_and_have_nothing_fetched(
    folder: Path, pictures: Pictures
) -> None:
    assert get("r001") == (403, b"")
    assert pictures.asked == []


def test_staff_see_the_picture_and_nothing_else_of_the_file(
    folder: Path, pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_session", lambda *_: STAFF)
    status, content = get("r001")
    assert status == 200
    assert b"where-it-was-taken" in pictures.answers["/good.jpg"][2]
    for secret in (b"Exif", b"Sample Camera", COMMENT):
        assert secret not in content
    with Image.open(io.BytesIO(content)) as shown:
        assert (shown.format, shown.size, dict(shown.getexif())) == ("JPEG", (40, 60), {})
        assert {"exif", "comment", "icc_profile", "xmp"} & set(shown.info) == set()
    assert pictures.asked == ["/good.jpg"]


def test_what_is_no_photograph_of_that_host_is_refused(
    folder: Path, pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_session", lambda *_: STAFF)
    assert [get(f"r{number:03d}")[0] for number in range(2, 7)] == [502] * 5
    assert pictures.asked == ["/moved.jpg", "/drawing.svg", "/page.jpg", "/lie.jpg", "/huge.jpg"]
    assert get("r020") == (404, b"")  # its host is not allowed
    assert get("nobody") == (404, b"")


@pytest.mark.parametrize(
    "link",
    [
        None,
        "https://elsewhere.invalid/a.jpg",
        "http://photos.example/a.jpg",  # a name asks for https
        "https://photos.example:8443/a.jpg",
        "https://photos.example.elsewhere.invalid/a.jpg",
        "https://photos.example@elsewhere.invalid/a.jpg",
        "https://user@photos.example/a.jpg",
        "ftp://photos.example/a.jpg",
        "https://[photos.example/a.jpg",
        "https://photos.example:port/a.jpg",
        "//photos.example/a.jpg",
        "file:///etc/passwd",
    ],
)
def test_a_link_that_leads_elsewhere_is_not_followed(link: str | None) -> None:
    assert allowed(link, RoadPhotos(hosts=("photos.example", "192.0.2.7"))) is None


def test_an_allowed_link_is_taken_apart() -> None:
    photos = RoadPhotos(hosts=("photos.example", "192.0.2.7:8080"))
    assert allowed("https://Photos.Example/a.jpg?b=1#c", photos) == Place(
        "https", "photos.example", 443, "/a.jpg?b=1"
    )
    assert allowed("http://192.0.2.7:8080/a.jpg", photos) == Place(
        "http", "192.0.2.7", 8080, "/a.jpg"
    )


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "fe80::1"])
def test_a_name_that_leads_into_our_own_network_is_refused(
    monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    answers = [(0, 0, 0, "", (address, 443)) for address in ("203.0.114.1", inside)]
    monkeypatch.setattr(photo_fetch.socket, "getaddrinfo", lambda *_, **__: answers)
    with pytest.raises(NoPhoto, match="not_public"):
        fetch(Place("https", "photos.example", 443, "/a.jpg"), RoadPhotos())


def test_other_kinds_are_drawn_anew_too_and_large_ones_smaller() -> None:
    for kind in ("PNG", "WEBP"):
        with Image.open(io.BytesIO(redrawn(photograph(kind=kind)))) as shown:
            assert (shown.format, shown.size, dict(shown.getexif())) == ("JPEG", (40, 60), {})
    with Image.open(io.BytesIO(redrawn(photograph((4_000, 3_000))))) as shown:
        assert max(shown.size) == EDGE


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8\xff", photograph()[:300], b"GIF89a" + b"0" * 99]
)
def test_a_broken_file_is_no_picture(content: bytes) -> None:
    with pytest.raises(NoPhoto):
        redrawn(content)


def test_a_picture_of_too_many_pixels_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("machimori.exchange.photo.MOST_PIXELS", 1_000)
    with pytest.raises(NoPhoto, match="too_large"):
        redrawn(photograph())


@pytest.mark.parametrize("host", ["https://photos.example", "photos.example/", "a b", ""])
def test_a_host_is_written_as_a_host(host: str) -> None:
    with pytest.raises(ValueError, match="no host"):
        RoadPhotos(hosts=(host,))
