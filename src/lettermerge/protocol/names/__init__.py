"""Take names apart: titles, given and family name, suffixes, post-nominals."""
