"""Merged cells that reach from a header into the band of rows below it."""

from __future__ import annotations

from budgetlint.read.grid import Lattice, lattices, place_glyphs
from budgetlint.read.semiruled import Glyph
from budgetlint.read.spanning import release_bands


def line(text: str, x0: float, y0: float) -> list[Glyph]:
    return [(char, x0 + 10 * n, y0, x0 + 10 * n + 10, y0 + 10) for n, char in enumerate(text)]


def page(rules: list[tuple[float, float, float]]) -> Lattice:
    """Two columns from 0 to 100 to 200, ruled at the heights given."""
    (lattice,) = lattices(rules, [(x, 0.0, 100.0) for x in (0.0, 100.0, 200.0)])
    return lattice


def read(lattice: Lattice, glyphs: list[Glyph]) -> dict[tuple[int, int], str]:
    cells, outside = place_glyphs(lattice, glyphs)
    assert not outside
    lattice, cells = release_bands(lattice, cells)
    assert len(lattice.owner) == lattice.row_count * lattice.column_count
    assert set(cells) <= set(lattice.owner)
    return {
        divmod(field, lattice.column_count): "".join(g[0] for g in cell)
        for field, cell in cells.items()
    }


HEADING = [*line("地区", 30, 5), *line("决算数", 130, 5)]
LABELS = [*line("安阳县", 5, 25), *line("林州市", 5, 45), *line("滑县", 5, 65)]
AMOUNTS = [*line("71147", 140, 25), *line("15632", 140, 45), *line("272", 160, 65)]


def test_a_heading_merged_with_its_labels_is_cut_off() -> None:
    # the rule under the header is drawn below the amounts only
    lattice = page([(0.0, 0.0, 200.0), (20.0, 100.0, 200.0), (100.0, 0.0, 200.0)])
    assert read(lattice, [*HEADING, *LABELS, *AMOUNTS]) == {
        (0, 0): "地区",
        (0, 1): "决算数",
        (1, 0): "安阳县林州市滑县",
        (1, 1): "7114715632272",
    }


def test_a_merged_cell_beside_ordinary_rows_stays_whole() -> None:
    rules = [(y, 100.0 if 0 < y < 100 else 0.0, 200.0) for y in (0.0, 33.0, 66.0, 100.0)]
    glyphs = [*line("安阳县", 5, 30), *line("林州市", 5, 45), *line("71147", 140, 10)]
    glyphs += [*line("15632", 140, 43), *line("272", 160, 76)]
    assert read(page(rules), glyphs) == {
        (0, 0): "安阳县林州市",
        (0, 1): "71147",
        (1, 1): "15632",
        (2, 1): "272",
    }


def test_a_lattice_without_bands_comes_back_as_it_is() -> None:
    lattice = page([(0.0, 0.0, 200.0), (50.0, 100.0, 200.0), (100.0, 0.0, 200.0)])
    cells, _ = place_glyphs(lattice, [*HEADING, *line("71147", 140, 60)])
    assert release_bands(lattice, cells) == (lattice, cells)
