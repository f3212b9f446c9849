"""Standard Webhooks signatures (https://www.standardwebhooks.com): the receiver can tell that it was us.

Several secrets, separated by spaces or commas, are a rotation: the delivery carries a signature by each.
"""

import base64
import binascii
import hashlib
import hmac
import re

_PREFIX = "whsec_"


def keys(secrets: str) -> list[bytes]:
    """The signing keys of `MAIN_API_SECRET`; empty when it is. Raises ValueError for one that is malformed."""
    return [_key(secret) for secret in re.split(r"[\s,]+", secrets) if secret]


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not secret.startswith(_PREFIX) or not key:
        raise ValueError("a secret is whsec_ and base64 after it")
    return key


def sign(keys: list[bytes], *, message_id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature` over exactly these bytes."""
    content = b"%s.%d.%s" % (message_id.encode(), timestamp, body)
    digests = (hmac.new(key, content, hashlib.sha256).digest() for key in keys)
    return " ".join("v1," + base64.b64encode(digest).decode() for digest in digests)
