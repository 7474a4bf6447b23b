"""What docker-compose.yml and the Dockerfile promise. No Docker engine is needed: the files are
read, and the shell scripts in them are run with stand-ins for the programs they call."""

import json
import os
import re
import subprocess
import tomllib
from dataclasses import fields
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from search_app.settings import PREFIX, Settings
from tests.elasticsearch_server import VERSION

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
ELASTICSEARCH = f"docker.elastic.co/elasticsearch/elasticsearch:{VERSION}"

#: Once and done; the others stay.
LONG_RUNNING = [name for name, service in SERVICES.items() if service["restart"] != "no"]
NODES = [name for name in LONG_RUNNING if "image" in SERVICES[name]]
SITES = [name for name in LONG_RUNNING if "build" in SERVICES[name]]
USERS = [name for name in SERVICES if name.startswith("users")]
#: Environment variables that hold what nobody else may know.
SECRET = re.compile("PASSWORD|SECRET|TOKEN|API_KEY", re.IGNORECASE)


def environment(name):
    return SERVICES[name].get("environment", {})


def in_profile(profile, names):
    return [name for name in names if profile in SERVICES[name]["profiles"]]


def stand_in(folder, name, script):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def run_script(command, folder, **variables):
    """Run a command of the file as a container would, its programs looked for in ``folder``."""
    return subprocess.run(
        [part.replace("$$", "$") for part in command],
        env={"PATH": f"{folder}:{os.environ['PATH']}", "OUT": str(folder), **variables},
        check=True,
        capture_output=True,
        text=True,
        timeout=30,
    )


# ------------------------------------------------------------------------------- all services


def test_elasticsearch_has_the_version_that_the_tests_run_against():
    images = {service["image"] for service in SERVICES.values() if "image" in service}
    assert images == {ELASTICSEARCH}


def test_there_are_two_profiles_and_no_service_without_one():
    assert {tuple(service["profiles"]) for service in SERVICES.values()} == {
        ("single", "cluster"),
        ("single",),
        ("cluster",),
    }


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_waits_for_is_started_with_it(name):
    for other in SERVICES[name].get("depends_on", {}):
        assert set(SERVICES[name]["profiles"]) <= set(SERVICES[other]["profiles"])


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_waits_until_others_are_healthy_or_done(name):
    for other, how in SERVICES[name].get("depends_on", {}).items():
        stays = other in LONG_RUNNING
        expected = "service_healthy" if stays else "service_completed_successfully"
        assert how == {"condition": expected}


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_has_a_memory_limit(name):
    assert re.fullmatch(r"\d+[mg]", SERVICES[name]["mem_limit"])


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_a_service_that_stays_is_watched_and_restarted(name):
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert {"test", "interval", "timeout", "retries"} <= SERVICES[name]["healthcheck"].keys()


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_can_gain_rights(name):
    assert "no-new-privileges:true" in SERVICES[name]["security_opt"]
    assert "privileged" not in SERVICES[name]


def test_ports_are_published_on_this_machine_alone():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert sorted(published) == sorted(SITES)
    for ports in published.values():
        assert all(port.startswith("127.0.0.1:") for port in ports)


@pytest.mark.parametrize("name", SERVICES)
def test_volumes_are_named_and_declared(name):
    for volume in SERVICES[name].get("volumes", []):
        if isinstance(volume, dict):
            assert volume["type"] == "bind"
            assert volume["read_only"] is True
        else:
            assert volume.split(":")[0] in COMPOSE["volumes"]


def test_every_declared_volume_is_used():
    volumes = [one for service in SERVICES.values() for one in service.get("volumes", [])]
    used = {one.split(":")[0] for one in volumes if isinstance(one, str)}
    assert used == COMPOSE["volumes"].keys()


# -------------------------------------------------------------------------------------- secrets


@pytest.mark.parametrize("name", SERVICES)
def test_secrets_come_from_the_environment_and_none_may_be_missing(name):
    for variable, value in environment(name).items():
        if SECRET.search(variable):
            assert re.fullmatch(r"\$\{" + variable + r":\?[^}]+\}", value), variable


def test_scripts_take_passwords_from_their_environment():
    assert re.findall(r"elastic:(?!\$\$ELASTIC_PASSWORD)\S*", TEXT) == []
    assert not re.search(r"://[^/\s]*@", TEXT)


def test_only_whoever_sets_up_users_and_the_nodes_know_the_superuser():
    knowing = [name for name in SERVICES if "ELASTIC_PASSWORD" in environment(name)]
    assert sorted(knowing) == sorted([*NODES, *USERS])


def test_the_application_gets_no_private_key():
    for name in SITES:
        mounted = [one for one in SERVICES[name]["volumes"] if isinstance(one, str)]
        assert not any(one.startswith("certificates:") for one in mounted)


# ---------------------------------------------------------------------------------------- nodes


def test_one_profile_has_one_node_and_the_other_three():
    assert in_profile("single", NODES) == ["elasticsearch"]
    assert in_profile("cluster", NODES) == ["es01", "es02", "es03"]


@pytest.mark.parametrize("name", NODES)
def test_security_is_on_at_every_node(name):
    settings = environment(name)
    assert settings["xpack.security.enabled"] == "true"
    assert settings["xpack.security.http.ssl.enabled"] == "true"
    assert settings["xpack.security.transport.ssl.enabled"] == "true"


@pytest.mark.parametrize("name", NODES)
def test_a_node_has_a_name_and_data_of_its_own(name):
    assert environment(name)["node.name"] == name
    assert f"{name}:/usr/share/elasticsearch/data" in SERVICES[name]["volumes"]


def test_three_nodes_find_each_other_and_one_looks_for_none():
    cluster = in_profile("cluster", NODES)
    for name in cluster:
        settings = environment(name)
        assert settings["cluster.initial_master_nodes"].split(",") == cluster
        assert settings["discovery.seed_hosts"].split(",") == cluster
        assert "discovery.type" not in settings
    single = environment("elasticsearch")
    assert single["discovery.type"] == "single-node"
    assert "cluster.initial_master_nodes" not in single


@pytest.mark.parametrize("name", NODES)
def test_half_of_a_nodes_memory_is_heap(name):
    assert SERVICES[name]["mem_limit"] == "1g"
    assert environment(name)["ES_JAVA_OPTS"] == "-Xms512m -Xmx512m"


def test_the_certificate_names_every_node():
    script = SERVICES["certificates"]["command"][-1]
    names = re.search(r"--dns (\S+)", script)[1].split(",")
    assert set(names) == {*NODES, "localhost"}


# ---------------------------------------------------------------------------------------- users


@pytest.fixture
def requests(tmp_path):
    """Runs the script of ``users`` with a password: what it sends, in order, by the address."""
    stand_in(
        tmp_path,
        "curl",
        'for last; do :; done; kind=$(basename "$(dirname "$last")")\n'
        'cat > "$OUT/$kind"; echo "$kind" >> "$OUT/sent"',
    )

    def run(password):
        command = SERVICES["users"]["command"]
        given = {"NODE": "https://n:9200", "ELASTIC_PASSWORD": "x"}
        run_script(command, tmp_path, TREATYLENS_ENGINE_PASSWORD=password, **given)
        kinds = (tmp_path / "sent").read_text(encoding="utf-8").split()
        return {kind: json.loads((tmp_path / kind).read_text("utf-8")) for kind in kinds}

    return run


def test_the_application_may_use_its_own_indexes_and_no_others(requests):
    sent = requests("a password")
    prefix = Settings().engine_prefix
    assert sent["role"] == {
        "cluster": ["monitor"],
        "indices": [{"names": [prefix, f"{prefix}-*"], "privileges": ["all"]}],
    }
    assert sent["user"] == {"password": "a password", "roles": ["treatylens"]}
    assert list(sent) == ["role", "user"]


@pytest.mark.parametrize("password", ['"quoted"', "back\\slash", '\\"', "100%s & $HOME", "密码"])
def test_any_password_reaches_the_cluster_as_it_is(requests, password):
    assert requests(password)["user"]["password"] == password


# ------------------------------------------------------------------------------------- the site


@pytest.mark.parametrize("name", SERVICES)
def test_every_setting_of_the_application_is_one(name):
    known = {PREFIX + setting.name.upper() for setting in fields(Settings)}
    given = {variable for variable in environment(name) if variable.startswith(PREFIX)}
    assert given <= known


@pytest.mark.parametrize("profile", ["single", "cluster"])
def test_the_site_uses_every_node_of_its_profile_over_tls(profile):
    (site,) = in_profile(profile, SITES)
    addresses = [urlsplit(one) for one in environment(site)["TREATYLENS_ENGINE"].split(",")]
    assert [one.hostname for one in addresses] == in_profile(profile, NODES)
    assert {one.scheme for one in addresses} == {"https"}


@pytest.mark.parametrize("name", SITES)
def test_the_site_is_given_no_other_host_than_loopback(name):
    assert SERVICES[name]["command"] == ["serve"]
    assert "network_mode" not in SERVICES[name]


@pytest.mark.parametrize("name", SITES)
def test_what_is_published_is_forwarded_to_the_site_and_watched(name):
    inside = SERVICES[name]["ports"][0].rsplit(":", 1)[1]
    assert f"TCP4-LISTEN:{inside}," in SERVICES[name]["entrypoint"][2]
    assert "TCP4:127.0.0.1:8000" in SERVICES[name]["entrypoint"][2]
    assert f"http://127.0.0.1:{inside}/healthz" in SERVICES[name]["healthcheck"]["test"][-1]


@pytest.mark.parametrize(
    ("arguments", "forwards"), [(["serve"], True), (["index", "/corpus", "--json"], False)]
)
def test_only_the_site_opens_a_port(tmp_path, arguments, forwards):
    stand_in(tmp_path, "socat", 'touch "$OUT/forwarded"')
    stand_in(
        tmp_path,
        "treatylens",
        'until [ "$1" != serve ] || [ -e "$OUT/forwarded" ]; do sleep 0.01; done\n'
        'printf "%s\\n" "$@" > "$OUT/arguments"',
    )
    run_script([*SERVICES["site"]["entrypoint"], *arguments], tmp_path)
    assert (tmp_path / "arguments").read_text().split() == arguments
    assert (tmp_path / "forwarded").exists() is forwards


# ------------------------------------------------------------------------------------- the image


def test_images_are_pinned_to_a_version():
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert bases
    for image in (*bases, ELASTICSEARCH):
        assert re.search(r":\d+\.\d+", image), image
    assert len(set(bases)) == 1  # a virtual environment works with the Python it was made with


def test_the_image_has_the_python_that_the_project_is_written_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (version,) = set(re.findall(r"^FROM python:(\d+\.\d+)-", DOCKERFILE, re.MULTILINE))
    assert project["requires-python"] == f">={version}"


def test_the_image_installs_the_versions_that_are_tested():
    (install,) = re.findall(r"^RUN .*pip install .*$", DOCKERFILE, re.MULTILINE)
    assert "-c constraints.txt ." in install
    assert "[" not in install  # no extras: torch stays out


def test_the_image_does_not_run_as_root():
    (user,) = re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)
    assert re.search(rf"^RUN useradd --uid [1-9]\d+ .*\b{user}$", DOCKERFILE, re.MULTILINE)


def test_the_image_has_what_the_site_is_forwarded_with():
    assert re.search(r"apt-get install .*\bsocat\b", DOCKERFILE)


def test_the_build_sees_what_the_image_is_made_of_and_nothing_else():
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    seen = {rule[1:] for rule in rules if rule.startswith("!")}
    copied = set()
    for sources in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE):
        copied |= set(sources.split())
    assert seen == copied
    assert all((ROOT / name).exists() for name in copied)
