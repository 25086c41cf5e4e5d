"""Rectangles on a page of a PDF, and how a page is turned upright."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle on a page, y upwards."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def area(self) -> float:
        """0 where it is turned inside out."""
        return max(0.0, self.right - self.left) * max(0.0, self.top - self.bottom)

    def within(self, other: Box) -> Box:
        """The part that lies in the other one; its area is 0 where there is none.

        >>> Box(0, 0, 4, 4).within(Box(2, 2, 9, 3)), Box(0, 0, 1, 1).within(Box(5, 5, 6, 6)).area
        (Box(left=2, bottom=2, right=4, top=3), 0.0)
        """
        (left, bottom), (right, top) = map(max, self[:2], other[:2]), map(min, self[2:], other[2:])
        return Box(left, bottom, right, top)

    def touches(self, other: Box) -> bool:
        """Whether the two have a point in common."""
        left, bottom, right, top = self.within(other)
        return left <= right and bottom <= top

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= x <= self.right and self.bottom <= y <= self.top


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page stands: `turns` quarters to the left until its text is upright, the page's own box, and its /Rotate."""

    turns: int
    page: Box
    rotation: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height when upright."""
        wide, high = self.page.right - self.page.left, self.page.top - self.page.bottom
        return (high, wide) if self.turns % 2 else (wide, high)

    def upright(self, box: Box) -> Box:
        """A box of the page's own coordinates, with the page turned."""
        return _turned(box, self.page, self.turns)

    def shown(self, box: Box) -> Box:
        """A box on the page as it is shown (after /Rotate, from its lower left corner), with the page turned."""
        wide, high = self.page.right - self.page.left, self.page.top - self.page.bottom
        sheet = Box(0, 0, high, wide) if self.rotation % 180 else Box(0, 0, wide, high)
        left, bottom, right, top = _turned(box, sheet, -self.rotation // 90 % 4)
        x, y = self.page.left, self.page.bottom
        return self.upright(Box(left + x, bottom + y, right + x, top + y))


def _turned(box: Box, page: Box, turns: int) -> Box:
    """A box on a page that is turned to the right by quarters `turns` times."""
    if turns == 1:  # what ran upwards runs to the right
        return Box(box.bottom, page.right - box.right, box.top, page.right - box.left)
    if turns == 2:
        return Box(page.right - box.right, page.top - box.top, page.right - box.left, page.top - box.bottom)
    if turns == 3:
        return Box(page.top - box.top, box.left, page.top - box.bottom, box.right)
    return box
