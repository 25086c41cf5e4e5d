"""civtext: reads Chinese civilised-city (全国文明城市) campaign reports."""

__version__ = "0.1.0"
