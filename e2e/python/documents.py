"""Reads signatures and examples out of the two documents that describe the package: its guide and its reference."""

import ast
import re

EXAMPLE = re.compile(r"^### (.+)\n(?:(?!^### )[\s\S])*?#### Example\n\n```python\n([\s\S]*?)```", re.M)


def signatures(guide, reference):
    in_guide = re.finditer(r'^(?:client\.)?(\w+)\((.*)\)\n\n"""', guide, re.M)
    in_reference = re.finditer(r"^SegmentsClient\.(\w+)\((.*)\)\[source\]#", reference, re.M)
    return [
        *(f"guide: {m[1]}({re.sub(r'^self, *', '', m[2])})" for m in in_guide),
        *(f"reference: {m[1]}({m[2]})" for m in in_reference),
    ]


def examples(guide, reference):
    """(where, code) for each example; in the reference, code is what parses before the list of parameters."""
    for heading, code in EXAMPLE.findall(guide):
        yield f"guide: {heading}", code.rstrip()
    upload = re.search(r"## Upload a file as an asset\n\n#### Example\n\n```python\n([\s\S]*?)```", guide)
    yield "guide: Upload a file as an asset", upload[1].rstrip()
    for section in re.split(r"^(?=SegmentsClient\.\w+\()", reference, flags=re.M)[1:]:
        name = re.match(r"SegmentsClient\.(\w+)", section)[1]
        lines = section.split("\nParameters\n")[0].splitlines()
        for start in range(1, len(lines)):
            code = "\n".join(lines[start:]).strip()
            if "client." in code and _parses(code):
                yield f"reference: {name}", code
                break


def _parses(code):
    try:
        ast.parse(code)
    except SyntaxError:
        return False
    return True
