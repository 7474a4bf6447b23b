"""Logging in at an office's OpenID Connect issuer: the authorization code flow with PKCE (OpenID
Connect Core 1.0, RFC 6749 4.1, RFC 7636). The one door of Authlib, which an extra brings.

Nothing is believed that the issuer's own key has not signed for this site and this login: the
signature, the issuer, the audience, the times and the nonce of the ID token are checked, and the
state of the answer. Keys and addresses are read anew for each login, so that new ones hold at once.
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from search_app.accounts.errors import LoginRefused
from search_app.hosts import is_loopback
from search_app.messages import Message, msg
from search_app.settings import Settings, SettingsError

#: How an ID token may be signed: by a key pair, never by a shared secret or not at all.
ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
#: Seconds that the issuer may take for an answer, and that its clock may differ from ours.
_PATIENCE, _LEEWAY = 10, 60
_WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class Client:
    """What the issuer knows this site as."""

    issuer: str
    client_id: str
    client_secret: str
    scopes: str


@dataclass(frozen=True)
class Begun:
    """A login that was begun: what the browser keeps till it comes back."""

    state: str
    nonce: str
    verifier: str

    def kept(self) -> dict[str, str]:
        """As JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Person:
    """Who an issuer says somebody is. ``claims`` is everything that it says."""

    issuer: str
    subject: str
    claims: Mapping[str, Any]

    def text(self, *names: str) -> str:
        """The first of these claims that is a text, "" where none is."""
        said = (self.claims.get(name) for name in names)
        return next((one for one in said if isinstance(one, str) and one), "")

    def values(self, name: str) -> frozenset[str]:
        """The values of a claim, of one by a path with dots too: ``realm_access.roles``."""
        found: Any = self.claims
        if name in self.claims:
            found = self.claims[name]
        else:
            for part in name.split("."):
                found = found.get(part) if isinstance(found, Mapping) else None
        listed = found if isinstance(found, list) else [found]
        return frozenset(str(one) for one in listed if isinstance(one, str | int))


class IssuerUnavailable(LoginRefused):
    """The issuer did not answer, or not as one does."""


def client_of(settings: Settings) -> Client | None:
    """The client that the settings describe, None for none. Raises ``SettingsError`` where the
    library is not installed, or something is missing."""
    if not settings.openid_issuer:
        return None
    try:
        import authlib  # noqa: F401
        import requests  # noqa: F401
    except ImportError:
        raise SettingsError(
            "the setting openid_issuer needs a library that is not installed; run "
            "pip install 'treatylens[openid]'"
        ) from None
    issuer = settings.openid_issuer.rstrip("/")
    if not _is_safe(issuer):
        raise SettingsError(
            "the setting openid_issuer takes an address that begins with https://, not "
            f"{settings.openid_issuer!r}"
        )
    if not settings.openid_client_id:
        raise SettingsError("openid_issuer needs openid_client_id; ask whoever runs the issuer")
    scopes = settings.openid_scopes.replace(",", " ")
    if "openid" not in scopes.split():
        scopes = f"openid {scopes}".strip()
    return Client(
        settings.openid_issuer, settings.openid_client_id, settings.openid_client_secret, scopes
    )


def begin(client: Client, back: str) -> tuple[str, Begun]:
    """The address of the issuer to send a browser to, which comes back to ``back``, and what to
    keep till then. Raises ``IssuerUnavailable``."""
    begun = Begun(*(secrets.token_urlsafe(32) for _ in range(3)))
    known = _discover(client)
    with _session(client, known, back) as session:
        address, _ = session.create_authorization_url(
            known["authorization_endpoint"],
            state=begun.state,
            nonce=begun.nonce,
            code_verifier=begun.verifier,
        )
    return str(address), begun


def finish(client: Client, back: str, begun: Begun, answer: Mapping[str, str]) -> Person:
    """Who came back with an ``answer``, its parameters. Raises ``LoginRefused``."""
    if not secrets.compare_digest(answer.get("state", "").encode(), begun.state.encode()):
        raise LoginRefused(msg("This login was not begun in this browser. Begin again."))
    if "error" in answer:
        raise LoginRefused(
            msg(
                "Your office's login refused: %(reason)s. Ask whoever looks after it.",
                reason=answer["error"][:100],
            )
        )
    known = _discover(client)
    if answer.get("iss", known["issuer"]) != known["issuer"]:  # RFC 9207
        raise LoginRefused(_NOT_BELIEVED)
    return _person(client, known, back, begun, answer.get("code", ""))


#: Said of every fault of an ID token: which one it was is in the log.
_NOT_BELIEVED: Message = msg(
    "What your office's login sent cannot be believed. Begin again; if this goes on, tell an admin."
)


def _person(client: Client, known: Mapping[str, Any], back: str, begun: Begun, code: str) -> Person:
    from authlib.integrations.base_client import OAuthError
    from joserfc.errors import JoseError
    from requests import RequestException

    with _session(client, known, back) as session:
        try:
            token = session.fetch_token(
                known["token_endpoint"], code=code, code_verifier=begun.verifier
            )
            claims = _believed(client, known, begun, token, _json(session, known["jwks_uri"]))
            said = _more(session, known, claims, token)
        except RequestException as error:
            raise _unavailable(client) from error
        except (OAuthError, JoseError, ValueError, KeyError, TypeError) as error:
            raise LoginRefused(_NOT_BELIEVED) from error
    return Person(client.issuer, str(claims["sub"]), said)


def _believed(
    client: Client, known: Mapping[str, Any], begun: Begun, token: Mapping[str, Any], keys: Any
) -> dict[str, Any]:
    """The claims of an ID token that everything is right with. Raises ``JoseError``,
    ``ValueError`` and ``KeyError`` for another."""
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.jwk import KeySet

    decoded = jwt.decode(str(token["id_token"]), KeySet.import_key_set(keys), algorithms=ALGORITHMS)
    claims = CodeIDToken(
        decoded.claims,
        decoded.header,
        options={
            "iss": {"essential": True, "value": known["issuer"]},
            "aud": {"essential": True, "value": client.client_id},
            "sub": {"essential": True},
        },
        params={
            "nonce": begun.nonce,
            "client_id": client.client_id,
            "access_token": token.get("access_token"),
        },
    )
    claims.validate(leeway=_LEEWAY)
    return dict(decoded.claims)


def _more(
    session: Any, known: Mapping[str, Any], claims: Mapping[str, Any], token: Mapping[str, Any]
) -> Mapping[str, Any]:
    """The claims, and what the issuer tells of the same person where it is asked (Core 5.3)."""
    endpoint = known.get("userinfo_endpoint")
    if not endpoint or not token.get("access_token"):
        return claims
    told = _json(session, endpoint, withhold_token=False)
    if told.get("sub") != claims["sub"]:  # Core 5.3.2: not to be used
        raise ValueError("userinfo is of another person")
    return {**told, **claims}


def _discover(client: Client) -> Mapping[str, Any]:
    """What the issuer says of itself (OpenID Connect Discovery 1.0). Raises
    ``IssuerUnavailable``."""
    from requests import RequestException, Session

    address = client.issuer.rstrip("/") + _WELL_KNOWN
    try:
        with Session() as session:
            known = _json(session, address)
    except (RequestException, ValueError) as error:
        raise _unavailable(client) from error
    places = [known.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if known.get("issuer") != client.issuer or not all(map(_is_safe, places)):
        raise _unavailable(client)
    return known


def _json(session: Any, address: str, **options: Any) -> dict[str, Any]:
    answer = session.get(address, timeout=_PATIENCE, allow_redirects=False, **options)
    answer.raise_for_status()
    found = answer.json()
    if answer.status_code != 200 or not isinstance(found, dict):
        raise ValueError(f"{address} answers with no JSON object")
    return found


def _session(client: Client, known: Mapping[str, Any], back: str) -> Any:
    from authlib.integrations.requests_client import OAuth2Session

    methods = known.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    method = "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
    return OAuth2Session(
        client.client_id,
        client.client_secret or None,
        token_endpoint_auth_method=method if client.client_secret else "none",
        scope=client.scopes,
        redirect_uri=back,
        code_challenge_method="S256",
        default_timeout=_PATIENCE,
    )


def _unavailable(client: Client) -> IssuerUnavailable:
    return IssuerUnavailable(
        msg(
            "Your office's login at %(host)s does not answer as it should. Try again in a moment.",
            host=urlsplit(client.issuer).netloc,
        )
    )


def _is_safe(address: Any) -> bool:
    """Whether nobody on the way can read or change what goes to an address."""
    if not isinstance(address, str):
        return False
    parts = urlsplit(address)
    local = parts.scheme == "http" and is_loopback(parts.hostname or "")
    return local or (parts.scheme == "https" and bool(parts.hostname))
