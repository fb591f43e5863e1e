"""LibreOffice's own judgement of DOCX signatures: run by a Python that has UNO.

Starts an office with a profile and a root store of its own, reads paths from stdin, one a line,
and answers each with a line of JSON: a list of what it says of each signature.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]


def main(folder: str) -> None:
    pipe = f"lettermerge{os.getpid()}"
    office = subprocess.Popen(
        [
            "soffice", "--headless", "--norestore", "--nologo", "--nodefault",
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        context = connect(pipe)
        for line in sys.stdin:
            print(json.dumps(judge(context, line.rstrip("\n"))), flush=True)
        context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", context
        ).terminate()
    finally:
        office.terminate()
        office.wait(300)


def connect(pipe: str) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    for _ in range(300):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.1)
    raise SystemExit("LibreOffice did not start")


def judge(context: Any, path: str) -> list[dict[str, object]]:
    manager = context.ServiceManager
    storages = manager.createInstanceWithContext("com.sun.star.embed.StorageFactory", context)
    url = Path(path).as_uri()
    form = PropertyValue("StorageFormat", 0, "ZipFormat", 0)
    forms = uno.Any("[]com.sun.star.beans.PropertyValue", (form,))
    storage = uno.invoke(storages, "createInstanceWithArguments", ((url, 1, forms),))
    signatures = manager.createInstanceWithArgumentsAndContext(
        "com.sun.star.security.DocumentDigitalSignatures", ("1.2",), context
    )
    return [
        {
            "valid": one.SignatureIsValid,
            "certificate": one.CertificateStatus,
            "signer": one.Signer.SubjectName if one.Signer else "",
        }
        for one in signatures.verifyDocumentContentSignatures(storage, None)
    ]


if __name__ == "__main__":
    main(sys.argv[1])
