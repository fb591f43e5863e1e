"""The notebooks of the documentation run, in a kernel, and say what is in them."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import lettermerge

NOTEBOOKS = Path(__file__).resolve().parents[2] / "docs" / "notebooks"


def outputs(notebook: Any) -> Iterator[tuple[str, list[str]]]:
    """Yield the code of each cell, and what is shown below it."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            texts = (one.get("text") or one.get("data", {}).get("text/plain") or str(one)
                     for one in cell.outputs)  # fmt: skip
            yield cell.source, list(texts)


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.name)
def test_a_notebook_runs_and_shows_what_it_says(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(lettermerge.__file__).parents[1]))
    monkeypatch.setenv("PYTHONWARNDEFAULTENCODING", "")  # the kernel's own packages name none
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    written = nbformat.read(path, as_version=4)
    run = copy.deepcopy(written)
    NotebookClient(run, timeout=600, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert list(outputs(run)) == list(outputs(written))


def test_there_is_a_notebook() -> None:
    assert [path.name for path in NOTEBOOKS.glob("*.ipynb")] == ["letters.ipynb"]
