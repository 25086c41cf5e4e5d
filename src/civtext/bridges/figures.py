"""matplotlib: figures whose Chinese shows as Chinese. Extra: civtext[notebook].

>>> chosen(["DejaVu Sans", "SimHei", "Microsoft YaHei"])
'Microsoft YaHei'
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable

from civtext.errors import UsageError

FONTS = (
    *(
        "Noto Sans CJK SC",
        "Source Han Sans SC",
        "Source Han Sans CN",
        "Microsoft YaHei",
        "PingFang SC",
        "Hiragino Sans GB",
    ),
    *(
        "SimHei",
        "WenQuanYi Zen Hei",
        "WenQuanYi Micro Hei",
        "Noto Serif CJK SC",
        "Source Han Serif SC",
        "SimSun",
        "Songti SC",
    ),
    # Of a collection matplotlib knows the first face only; its Chinese characters are there too.
    *("Noto Sans CJK JP", "Noto Serif CJK JP"),
)
HINT = (
    "没有找到中文字体,图中的汉字会显示为方框。请安装一种:Debian/Ubuntu 用 apt install fonts-noto-cjk,"
    "其他系统安装 Noto Sans CJK SC(思源黑体),再重启内核。"
    " No Chinese font was found: install one (Debian: fonts-noto-cjk) and restart the kernel."
)


def chosen(installed: Iterable[str]) -> str | None:
    """The first of FONTS that is installed, None where none is."""
    names = set(installed)
    return next((font for font in FONTS if font in names), None)


def use_chinese_font() -> str | None:
    """Set the first installed font of FONTS for all figures from here on; its name. Where none is, one warning says what to
    install, and nothing changes. Raises UsageError (extra.notebook) without matplotlib.
    """
    try:
        import matplotlib
        from matplotlib import font_manager
    except ImportError:
        raise UsageError(
            "extra.notebook",
            '画图需要 pip install "civtext[notebook]"。',
            'Figures need pip install "civtext[notebook]".',
        ) from None
    font = chosen(font_manager.get_font_names())
    if font is None:
        warnings.warn(HINT, stacklevel=2)
        return None
    # Only fonts that are there: matplotlib complains of each absent one at every drawing.
    matplotlib.rcParams["font.family"] = [font]
    matplotlib.rcParams["axes.unicode_minus"] = False
    return font
