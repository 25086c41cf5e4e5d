"""What the parser of the command line complains of, in Chinese first.

Typer says it in English; a sentence that is not among `_SAID` is shown as it is, behind a general word.
"""

from __future__ import annotations

import re

import typer

from civtext.errors import UsageError

_SAID = [
    (re.compile(pattern), chinese)
    for pattern, chinese in (
        (r"Missing (?:argument|option|parameter) (?P<name>.+?)\.", "缺少 {name}"),
        (r"Missing command\.", "缺少命令"),
        (r"No such command (?P<name>.+?)\.(?: Did you mean (?P<near>.+)\?)?", "没有 {name} 这个命令{near}"),
        (r"No such option: (?P<name>\S+)(?: \(Possible options: (?P<near>.+)\))?", "没有 {name} 这个选项{near}"),
        (r"Option (?P<name>.+) requires an argument\.", "选项 {name} 后面要写上它的值"),
        (r"Option (?P<name>.+) does not take a value\.", "选项 {name} 后面不写值"),
        (r"Got unexpected extra argument(?:s|\(s\))? \((?P<name>.+)\)", "多出了 {name}；含空格的词语请用引号"),
        (r"Invalid value for (?P<name>.+?): .*(?:valid integer|unable to parse).*", "{name} 的值应是整数"),
        (r"Invalid value for (?P<name>.+?): .*greater than or equal to (?P<bound>\S+)", "{name} 的值不能小于 {bound}"),
        (r"Invalid value for (?P<name>.+?): .*less than or equal to (?P<bound>\S+)", "{name} 的值不能大于 {bound}"),
        (r"Invalid value for (?P<name>.+?): .*is not one of (?P<bound>.+?)\.?", "{name} 的值只能是 {bound}"),
        (r"Invalid value for (?P<name>.+?): .*", "{name} 的值不对"),
    )
]


def complaint(error: typer.TyperException) -> UsageError:
    """A complaint of Typer's as an error of ours; it says where the command is explained.

    >>> print(complaint(typer.TyperException("No such option: --lim (Possible options: --limit)")))
    没有 --lim 这个选项，是不是 --limit？用 civtext --help 看用法。 No such option: --lim (Possible options: --limit); see civtext --help. [usage.command]
    """
    english = error.format_message()
    context = getattr(error, "ctx", None)
    helped = f"{context.command_path if context else 'civtext'} --help".replace("python -m ", "")
    chinese = next((_filled(form, found) for said, form in _SAID if (found := said.fullmatch(english))), "用法不对。")
    return UsageError("usage.command", f"{chinese}用 {helped} 看用法。", f"{english.rstrip('.')}; see {helped}.")


def _filled(form: str, found: re.Match[str]) -> str:
    told = {name: value or "" for name, value in found.groupdict().items()}
    near = f"，是不是 {told['near']}？" if told.get("near") else ""
    return form.format(**{**told, "near": near}) + ("" if near else "。")
