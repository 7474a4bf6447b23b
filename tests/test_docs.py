"""The documentation keeps step with the settings, commands, routes and fields there are."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from search_app.cli import main
from search_app.settings import Settings

ROOT = Path(__file__).parent.parent


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("setting", [setting.name for setting in fields(Settings)])
def test_every_setting_is_documented(setting):
    assert f"| `{setting}` |" in read("docs/settings.md")


def test_no_setting_is_documented_that_is_not_there():
    documented = set(re.findall(r"^\| `(\w+)` \|", read("docs/settings.md"), re.MULTILINE))
    assert documented == {setting.name for setting in fields(Settings)}


def with_subcommands(name, command):
    yield name, command
    for own, one in getattr(command, "commands", {}).items():
        yield f"{name} {own}", one


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_and_option_is_documented(command):
    text = read("docs/commands.md")
    assert f"## `treatylens {command}" in text
    section = text[text.index(f"## `treatylens {command}") :].split("\n## ", 1)[0]
    for name, one in with_subcommands(command, main.commands[command]):
        assert f"`treatylens {name}" in section
        for parameter in one.params:
            for option in parameter.opts:
                if option.startswith("--"):
                    assert option in section, f"{option} of {name}"


def test_the_readme_is_short_and_its_links_lead_somewhere():
    text = read("README.md")
    assert len(text.splitlines()) <= 120
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert link.startswith("http") or (ROOT / link).exists(), link


def test_the_readme_names_only_targets_that_the_makefile_has():
    makefile = read("Makefile")
    for target in re.findall(r"`?make (\w+)", read("README.md")):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_address_of_the_site_is_documented(treaty_searcher):
    from search_app.app import create_app

    text = read("docs/api.md")
    settings = Settings(accounts="on", secret_key="k" * 64)
    for rule in create_app(treaty_searcher, settings).url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        shown = {
            "work": "WORK",
            "language": "LANG",
            "languages": "LANGUAGES",
            "eid": "EID",
            "format_name": "FORMAT",
            "concept": "CONCEPT",
            "account": "ACCOUNT",
            "secret": "SECRET",
            "saved": "ID",
            "run": "N",
            "token": "TOKEN",
            "group": "GROUP",
            "session": "SESSION",
        }

        def written(match, shown=shown):
            return shown.get(match[1], match[1])

        address = re.sub(r"<(?:\w+:)?(\w+)>", written, rule.rule)
        if address != "/language":
            assert f"`{address}`" in text, rule.rule
