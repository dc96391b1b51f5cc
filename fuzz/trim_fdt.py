#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Trim device tree blobs to what they say of memory.

trim_fdt.py DIRECTORY BLOB...  writes each blob into DIRECTORY again, with the
                               reservation block, the root's own properties,
                               memory, /reserved-memory and /chosen only
"""

import os
import struct
import sys

BEGIN_NODE, END_NODE, PROPERTY, NOP, END = 1, 2, 3, 4, 9
HEADER = struct.Struct(">10I")
MAGIC = 0xD00DFEED
KEPT_NODES = ("memory", "reserved-memory", "chosen")
KEPT_PROPERTIES = {
    "#address-cells", "#size-cells", "ranges", "device_type", "reg", "size",
    "alignment", "alloc-ranges", "no-map", "reusable", "compatible", "status",
    "linux,usable-memory", "linux,usable-memory-range", "hotpluggable",
    "linux,cma-default"}


def text_at(data, at):
    return data[at:data.index(b"\0", at)].decode("latin-1")


def padded(data):
    return data + bytes(-len(data) % 4)


def reservations(data, at):
    end = at
    while data[end:end + 16] != bytes(16):
        end += 16
    return data[at:end + 16]


class Trimmed:
    """The tokens that are kept, and the names of their properties."""

    def __init__(self, data):
        header = HEADER.unpack_from(data)
        if header[0] != MAGIC:
            raise ValueError("no device tree blob")
        self.data, self.strings_at, self.at = data, header[3], header[2]
        self.structure, self.names = b"", {}
        self.reserved = reservations(data, header[4])
        self.path = []
        while self.token():
            pass

    def is_kept(self):
        return len(self.path) < 2 or \
            self.path[1].split("@")[0] in KEPT_NODES

    def word(self):
        self.at += 4
        return struct.unpack_from(">I", self.data, self.at - 4)[0]

    def keep(self, *words, data=b""):
        self.structure += struct.pack(f">{len(words)}I", *words)
        self.structure += padded(data)

    def property(self):
        length, name_at = self.word(), self.word()
        name = text_at(self.data, self.strings_at + name_at)
        value = self.data[self.at:self.at + length]
        self.at += len(padded(value))
        if not self.is_kept() or name not in KEPT_PROPERTIES:
            return
        if name not in self.names:
            self.names[name] = sum(len(each) + 1 for each in self.names)
        self.keep(PROPERTY, length, self.names[name], data=value)

    def token(self):
        token = self.word()
        if token == BEGIN_NODE:
            name = text_at(self.data, self.at)
            self.at += len(padded(name.encode("latin-1") + b"\0"))
            self.path.append(name)
            if self.is_kept():
                self.keep(token, data=name.encode("latin-1") + b"\0")
        elif token == END_NODE:
            if self.is_kept():
                self.keep(token)
            self.path.pop()
        elif token == PROPERTY:
            self.property()
        elif token == END:
            self.keep(token)
        return token != END

    def blob(self):
        strings = b"".join(name.encode() + b"\0" for name in self.names)
        reserved_at = HEADER.size
        structure_at = reserved_at + len(self.reserved)
        strings_at = structure_at + len(self.structure)
        return HEADER.pack(
            MAGIC, strings_at + len(strings), structure_at, strings_at,
            reserved_at, 17, 16, 0, len(strings), len(self.structure)
        ) + self.reserved + self.structure + strings


def main(arguments):
    if len(arguments) < 2 or arguments[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    os.makedirs(arguments[0], exist_ok=True)
    for path in arguments[1:]:
        with open(path, "rb") as file:
            blob = Trimmed(file.read()).blob()
        name = os.path.basename(path).removesuffix(".dtb")
        if name == "fdt":
            name = os.path.basename(os.path.dirname(os.path.abspath(path)))
        with open(os.path.join(arguments[0], name), "wb") as file:
            file.write(blob)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
