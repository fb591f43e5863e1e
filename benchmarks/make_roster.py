"""Make a roster of any size: `python benchmarks/make_roster.py ROWS OUT.csv [--only us]`.

Invented names in the letters of many languages, all six parliaments or one of them, the same bytes
every time.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

SEED = 20230720

#: Parliament, chamber, share of the rows, party names, constituencies.
BODIES: tuple[tuple[str, str, int, tuple[str, ...], tuple[str, ...]], ...] = (
    ("eu", "parliament", 20, ("Lantern Group", "Harbour Alliance"), ("Malta", "Ελλάδα")),
    ("us", "senate", 4, ("Ridge", "Valley"), ("ME", "OR", "TX")),
    ("us", "house", 16, ("Ridge", "Valley"), ("CA-12", "NY-03", "OH-07")),
    ("ca", "senate", 4, ("Maple Group",), ("Québec", "Ontario")),
    ("ca", "commons", 12, ("Maple", "Érable"), ("Trois-Rivières", "Yukon", "St. John's East")),
    ("au", "senate", 3, ("Wattle", "Gum"), ("Tasmania", "Victoria")),
    ("au", "house", 7, ("Wattle", "Gum"), ("O'Connor", "Werriwa")),
    ("uk", "commons", 17, ("Oak", "Thistle", "Plaid Example"), ("Ynys Môn", "Sròn an Iar")),
    ("uk", "lords", 12, ("Oak", "Crossbench"), ("",)),
    ("nz", "house", 5, ("Kauri", "Tōtara"), ("Te Tai Tokerau", "Whangārei")),
)  # fmt: skip
GIVEN = (
    ("Anwen", "f"), ("Bartosz", "m"), ("Çağla", "f"), ("Dáithí", "m"), ("Ελένη", "f"),
    ("Fryderyk", "m"), ("Gråbjørn", "m"), ("Hēmi", "m"), ("Ioana", "f"), ("Jean-Noël", "m"),
    ("Krzysztofa", "f"), ("Łucja", "f"), ("Mairead", "f"), ("Ngaire", "f"), ("Óscar", "m"),
    ("Петра", "f"), ("Quintus", "m"), ("Růžena", "f"), ("Siobhán", "f"), ("Þórdís", "f"),
)  # fmt: skip
FIRST = (
    "Alder", "Birken", "Cedar", "Dorn", "Espen", "Fern", "Gorse", "Hazel", "Iris", "Juniper", "Koa",
    "Linden", "Myrtle", "Nettle", "Osier", "Poplar", "Quince", "Rowan", "Sorrel", "Thorn", "Ulmen",
)  # fmt: skip
LAST = (
    "brook", "croft", "dahl", "ek", "feld", "gård", "holm", "ides", "ková", "lund", "mægen", "nès",
    "ou", "pólos", "quist", "rød", "ström", "tún", "ulić", "vale", "więcki", "øy", "ßdorf", "žić",
)  # fmt: skip
PARTICLES = ("", "", "", "", "van der ", "de ", "O'", "Mac", "von ", "ter ", "D'")
HEADINGS = (
    "id", "parliament", "chamber", "given_name", "family_name", "suffix", "gender", "constituency",
    "party", "language", "address_1", "address_2", "city", "postal_code", "country", "office_phone",
)  # fmt: skip


def make_rows(seed: int = SEED, only: str = "") -> Iterator[tuple[str, ...]]:
    """Yield rows without end, the same for the same seed; those of one parliament, or of all."""
    chance = random.Random(seed)
    bodies = [body for body in BODIES if only in ("", body[0])]
    weights = [body[2] for body in bodies]
    number = 0
    while True:
        number += 1
        parliament, chamber, _, parties, seats = chance.choices(bodies, weights)[0]
        given, gender = chance.choice(GIVEN)
        family = chance.choice(PARTICLES) + chance.choice(FIRST) + chance.choice(LAST)
        if chance.random() < 0.1:
            family += "-" + chance.choice(FIRST) + chance.choice(LAST)
        suffix = chance.choice(("Jr.", "III")) if parliament == "us" and number % 25 == 0 else ""
        language = "fr" if parliament == "ca" and number % 4 == 0 else "en"
        yield (
            f"{parliament}-{number:06}", parliament, chamber, given, family, suffix,
            gender if chance.random() < 0.8 else "", chance.choice(seats), chance.choice(parties),
            language, *_address(parliament, chance), f"555-{chance.randrange(10_000):04}",
        )  # fmt: skip


def _address(parliament: str, chance: random.Random) -> tuple[str, ...]:
    """Return street, second line, town, code and country; nearly half give none."""
    if chance.random() < 0.45:
        return ("",) * 5
    country = {"eu": "BE", "uk": "GB"}.get(parliament, parliament.upper())
    room, street = chance.randrange(1, 900), f"{chance.randrange(1, 99)} Example Street"
    code = {
        "eu": "1047", "us": f"{chance.randrange(100_000):05}", "ca": "K1A 0A6", "au": "2600",
        "uk": "SW1A 0AA", "nz": "6160",
    }[parliament]  # fmt: skip
    return f"Room {room}", street, "Exampleton", code, country


def main() -> None:
    """Write the roster that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", default="", help="the id of one parliament")
    options = parser.parse_args()
    with options.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADINGS)
        writer.writerows(islice(make_rows(options.seed, options.only), options.rows))


if __name__ == "__main__":
    main()
