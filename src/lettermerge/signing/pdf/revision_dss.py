"""Check validation data that a later revision adds: certificates and revocation answers, as DER.

ETSI EN 319 142-1, 5.4: the document security store (`/DSS`) and its `/VRI`.
"""

from __future__ import annotations

import re
import zlib
from typing import Any, Protocol

from .object_values import PdfName, Ref, Refused, State, Stream

_KINDS = {"/Certs": "certificate", "/CRLs": "list", "/OCSPs": "answer"}
_VRI_KINDS = {"/Cert": "certificate", "/CRL": "list", "/OCSP": "answer"}
_HASH = re.compile(r"/[0-9A-F]{40}\Z")
_LONGEST = 20_000_000


class ExpectedObjects(Protocol):
    """What is expected of the objects of a later revision; see `revision_changes.Changes`."""

    before: State
    after: State
    expected: dict[int, Any]
    new: set[int]

    def add(self, ref: Any, what: str) -> Any:
        """Return a new object's value; raises Refused unless it is one."""


def check_dss(changes: ExpectedObjects, catalog: Any, now: dict[str, Any]) -> None:
    """Expect the /DSS that is there now, if it holds all of before and valid data besides.

    Raises:
        Refused: something is lost, or what was added is no validation data.
    """
    old, new = catalog.value.get("/DSS"), now.get("/DSS")
    if new is None:
        return
    store = _open(changes, old, new, "the validation data (/DSS)")
    if store is None:
        return
    if strange := sorted(set(store) - _KINDS.keys() - {"/Type", "/VRI"}):
        raise Refused(f"the validation data (/DSS) has {', '.join(strange)}")
    if store.get("/Type", PdfName("/DSS")) != PdfName("/DSS"):
        raise Refused("the validation data (/DSS) is of another type")
    was = changes.before.resolve(old) or {}
    _check_kinds(changes, was, store, _KINDS)
    _check_vri(changes, was, store)
    catalog.value["/DSS"] = new


def _open(changes: ExpectedObjects, old: Any, new: Any, what: str) -> Any:
    """Return the values at `new`, and expect them where the object of before is kept."""
    if not isinstance(new, Ref):
        value = new
    elif new == old:
        value = changes.after.get(new)
        if value == changes.before.get(new):
            return value
        if changes.before.referred.get(new.number, 0) > 1:
            raise Refused(f"{what} is used in another place, too")
        changes.expected[new.number] = value
    else:
        value = changes.add(new, what)
    if not isinstance(value, dict | list):
        raise Refused(f"{what} is malformed")
    return value


def _check_kinds(changes: ExpectedObjects, old: Any, new: Any, kinds: dict[str, str]) -> None:
    for key, kind in kinds.items():
        before = changes.before.resolve(old.get(key)) or []
        if key not in new:
            if before:
                raise Refused(f"it drops validation data ({key})")
            continue
        found = _open(changes, old.get(key), new[key], f"the list of validation data ({key})")
        if not isinstance(found, list) or any(not isinstance(one, Ref) for one in found):
            raise Refused(f"the list of validation data ({key}) is malformed")
        if any(one not in found for one in before):
            raise Refused(f"it drops validation data ({key})")
        for one in found:
            if one not in before:
                _check_stream(changes, one, kind)


def _check_vri(changes: ExpectedObjects, old: Any, new: Any) -> None:
    before = changes.before.resolve(old.get("/VRI")) or {}
    if "/VRI" not in new:
        if before:
            raise Refused("it drops validation data (/VRI)")
        return
    found = _open(changes, old.get("/VRI"), new["/VRI"], "the validation data (/VRI)")
    if not isinstance(found, dict) or set(before) - set(found):
        raise Refused("it drops validation data (/VRI)")
    for key, ref in found.items():
        if key == "/Type" and ref == PdfName("/VRI"):
            continue
        if not _HASH.match(key):
            raise Refused(f"the validation data (/VRI) has {key}")
        was = changes.before.resolve(before.get(key)) or {}
        entry = _open(changes, before.get(key), ref, f"the validation data of {key}")
        if not isinstance(entry, dict) or set(entry) - _VRI_KINDS.keys() - {"/Type", "/TU", "/TS"}:
            raise Refused(f"the validation data of {key} is malformed")
        if entry.get("/Type", PdfName("/VRI")) != PdfName("/VRI"):
            raise Refused(f"the validation data of {key} is malformed")
        if not isinstance(entry.get("/TU", b""), bytes):
            raise Refused(f"the validation data of {key} is malformed")
        _check_kinds(changes, was, entry, _VRI_KINDS)
        if "/TS" in entry and entry["/TS"] != was.get("/TS"):
            _check_stream(changes, entry["/TS"], "token")


def _check_stream(changes: ExpectedObjects, ref: Any, kind: str) -> None:
    known = isinstance(ref, Ref) and ref.number in changes.new
    value = changes.after.get(ref) if known else changes.add(ref, "an item of validation data")
    plain = isinstance(value, Stream) and set(value.entries) <= {"/Filter"}
    if not plain or value.entries.get("/Filter", PdfName("/FlateDecode")) != PdfName(
        "/FlateDecode"
    ):
        raise Refused(f"object {ref.number} is no validation data")
    data = value.stored
    try:
        if "/Filter" in value.entries:
            engine = zlib.decompressobj()
            data = engine.decompress(data, _LONGEST)
            if not engine.eof or engine.unused_data.strip(b"\r\n"):
                raise ValueError("more than one stream")
        _load(data, kind)
    except (ValueError, TypeError, zlib.error) as error:
        raise Refused(f"object {ref.number} is no valid {_SAID[kind]}: {error}") from None


_SAID = {
    "certificate": "certificate",
    "list": "revocation list",
    "answer": "OCSP answer",
    "token": "time stamp",
}


def _load(data: bytes, kind: str) -> None:
    """Parse DER; raises ValueError."""
    from asn1crypto import cms, crl, ocsp
    from cryptography import x509
    from cryptography.x509 import ocsp as ocsp_x509

    if kind == "certificate":
        x509.load_der_x509_certificate(data)
    elif kind == "list":
        x509.load_der_x509_crl(data)
        crl.CertificateList.load(data, strict=True)
    elif kind == "answer":
        ocsp_x509.load_der_ocsp_response(data)
        ocsp.OCSPResponse.load(data, strict=True)
    elif cms.ContentInfo.load(data, strict=True)["content_type"].native != "signed_data":
        raise ValueError("it is not signed data")
