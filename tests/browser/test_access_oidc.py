"""Production's way in: a provider's account, its claim, the role the configuration gives it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.served import CITY_TOML, Served, serving, write_small_city
from tests.store.small_warehouse import STAFF_ONLY

pytestmark = pytest.mark.browser

STAFF_TOML = """
[staff]
sign_in = "oidc"
contact = "情報課"
oidc_claim = "groups"
[staff.oidc_roles]
road = ["douro"]
admin = ["joho"]
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("oidc")
    write_small_city(folder)
    (folder / "city.toml").write_text(CITY_TOML + STAFF_TOML, encoding="utf-8")
    (folder / ".streamlit").mkdir()

    with serving(folder, "tests.oidc_provider", "{port}") as provider:

        def write_secrets(address: str) -> None:
            (folder / ".streamlit" / "secrets.toml").write_text(
                f'[auth]\nredirect_uri = "{address}/oauth2callback"\n'
                f'cookie_secret = "{"0123456789abcdef" * 4}"\n'
                f'client_id = "machimori"\nclient_secret = "s"\n'
                f'server_metadata_url = "{provider.url}/.well-known/openid-configuration"\n',
                encoding="utf-8",
            )

        with serving(folder, prepare=write_secrets) as running:
            yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    opened.set_default_timeout(60_000)
    yield opened
    opened.close()


def test_an_account_opens_the_pages_of_its_role_and_no_other(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/triage")
    button = page.get_by_role("button", name="職員アカウントでサインイン")
    button.wait_for()
    assert [words for words in STAFF_ONLY if words in page.content()] == []
    button.click()
    # The provider leads back to the front page.
    page.wait_for_url(f"{served.url}/")
    page.goto(f"{served.url}/triage")
    page.get_by_text("見本 花子（道路課）").wait_for()

    page.goto(f"{served.url}/load")
    page.get_by_text("見本 花子さんの権限では、この画面は見られません。").wait_for()
    page.get_by_text("必要な権限：管理。情報課に相談してください。").wait_for()

    page.goto(f"{served.url}/triage")
    page.get_by_role("button", name="サインアウト").click()
    page.wait_for_url(f"{served.url}/")
    page.goto(f"{served.url}/triage")
    page.get_by_role("button", name="職員アカウントでサインイン").wait_for()
