"""Accounts in a browser: logging in, a token, logging out; on phone and desk, light and dark."""

import pytest

from tests.browser.accessibility import barriers
from tests.browser.reading import find, find_all, look, press, wait, width_of
from tests.browser.served import served, two_instruments
from tests.visitors import PASSWORD, account, registry_of, site_with_accounts

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory, encoder):
    folder = tmp_path_factory.mktemp("accounts")
    with two_instruments(folder, encoder) as searcher:
        yield site_with_accounts(searcher, f"sqlite:///{folder}/made.sqlite3", audit="off")


@pytest.fixture(scope="module")
def address(site):
    """Where a site with two accounts and a group answers."""
    account(site, "សុខា", "admin", display_name="Chan Sokha", email="sokha@ministry.example")
    account(site, "李明", "editor", restricted=True)
    registry_of(site).groups.add("检察院")
    with served(site) as where:
        yield where


def log_in(browser, address, name, path="/login"):
    keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
    browser.get(address + path)
    find(browser, "#name").send_keys(name)
    find(browser, "#password").send_keys(PASSWORD + keys.ENTER)
    wait(browser, lambda: find_all(browser, ".masthead__account"))


@pytest.mark.usefixtures("without_scripts")
def test_one_logs_in_makes_a_token_and_logs_out_without_scripts(browser, address, site):
    log_in(browser, address, "សុខា", "/works?from=0")
    assert browser.current_url == f"{address}/works?from=0"
    press(browser, ".masthead__account a")
    find(browser, "form[action*='/account/tokens'] #name").send_keys("nightly run")
    press(browser, "form[action$='/account/tokens#tokens'] .button")
    wait(browser, lambda: find_all(browser, ".account-secret"))
    secret = find(browser, ".account-secret code").text
    answer = site.test_client().get(
        "/api/v1/account", headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.get_json()["scopes"] == ["read"]
    press(browser, ".masthead__account button")
    wait(browser, lambda: browser.current_url == f"{address}/login")
    browser.get(f"{address}/account")
    assert browser.current_url == f"{address}/login?next=/account"


def test_a_wrong_password_is_told_beside_the_form(browser, address):
    browser.get(f"{address}/login")
    find(browser, "#name").send_keys("nobody")
    find(browser, "#password").send_keys("wrong password")
    find(browser, ".account-form .button").click()
    wait(browser, lambda: find_all(browser, "[role=alert]"))
    assert "do not belong together" in find(browser, "[role=alert]").text
    assert find(browser, "#name").get_attribute("value") == "nobody"
    assert find(browser, "#password").get_attribute("value") == ""
    assert barriers(browser) == []


PAGES = ["/login", "/account", "/accounts", "one", "/groups", "link"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_have_no_barrier_and_fit_the_screen(
    browser, address, site, width, scheme, tmp_path
):
    registry = registry_of(site)
    one = registry.accounts.named("李明").id
    paths = {"one": f"/accounts/{one}", "link": f"/password/{registry.links.make(one)[0]}"}
    for name in PAGES:
        look(browser, width=width, scheme=scheme)
        if name == "/account":
            log_in(browser, address, "សុខា")
        browser.get(address + paths.get(name, name))
        assert width_of(browser) <= width, name
        assert barriers(browser) == [], name
        browser.save_screenshot(str(tmp_path / f"{name.strip('/')}-{width}-{scheme}.png"))


def test_what_is_shown_in_khmer_and_chinese_fits_a_phone(browser, address, tmp_path):
    look(browser, width=320)
    log_in(browser, address, "សុខា")
    for tag in ("km", "zh-Hant"):
        browser.get(f"{address}/language?lang={tag}&next=/account")
        assert width_of(browser) <= 320
        assert barriers(browser) == []
        browser.save_screenshot(str(tmp_path / f"account-320-{tag}.png"))
