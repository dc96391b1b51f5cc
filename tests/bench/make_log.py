#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Prints MIB megabytes of log in which no kernel says a map, and then a map
of one entry: what serial consoles and journals of busy machines look like,
with times, threads, syslog's prefix, colours, and none of them."""

import random
import sys

WORDS = """memory reserved usb device driver registered interface link is up
Loading Initializing ACPI PCI bus resource node zone timer clock mounted
filesystem with ordered data mode Starting Started Reached target service
read-only using event source Type Available Unknown error reset""".split()

LINES = [
    "usb {a}-{b}: new high-speed USB device number {c} using xhci_hcd",
    "pci 0000:{x:02x}:1f.{a}: BAR {a}: [mem 0x{y:08x}-0x{z:08x} 64bit pref]",
    "pci_bus 0000:{x:02x}: resource {a} [io  0x{x:04x}-0xffff]",
    "ACPI: SSDT 0x{y:016X} 00{x:04X} (v02 PmRef  Cpu0Cst  00003001 INTL)",
    "audit: type=1400 audit({c}.{b}:{a}): apparmor=\"STATUS\" profile=\"{w}\"",
    "EXT4-fs (sda{a}): mounted filesystem with ordered data mode",
    "eth{a}: Link is Up - 1Gbps/Full - flow control rx/tx",
    "CPU{a}: Booted secondary processor 0x{y:010x} [0x{x:08x}]",
    "Call Trace:",
    " ? {w}_{v}+0x{x:x}/0x{y:x}",
    " {w}_{v}.isra.0+0x{x:x}/0x{y:x} [{w}]",
    "RIP: 0010:{w}_{v}+0x{x:x}/0x{y:x}",
    "{y:016x} {z:016x} {y:016x} {z:016x}",
    "RAX: {y:016x} RBX: {z:016x} RCX: {y:016x}",
    "iommu: Adding device 0000:{x:02x}:00.{a} to group {b}",
    "clocksource: tsc: mask: 0x{z:016x} max_cycles: 0x{y:x}",
    "systemd[1]: {w} {v} {w} {v}.",
    "Memory: {c}K/{c}K available ({c}K kernel code, {c}K rwdata)",
    "node {a}: {w} {v} {w}",
    "[drm] {w} {v} on minor {a}",
    "[mem 0x{y:08x}-0x{z:08x}] {w} for {v} devices",
    "{a}: {w} {v} {w} {v} {w} {v}",
    "{a}. {w} {v}",
    "{w} {v} {w} {v} {w} {v} {w} {v} {w} {v}",
    "  {w}: {v}",
    "Xen {w} {v}",
    "",
]

PREFIXES = [
    ("[{t:12.6f}] ", 60),
    ("[{t:12.6f}][    T{a}] ", 8),
    ("Jan {a:2d} 03:04:05 host kernel: [{t:12.6f}] ", 12),
    ("Jan {a:2d} 03:04:05 host {w}[{b}]: ", 5),
    ("<6>[{t:12.6f}] ", 3),
    ("(XEN) ", 3),
    ("\033[32m[{t:12.6f}] \033[0m\033[33m{w}\033[0m: ", 3),
    ("", 6),
]


def make_block(size):
    """Lines of so many bytes or a few more."""
    random.seed(1)
    prefixes = [prefix for prefix, _ in PREFIXES]
    weights = [weight for _, weight in PREFIXES]
    lines, length, time = [], 0, 0.0
    while length < size:
        time += random.random()
        line = random.choices(prefixes, weights)[0] + random.choice(LINES)
        line = line.format(
            a=random.randrange(1, 8), b=random.randrange(16),
            c=random.randrange(10 ** 6), t=time,
            w=random.choice(WORDS), v=random.choice(WORDS),
            x=random.randrange(256), y=random.randrange(2 ** 32),
            z=random.randrange(2 ** 63)) + "\n"
        lines.append(line)
        length += len(line)
    return "".join(lines).encode()


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: make_log.py MIB")
    block = make_block(4 << 20)
    left = int(sys.argv[1]) << 20
    while left > 0:
        sys.stdout.buffer.write(block)
        left -= len(block)
    sys.stdout.buffer.write(b"BIOS-e820: [mem 0x0-0xfff] usable\n")


if __name__ == "__main__":
    main()
