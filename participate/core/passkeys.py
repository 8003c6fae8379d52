"""What is said between us and a browser about passkeys (WebAuthn level 2). No database.

A device signs a challenge of ours, after its owner unlocked it. The library `webauthn` checks what
comes back; it is touched here alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from participate.core.errors import MistakeError

#: Bytes by which a device may name a key pair.
CREDENTIAL_ID_MAX = 1023


class PasskeyError(MistakeError):
    """The answer of the device does not fit the challenge, the site, or any passkey of ours."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where passkeys work. A browser never uses one at another address."""

    address: str  #: such as `https://familie.example.org`
    name: str  #: shown by the device

    @property
    def host(self) -> str:
        """The name that passkeys are bound to."""
        return urlsplit(self.address).hostname or ""

    @property
    def origin(self) -> str:
        """The address as browsers write it: small letters, without the usual port."""
        parts = urlsplit(self.address)
        usual = {"http": 80, "https": 443}.get(parts.scheme)
        port = f":{parts.port}" if parts.port not in {None, usual} else ""
        return f"{parts.scheme}://{self.host}{port}"


@dataclass(frozen=True, slots=True)
class KeyPair:
    """What we keep of a key pair: nothing that signs anybody in."""

    credential_id: str  #: by which the device names it, in base64url
    public_key: str  #: COSE, in base64url
    sign_count: int  #: how often it was used, as the device counts; 0 when it does not


def options_to_add(
    site: Site, *, email: str, name: str, handle: bytes, known: Iterable[str], challenge: bytes
) -> str:
    """Return as JSON what a browser needs to make a passkey.

    Args:
        site: where it shall work.
        email: by which people tell their accounts apart on the device.
        name: of its owner.
        handle: stands for the account on the device, up to 64 bytes.
        known: credential ids of the account: no device makes a second passkey for it.
        challenge: to be signed, random and used once.
    """
    library = _library()
    structs = library.helpers.structs
    wanted = structs.AuthenticatorSelectionCriteria(
        resident_key=structs.ResidentKeyRequirement.REQUIRED,
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    options = library.generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_name=email,
        user_display_name=name,
        user_id=handle,
        challenge=challenge,
        authenticator_selection=wanted,
        exclude_credentials=[
            structs.PublicKeyCredentialDescriptor(library.base64url_to_bytes(one)) for one in known
        ],
    )
    return str(library.options_to_json(options))


def options_to_sign_in(site: Site, *, challenge: bytes) -> str:
    """Return as JSON what a browser needs to use a passkey; whose, the device knows."""
    library = _library()
    required = library.helpers.structs.UserVerificationRequirement.REQUIRED
    options = library.generate_authentication_options(
        rp_id=site.host, challenge=challenge, user_verification=required
    )
    return str(library.options_to_json(options))


def made_key_pair(site: Site, *, challenge: bytes, answer: str) -> KeyPair:
    """Return the key pair that a device made when it was asked to.

    Args:
        site: where it works.
        challenge: what the device was to sign.
        answer: JSON, as the browser sent it.

    Raises:
        PasskeyError: it was made elsewhere, for another challenge, or without unlocking the device;
            or it has a name longer than `CREDENTIAL_ID_MAX`.
    """
    library = _library()
    made = _checked(
        library.verify_registration_response,
        credential=answer,
        expected_challenge=challenge,
        expected_rp_id=site.host,
        expected_origin=site.origin,
        require_user_verification=True,
    )
    if len(made.credential_id) > CREDENTIAL_ID_MAX:
        raise PasskeyError("long credential id")
    text = library.helpers.bytes_to_base64url
    return KeyPair(text(made.credential_id), text(made.credential_public_key), made.sign_count)


def claimed_owner(answer: str) -> tuple[str, bytes]:
    """Return which key pair an answer names, and which handle. Whether it is true comes later.

    Raises:
        PasskeyError: it names none.
    """
    helpers = _library().helpers
    given = _checked(helpers.parse_authentication_credential_json, answer)
    # `id` may hold anything, such as letters that no database takes; what it stands for cannot.
    return helpers.bytes_to_base64url(given.raw_id), given.response.user_handle or b""


def used_key_pair(site: Site, pair: KeyPair, *, challenge: bytes, answer: str) -> int:
    """Return how often a device says a key pair was used, now that it signed a challenge with it.

    Args as for `made_key_pair`.

    Raises:
        PasskeyError: it was signed elsewhere, for another challenge, with another key, without
            unlocking the device, or the count did not go up: somebody has a copy.
    """
    library = _library()
    used = _checked(
        library.verify_authentication_response,
        credential=answer,
        expected_challenge=challenge,
        expected_rp_id=site.host,
        expected_origin=site.origin,
        credential_public_key=library.base64url_to_bytes(pair.public_key),
        credential_current_sign_count=pair.sign_count,
        require_user_verification=True,
    )
    return int(used.new_sign_count)


def _library() -> Any:
    """Return the library, loaded with the first passkey: it costs a worker 7 MB."""
    import webauthn  # noqa: PLC0415

    return webauthn


def _checked(check: Callable[..., Any], *given: Any, **expected: Any) -> Any:
    """Return what a check of the library makes of an answer.

    Raises:
        PasskeyError: whatever the library stumbled over. It reads what anybody may send, in three
            formats one within the other, and names only some of its errors.
    """
    try:
        return check(*given, **expected)
    except Exception as error:
        raise PasskeyError(type(error).__name__) from error
