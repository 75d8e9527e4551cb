"""Applications and how they are let in."""

import base64
import hashlib
import secrets
from urllib.parse import urlencode

import pytest
import requests
from mastodon import Mastodon, MastodonUnauthorizedError

from browser import Browser, query_of
from conftest import PASSWORD, SCOPES
from entities import check

CALLBACK = "https://app.test/callback?from=phiomia"


def test_a_person_lets_an_application_in_out_of_band(person, sign_in):
    username = person("olga").me().username
    client = sign_in(username)
    me = check(client.account_verify_credentials())
    assert me.username == username
    assert me.source.privacy == "public"
    app = check(client.app_verify_credentials())
    assert (app.name, app.website) == ("Journeys", "https://app.test")


def test_the_code_is_bound_to_verifier_address_and_time(server, person):
    username = person("petra").me().username
    client_id, client_secret = Mastodon.create_app(
        "Redirected", scopes=["read", "profile"], redirect_uris=[CALLBACK], api_base_url=server
    )
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    request = {
        "client_id": client_id,
        "response_type": "code",
        "redirect_uri": CALLBACK,
        "scope": "profile read:statuses",
        "state": "s t a t e",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    answer = Browser(server).consent(f"/oauth/authorize?{urlencode(request)}", username, PASSWORD)
    assert answer.headers["location"].startswith("https://app.test/callback?from=phiomia&")
    query = query_of(answer)
    assert query["state"] == "s t a t e"

    def exchange(**changes):
        form = {
            "grant_type": "authorization_code",
            "client_id": client_id,
            "client_secret": client_secret,
            "redirect_uri": CALLBACK,
            "code": query["code"],
            "code_verifier": verifier,
        }
        return requests.post(f"{server}/oauth/token", data=form | changes)

    for wrong in [{"code_verifier": "x" * 64}, {"redirect_uri": "https://app.test/callback"}, {"code": "x"}]:
        refused = exchange(**wrong)
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant"), wrong
    token = exchange().json()
    assert (token["token_type"], token["scope"]) == ("Bearer", "profile read:statuses")
    assert isinstance(token["created_at"], int)

    client = Mastodon(access_token=token["access_token"], api_base_url=server)
    assert client.account_verify_credentials().username == username
    # The library asks for this over https only.
    claims = requests.get(
        f"{server}/oauth/userinfo", headers={"Authorization": f"Bearer {token['access_token']}"}
    )
    assert claims.json()["preferred_username"] == username
    assert exchange().json()["error"] == "invalid_grant", "a code works once"


def test_what_an_application_may_not_ask_for_is_refused(server):
    client_id, client_secret = Mastodon.create_app("Reader", scopes=["read"], api_base_url=server)

    def token(**changes):
        form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret}
        answer = requests.post(f"{server}/oauth/token", data=form | changes)
        return answer.status_code, answer.json().get("error")

    assert token() == (200, None)
    assert token(scope="read:statuses") == (200, None)
    assert token(scope="write") == (400, "invalid_scope")
    assert token(client_secret="wrong") == (401, "invalid_client")
    assert token(grant_type="password") == (400, "unsupported_grant_type")


def test_a_revoked_token_is_worth_nothing(person):
    client = person("rita")
    client.account_verify_credentials()
    token = client.access_token
    client.revoke_access_token(allow_http=True)
    client.access_token = token
    with pytest.raises(MastodonUnauthorizedError):
        client.account_verify_credentials()


def test_the_server_describes_itself(server):
    client = Mastodon(api_base_url=server)
    info = check(client.oauth_authorization_server_info())
    assert info.code_challenge_methods_supported == ["S256"]
    assert set(SCOPES) <= set(info.scopes_supported)
    assert check(client.instance_v2()).api_versions["mastodon"] >= 11
    check(client.instance_v1())
    check(client.instance_rules())
    check(client.custom_emojis())
    assert client.instance_health()
    assert check(client.instance_nodeinfo()).software.name == "phiomia"


def test_what_is_wrong_with_a_sign_up_is_told_by_field(server, app):
    client = Mastodon(*app, api_base_url=server)
    token, error = client.create_account(
        "not a name", "short", "no mail", agreement=False, scopes=SCOPES, return_detailed_error=True
    )
    assert token is None
    codes = {field: [problem["error"] for problem in problems] for field, problems in error["details"].items() if problems}
    assert codes == {
        "username": ["ERR_INVALID"],
        "password": ["ERR_TOO_SHORT"],
        "email": ["ERR_INVALID"],
        "agreement": ["ERR_ACCEPTED"],
    }
