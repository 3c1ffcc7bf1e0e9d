"""A small OpenID Connect provider of a municipality's own network, to sign in with for real.

``python -m tests.oidc_provider PORT``. It knows one person and asks no questions.
"""

from __future__ import annotations

import secrets
import sys
import time
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

PERSON = {"sub": "u1", "name": "見本 花子", "department": "道路課", "groups": ["douro"]}
KEY = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"})
NONCES: dict[str, str | None] = {}


def provider(issuer: str) -> Starlette:
    """The provider's four addresses."""

    def configuration(_: Request) -> JSONResponse:
        return JSONResponse(
            {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/authorize",
                "token_endpoint": f"{issuer}/token",
                "jwks_uri": f"{issuer}/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    def authorize(request: Request) -> RedirectResponse:
        asked = request.query_params
        code = secrets.token_hex(8)
        NONCES[code] = asked.get("nonce")
        back = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", 302)

    async def token(request: Request) -> JSONResponse:
        sent = await request.form()
        nonce = NONCES.pop(str(sent["code"]))
        now = int(time.time())
        claims = PERSON | {
            "iss": issuer,
            "aud": "machimori",
            "iat": now,
            "exp": now + 600,
            "nonce": nonce,
        }
        signed = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, KEY)
        return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": signed})

    def keys(_: Request) -> JSONResponse:
        return JSONResponse({"keys": [KEY.as_dict(private=False)]})

    return Starlette(
        routes=[
            Route("/.well-known/openid-configuration", configuration),
            Route("/authorize", authorize),
            Route("/token", token, methods=["POST"]),
            Route("/jwks", keys),
            Route("/_stcore/health", configuration),
        ]
    )


if __name__ == "__main__":
    port = int(sys.argv[1])
    uvicorn.run(
        provider(f"http://127.0.0.1:{port}"), host="127.0.0.1", port=port, log_level="warning"
    )
