"""What axe finds on the page a browser shows, everything on it opened first."""

from importlib.resources import files

import pytest


def all_open(browser):
    browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")


def barriers(browser):
    """The rules that are broken, each with the elements that break it."""
    pytest.importorskip("axe_core_python")
    all_open(browser)
    browser.execute_script(files("axe_core_python").joinpath("axe.min.js").read_text("utf-8"))
    violations = browser.execute_async_script(
        "const done = arguments[0]; axe.run().then(r => done(r.violations), e => done([e]))"
    )
    return [(v["id"], [node["html"] for node in v["nodes"]]) for v in violations]
