"""A small OpenID Connect issuer on 127.0.0.1, to log in at in the tests, and to be forged."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT, SECRET = "treatylens", "given by the issuer"


class Issuer:
    """What the issuer knows. ``claims`` are told of whoever logs in; ``forge`` changes the claims
    of an ID token before it is signed, ``key`` and ``header`` or ``sign`` sign it, ``metadata`` is
    added to what the issuer says of itself, ``down`` paths answer 500."""

    def __init__(self, address):
        self.address = address
        self.own_key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.key = self.own_key
        self.header = {"alg": "RS256", "kid": "one"}
        self.claims = {
            "sub": "17",
            "preferred_username": "sokha",
            "name": "សុខា",
            "groups": ["clerks"],
        }
        self.userinfo = {"sub": "17", "email": "sokha@ministry.example"}
        self.forge = dict
        self.sign = self.signed_by_key
        self.metadata = {}
        self.down = set()
        self.codes = {}
        self.asked = []

    def discovery(self):
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        } | self.metadata

    def authorize(self, query):
        """Where a browser is sent back to, with a code, by somebody who has logged in."""
        assert query["response_type"] == "code"
        assert query["client_id"] == CLIENT
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return query["redirect_uri"] + "?" + urlencode({"code": code, "state": query["state"]})

    def token(self, form, authorization):
        """The answer to a code, or None for one that is not to be had."""
        wanted = base64.b64encode(f"{CLIENT}:{SECRET}".replace(" ", "+").encode()).decode()
        plain = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        query = self.codes.pop(form.get("code", ""), None)
        verifier = form.get("code_verifier", "").encode()
        challenge = (
            base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
        )
        if (
            query is None
            or authorization not in (f"Basic {wanted}", f"Basic {plain}")
            or challenge != query["code_challenge"]
            or form.get("redirect_uri") != query["redirect_uri"]
        ):
            return None
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": query["nonce"],
        } | self.claims
        signed = self.sign(self.forge(claims))
        return {
            "access_token": "seen",
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": signed,
        }

    def signed_by_key(self, claims):
        return jwt.encode(self.header, claims, self.key, algorithms=[self.header["alg"]])


def another_key():
    """A key that is not the issuer's, under the name of its own."""
    return RSAKey.generate_key(2048, {"kid": "one"})


def elliptic_key():
    return ECKey.generate_key("P-256", {"kid": "two", "use": "sig"})


def by_shared_secret(issuer):
    """Signs with the public key as if it were a shared secret: what a careless verifier takes."""

    def sign(claims):
        text = _unsigned({"alg": "HS256", "kid": "one"}, claims)
        public = issuer.own_key.as_pem(private=False)
        return f"{text}.{_packed(hmac.digest(public, text.encode(), 'sha256'))}"

    return sign


def not_signed(claims):
    """A token that says of itself that it is not signed."""
    return _unsigned({"alg": "none"}, claims) + "."


def _unsigned(header, claims):
    return ".".join(_packed(json.dumps(part).encode()) for part in (header, claims))


def _packed(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


@contextmanager
def issuer_running():
    """An issuer that answers until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def do_GET(self):
            path = urlsplit(self.path)
            issuer.asked.append(path.path)
            query = {name: values[0] for name, values in parse_qs(path.query).items()}
            if path.path in issuer.down:
                self.send_json({"error": "down"}, 500)
            elif path.path == "/.well-known/openid-configuration":
                self.send_json(issuer.discovery())
            elif path.path == "/keys":
                shown = [issuer.own_key.as_dict(private=False)]
                if isinstance(issuer.key, ECKey):
                    shown.append(issuer.key.as_dict(private=False))
                self.send_json({"keys": shown})
            elif path.path == "/userinfo" and self.headers["Authorization"] == "Bearer seen":
                self.send_json(issuer.userinfo)
            elif path.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", issuer.authorize(query))
                self.end_headers()
            else:
                self.send_json({}, 404)

        def do_POST(self):
            issuer.asked.append(self.path)
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(sent).items()}
            given = issuer.token(form, self.headers["Authorization"])
            self.send_json(given or {"error": "invalid_grant"}, 200 if given else 400)

        def send_json(self, document, status=200):
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = Issuer(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
