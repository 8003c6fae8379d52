"""A device with passkeys, as WebAuthn level 2 has it, which can also be made to lie."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from participate.core.passkeys import Site

PRESENT, UNLOCKED, NEW_PAIR = 0x01, 0x04, 0x40


def text_of(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Authenticator:
    """One device. It counts how often it signs; 0 for good if it does not count."""

    def __init__(self, site: Site, *, counts: bool = True) -> None:
        self.site, self.counts, self.count = site, counts, 0
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id, self.handle = token_bytes(32), b""

    def make(self, options: str, **lies: Any) -> str:
        """Answer what `navigator.credentials.create` was asked."""
        asked = json.loads(options)
        self.handle = bytes_of(asked["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        pair = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor2.dumps(public)
        says = {"kind": "webauthn.create", "flags": PRESENT | UNLOCKED | NEW_PAIR} | lies
        data, client = self._says(asked, says)
        attestation = {"fmt": "none", "attStmt": {}, "authData": data + pair}
        response = {"attestationObject": text_of(cbor2.dumps(attestation))}
        return self._answer(client, response)

    def use(self, options: str, **lies: Any) -> str:
        """Answer what `navigator.credentials.get` was asked.

        Each lie stands for something true: kind, challenge, origin, host, flags, count, key, id,
        handle (None leaves it out).
        """
        self.count += self.counts
        data, client = self._says(
            json.loads(options), {"kind": "webauthn.get", "flags": PRESENT | UNLOCKED} | lies
        )
        key = lies.get("key", self.key)
        signature = key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {"authenticatorData": text_of(data), "signature": text_of(signature)}
        handle = lies.get("handle", self.handle)
        if handle is not None:
            response["userHandle"] = text_of(handle)
        return self._answer(client, response, lies.get("id", self.id))

    def _says(self, asked: dict[str, Any], says: dict[str, Any]) -> tuple[bytes, bytes]:
        """Return what is signed: the device's own words, and the browser's."""
        host = sha256(says.get("host", self.site.host).encode()).digest()
        count = says.get("count", self.count)
        client = {
            "type": says["kind"],
            "challenge": says.get("challenge", asked["challenge"]),
            "origin": says.get("origin", self.site.origin),
        }
        return host + bytes([says["flags"]]) + count.to_bytes(4), json.dumps(client).encode()

    def _answer(self, client: bytes, response: dict[str, str], raw: bytes | None = None) -> str:
        name = text_of(raw or self.id)
        response["clientDataJSON"] = text_of(client)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
