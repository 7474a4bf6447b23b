"""Where the index is that a command or the site works on."""

from pathlib import Path

from indexer.engine import ElasticPlace, EngineError, Place, check_place, parse_hosts
from search_app.settings import Settings, SettingsError


def place_of(settings: Settings, index: Path | None = None, engine: str | None = None) -> Place:
    """The folder ``index`` or the cluster ``engine`` where one is given, else what the settings
    name. Raises ``SettingsError``."""
    if index is not None and engine is not None:
        raise SettingsError("give either --index or --engine, not both")
    if index is not None:
        return index
    if engine is not None or settings.engine:
        return cluster_of(settings, engine)
    return settings.index_path()


def cluster_of(settings: Settings, engine: str | None = None) -> ElasticPlace:
    """The cluster ``engine``, or that of the settings. Raises ``SettingsError``."""
    addresses = settings.engine if engine is None else engine
    if not addresses:
        raise SettingsError(
            "name a cluster with --engine http://HOST:9200 or with TREATYLENS_ENGINE; an index in "
            "a folder needs none of this"
        )
    try:
        hosts, username, password = parse_hosts(addresses)
        place = ElasticPlace(
            hosts=hosts,
            prefix=settings.engine_prefix,
            username=username or settings.engine_username,
            password=password or settings.engine_password,
            api_key=settings.engine_api_key,
            ca_certs=settings.engine_ca,
            timeout=settings.engine_timeout,
            shards=settings.engine_shards,
            replicas=settings.engine_replicas,
            vectors=settings.engine_vectors,
        )
        check_place(place)
    except EngineError as error:
        raise SettingsError(str(error)) from error
    return place
