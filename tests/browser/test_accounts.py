"""Accounts in a browser: logging in, a token, logging out; on phone and desk, light and dark."""

from threading import Thread

import pytest
from werkzeug.serving import make_server

from tests.browser.accessibility import barriers
from tests.browser.test_site import look, wait
from tests.search_app.instruments import index_instruments, open_instruments
from tests.visitors import PASSWORD, account, registry_of, site_with_accounts

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory, encoder):
    folder = tmp_path_factory.mktemp("accounts")
    searcher = open_instruments(index_instruments(folder, encoder), encoder)
    yield site_with_accounts(searcher, f"sqlite:///{folder}/made.sqlite3", audit="off")
    searcher.reader.close()


@pytest.fixture(scope="module")
def door(site):
    """Where the site answers."""
    server = make_server("127.0.0.1", 0, site, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    account(site, "សុខា", "admin", display_name="Chan Sokha", email="sokha@ministry.example")
    account(site, "李明", "editor", restricted=True)
    registry_of(site).groups.add("检察院")
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def fresh(browser):
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    look(browser)


@pytest.fixture
def without_scripts(browser):
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    yield
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def found(browser, selector):
    return browser.find_element("css selector", selector)


def press(browser, selector):
    """By keyboard."""
    found(browser, selector).send_keys(
        pytest.importorskip("selenium.webdriver.common.keys").Keys.ENTER
    )


def log_in(browser, door, name, path="/login"):
    keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
    browser.get(door + path)
    found(browser, "#name").send_keys(name)
    found(browser, "#password").send_keys(PASSWORD + keys.ENTER)
    wait(browser, lambda: browser.find_elements("css selector", ".masthead__account"))


@pytest.mark.usefixtures("without_scripts")
def test_one_logs_in_makes_a_token_and_logs_out_without_scripts(browser, door, site):
    log_in(browser, door, "សុខា", "/works?from=0")
    assert browser.current_url == f"{door}/works?from=0"
    press(browser, ".masthead__account a")
    found(browser, "form[action*='/account/tokens'] #name").send_keys("nightly run")
    press(browser, "form[action$='/account/tokens#tokens'] .button")
    wait(browser, lambda: browser.find_elements("css selector", ".account-secret"))
    secret = found(browser, ".account-secret code").text
    answer = site.test_client().get(
        "/api/v1/account", headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.get_json()["scopes"] == ["read"]
    press(browser, ".masthead__account button")
    wait(browser, lambda: browser.current_url == f"{door}/login")
    browser.get(f"{door}/account")
    assert browser.current_url == f"{door}/login?next=/account"


def test_a_wrong_password_is_told_beside_the_form(browser, door):
    browser.get(f"{door}/login")
    found(browser, "#name").send_keys("nobody")
    found(browser, "#password").send_keys("wrong password")
    found(browser, ".account-form .button").click()
    wait(browser, lambda: browser.find_elements("css selector", "[role=alert]"))
    assert "do not belong together" in found(browser, "[role=alert]").text
    assert found(browser, "#name").get_attribute("value") == "nobody"
    assert found(browser, "#password").get_attribute("value") == ""
    assert barriers(browser) == []


PAGES = ["/login", "/account", "/accounts", "one", "/groups", "link"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_have_no_barrier_and_fit_the_screen(browser, door, site, width, scheme, tmp_path):
    registry = registry_of(site)
    one = registry.accounts.named("李明").id
    addresses = {"one": f"/accounts/{one}", "link": f"/password/{registry.links.make(one)[0]}"}
    for name in PAGES:
        look(browser, width=width, scheme=scheme)
        if name == "/account":
            log_in(browser, door, "សុខា")
        browser.get(door + addresses.get(name, name))
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width, name
        assert barriers(browser) == [], name
        browser.save_screenshot(str(tmp_path / f"{name.strip('/')}-{width}-{scheme}.png"))


def test_what_is_shown_in_khmer_and_chinese_fits_a_phone(browser, door, tmp_path):
    look(browser, width=320)
    log_in(browser, door, "សុខា")
    for tag in ("km", "zh-Hant"):
        browser.get(f"{door}/language?lang={tag}&next=/account")
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 320
        assert barriers(browser) == []
        browser.save_screenshot(str(tmp_path / f"account-320-{tag}.png"))
