"""Makes the long document whose import is measured: 300 rows on about 60 pages, as a PDF of invented words."""

from __future__ import annotations

import json
import random
import sys

from bench.words import prose


def main() -> None:
    """Write the PDF to the path given: python -m bench.pdf_plan PATH [ROWS]."""
    import typst

    chance = random.Random(7)
    rows = [
        [
            f"{n // 30 + 1}.{n % 30 + 1}",
            prose(chance, 14),
            prose(chance, 75),
            prose(chance, 45),
            f"Post {n % 20}",
            "Amber",
        ]
        for n in range(int(sys.argv[2]) if len(sys.argv) > 2 else 300)
    ]
    source = """
#set page(paper: "a4", flipped: true, margin: 1.5cm, numbering: "1")
#set text(size: 11pt)
= Prevent duty risk assessment and action plan
#let rows = json(bytes(sys.inputs.rows))
#table(columns: (1.4cm, 4cm, 1fr, 7cm, 2.6cm, 1.8cm),
  table.header([No.], [Risk area], [Action taken], [Next steps], [Lead], [RAG]),
  ..rows.flatten().map(cell => [#cell]))
"""
    typst.compile(source.encode(), output=sys.argv[1], sys_inputs={"rows": json.dumps(rows)})


if __name__ == "__main__":
    main()
