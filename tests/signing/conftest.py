"""What signing tests share: the authority's root on disk, and the tools that trust it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.signing import authority, verifiers


@pytest.fixture(scope="session")
def root_pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return authority.write_pem(tmp_path_factory.mktemp("root") / "root.pem", authority.root())


@pytest.fixture(scope="session")
def nss(tmp_path_factory: pytest.TempPathFactory, root_pem: Path) -> Path:
    return verifiers.make_nss(tmp_path_factory.mktemp("nss") / "db", root_pem)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory, nss: Path) -> Iterator[verifiers.Office]:
    office = verifiers.Office(tmp_path_factory.mktemp("office"), nss)
    yield office
    office.close()
