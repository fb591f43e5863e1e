"""Cut a face down to some characters, with the rules that place and join their glyphs."""

from __future__ import annotations

from functools import lru_cache

from .fonts import Face


@lru_cache(maxsize=64)
def cut(face: Face, characters: frozenset[int], *, shaped: bool = True) -> bytes:
    """Return a TrueType file with the characters of a face that are among `characters`.

    Kerning, ligatures and the placing of marks stay where it is `shaped`; instructions for coarse
    screens go. The same inputs give the same bytes.
    """
    import uharfbuzz as hb

    wanted = hb.SubsetInput()
    wanted.unicode_set.set(sorted(characters))
    wanted.layout_feature_tag_set.clear()
    wanted.layout_feature_tag_set.set(_FEATURES if shaped else _UNSHAPED)
    wanted.name_id_set.set(range(7))
    wanted.drop_table_tag_set.update(_USELESS)
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    return bytes(hb.subset(hb.Face(face.read()), wanted).blob.data)


def _tags(names: str) -> tuple[int, ...]:
    return tuple(int.from_bytes(name.encode("ascii"), "big") for name in names.split())


#: What Word and LibreOffice apply: composed letters, forms by language, ligatures, kerning, marks.
_FEATURES = _tags("ccmp locl rlig liga clig calt kern mark mkmk")
#: What letters need that are composed of others, even where nothing else is kept.
_UNSHAPED = _tags("ccmp mark mkmk")
#: Tables of other shapers and of signatures over the whole file.
_USELESS = _tags("Silf Sill Glat Gloc Feat DSIG FFTM TTFA meta")
