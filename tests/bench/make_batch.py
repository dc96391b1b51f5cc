#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes COUNT captures, one a line, to standard output: those of inputs/ over
and over, each time under another name."""

import json
import pathlib
import sys


def captures(root):
    """All that are captures, but those that name files beside them."""
    inputs = pathlib.Path(root) / "inputs"
    paths = sorted(inputs.glob("*/capture.json"))
    paths += sorted(inputs.glob("hostile/*.json"))
    paths += sorted(inputs.glob("hostile/defects/*.json"))
    for path in paths:
        capture = json.loads(path.read_text(encoding="utf-8"))
        capture.pop("witness", None)
        if "file" not in capture.get("firmware", {}).get("fdt", {}):
            yield capture


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: make_batch.py SOURCE-ROOT COUNT")
    all_captures = list(captures(sys.argv[1]))
    for index in range(int(sys.argv[2])):
        capture = dict(all_captures[index % len(all_captures)])
        capture["name"] += f"-{index}"
        print(json.dumps(capture, separators=(",", ":")))


if __name__ == "__main__":
    main()
