"""Signing a manifest with an Ed25519 key that OpenSSL reads and writes; the library comes with the extra `sign`.

`openssl genpkey -algorithm ed25519 -out key.pem` makes a key; `openssl pkeyutl -verify -pubin -inkey public.pem -rawin
-in seal.json -sigfile seal.json.sig` checks a signature without this program.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tally.domain.message import Message, say
from tally.domain.problem import Problem, Problems, error

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SUFFIX = ".sig"


def private_key(path: Path) -> Ed25519PrivateKey:
    """Return the key to sign with. Raises `Problems`: T638 no such key, T920 the extra is missing."""
    _refuse_without_library()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as failure:
        raise _no_key(path, failure) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(path, None)
    return key


def problems(content: bytes, signed: Path, public: Path | None) -> list[Problem]:
    """Test a signature with a public key; without a key nothing is tested.

    T637 the signature does not fit or is not there, T638 no such key, T920 the extra is missing.
    """
    if public is None:
        return []
    key = _public(public)
    from cryptography.exceptions import InvalidSignature

    try:
        key.verify(signed.read_bytes(), content)
    except OSError:
        return [error("T637", signed.name, say("没有签名"), say("封存时用 --key 签名"))]
    except InvalidSignature:
        return [error("T637", signed.name, say("签名与清单不符"), say("清单被改动过，或公钥不是这一把"))]
    return []


def _public(path: Path) -> Ed25519PublicKey:
    _refuse_without_library()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, TypeError) as failure:
        raise _no_key(path, failure) from None
    if not isinstance(key, Ed25519PublicKey):
        raise _no_key(path, None)
    return key


def _refuse_without_library() -> None:
    if find_spec("cryptography") is None:
        found = say("没有安装签名用的 cryptography")
        raise Problems([error("T920", "--key", found, say("安装：pip install 'tally[sign]'"))])


def _no_key(path: Path, failure: Exception | None) -> Problems:
    reason: object = failure.strerror if isinstance(failure, OSError) else say("不是没有口令的 Ed25519 密钥（PEM）")
    found: Message = say("密钥读不出：{reason}", reason=reason)
    remedy = say("生成一把：openssl genpkey -algorithm ed25519 -out key.pem")
    return Problems([error("T638", path.name, found, remedy)])
