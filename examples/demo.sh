#!/bin/sh
# Mines examples/reports and shows what was found. Called by `make demo`.
set -eu
civtext="$(dirname "${PYTHON:-.venv/bin/python}")/civtext"
rm -rf demo && mkdir demo

show() {
    printf '\n$ civtext %s\n' "$*"
    "$civtext" "$@"
}

show mine examples/reports -o demo/base.civtext
show search demo/base.civtext "背街小巷 整治" --limit 4
show search demo/base.civtext "志愿服务" --place 云岭 --limit 2
show ask demo/base.civtext 背街小巷
show graph demo/base.civtext -o demo/graph.graphml
show graph demo/base.civtext --around 云岭市 --depth 3 -o demo/graph.html
show compare demo/base.civtext -o demo/compare.html
template="examples/reports/XX市20XX年创建全国文明城市工作总结（模板）.docx"
show gaps "$template" --against demo/base.civtext -o demo/gaps | tail -n 16
"${PYTHON:-.venv/bin/python}" examples/highlight.py examples/reports/云岭市2023年创建全国文明城市工作总结.txt demo/highlighted.html
printf '\n再看 look at: demo/highlighted.html (标注后的原文 a report, highlighted), demo/graph.html (图谱 the graph), demo/compare.html (各地比较 places compared),
  demo/gaps/ (模板的批注稿和填写表 the template with comments, its fill sheet), demo/graph.graphml (Gephi), demo/base.civtext (SQLite)\n'
