"""What a bare script takes for one letter, cold: the imports, one page description, one PDF.

python benchmarks/cold.py CORPUS     run by bench.py beside `lettermerge preview ID -f pdf`
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd
from weasyprint import HTML


def main(corpus: Path) -> None:
    """Read the first letter as a table of one row, and write it."""
    with (corpus / "letters.jsonl").open(encoding="utf-8") as lines:
        row = pd.DataFrame([json.loads(next(lines))]).iloc[0]
    css = (corpus / "page.css").read_text(encoding="utf-8")
    page = str(row["html"]).replace("</head>", f"<style>{css}</style></head>")
    HTML(string=page).write_pdf(corpus / "cold.pdf", pdf_variant="pdf/ua-1")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
