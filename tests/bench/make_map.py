#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes a large capture, the same at every run, to standard output."""

import argparse
import random

PAGE = 4096
LIMIT = 1 << 20     # entries in a capture


def e820(index):
    """Alternately usable and reserved, so that nothing merges."""
    kind = "usable" if index % 2 == 0 else "reserved"
    return (f'{{"base": "{0x100000 + index * 4 * PAGE:#x}", '
            f'"size": "{3 * PAGE:#x}", "type": "{kind}"}}')


def efi(index):
    """Every fourth is for runtime services, which becomes an exclusion."""
    kind = "RuntimeServicesData" if index % 4 == 3 else "ConventionalMemory"
    return (f'{{"type": "{kind}", "phys": "{0x40000000 + index * 4 * PAGE:#x}"'
            ', "virt": "0x0", "pages": 3, "attr": ["WB"]}')


def node(index):
    """Reserved, and every third no-map, with as much left between them."""
    no_map = ', "no_map": true' if index % 3 == 0 else ''
    return (f'{{"name": "n{index}", "reg": [{{"base": '
            f'"{0x48000000 + index * 4 * PAGE:#x}", "size": "{2 * PAGE:#x}"}}]'
            f'{no_map}}}')


def wish(index):
    """Memory for a dynamic node, of several sizes and alignments."""
    no_map = ', "no_map": true' if index % 3 == 0 else ''
    return (f'{{"name": "d{index}", "size": "{(1 + index % 3) * PAGE:#x}", '
            f'"alignment": "{PAGE << index % 4:#x}"{no_map}}}')


def memreserve(index):
    return (f'{{"base": "{0x48000000 + index * 4 * PAGE:#x}", '
            f'"size": "{2 * PAGE:#x}"}}')


def preload(index):
    """A file of 100 pages, right behind the one before."""
    return (f'{{"name": "/boot/kernel/{index}.ko", "type": "elf obj module", '
            f'"base": "{0x2000000 + index * 100 * PAGE:#x}", '
            f'"size": "{100 * PAGE:#x}"}}')


def print_preload(count, order):
    """A machine with that many files, all unloaded, in that order."""
    size = 0x10000000 + count * 100 * PAGE
    print('{"bootmem": 1, "name": "bench", "origin": "synthetic", '
          '"arch": "amd64", "profiles": ["freebsd"],\n"firmware": {"e820": ['
          f'{{"base": "0x0", "size": "{size:#x}", "type": "usable"}}]}},\n'
          '"boot": {"kernel": {"base": "0x200000", "size": "0x1e00000", '
          '"virtual": "0xffff800000200000"},\n"preload": [')
    print(",\n".join(map(preload, range(count))))
    print(']},\n"events": [')
    print(",\n".join(f'{{"do": "unload", "name": "/boot/kernel/{index}.ko"}}'
                     for index in order))
    print("]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("e820", "efi", "memreserve", "node",
                                         "preload", "wish"))
    parser.add_argument("count", type=int, help=f"entries, up to {LIMIT}")
    parser.add_argument("--shuffle", action="store_true",
                        help="in random order, of a fixed seed")
    options = parser.parse_args()
    order = list(range(options.count))
    if options.shuffle:
        random.Random(1).shuffle(order)
    if options.kind == "preload":
        print_preload(options.count, order)
        return
    bank = (f'"fdt": {{"memory": [{{"base": "0x40000000", '
            f'"size": "{0x40000000 + options.count * 16 * PAGE:#x}"}}], ')
    entry, arch, head, tail = {
        "e820": (e820, "amd64", '"e820": [', ']'),
        "efi": (efi, "arm64", '"efi": {"descriptor_size": 48, '
                '"descriptor_version": 1, "map": [', ']}'),
        "memreserve": (memreserve, "arm64", bank + '"memreserve": [', ']}'),
        "node": (node, "arm64", bank + '"reserved": [', ']}'),
        "wish": (wish, "arm64", bank + '"reserved": [', ']}'),
    }[options.kind]
    print('{"bootmem": 1, "name": "bench", "origin": "synthetic", '
          f'"arch": "{arch}", "profiles": ["freebsd"],\n"firmware": {{{head}')
    print(",\n".join(map(entry, order)))
    print(f"{tail}}}}}")


if __name__ == "__main__":
    main()
