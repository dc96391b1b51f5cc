#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Turn captures into inputs of fuzz_map, and inputs into captures.

seed.py DIRECTORY CAPTURE...     writes one input a capture into DIRECTORY
seed.py --e820 DIRECTORY CAPTURE...  the same for fuzz_e820
seed.py --linux-efi DIRECTORY CAPTURE...  the same for fuzz_linux_efi
seed.py --linux-e820 DIRECTORY CAPTURE...  the same for fuzz_linux_e820
seed.py --capture INPUT          prints the capture that INPUT stands for

The binary forms are described in the targets.  What it cannot say (names, the
command line, dynamic nodes, attributes) is left out.
"""

import json
import os
import re
import struct
import sys

TOP = 2**64
ARCHS = ["amd64", "i386", "arm64", "arm", "riscv64"]
E820 = {"usable": 1, "reserved": 2, "acpi": 3, "nvs": 4, "unusable": 5,
        "disabled": 6, "pmem": 7, "pram": 12, "soft-reserved": 0xEFFFFFFF}
EFI = ["Reserved", "LoaderCode", "LoaderData", "BootServicesCode",
       "BootServicesData", "RuntimeServicesCode", "RuntimeServicesData",
       "ConventionalMemory", "UnusableMemory", "ACPIReclaimMemory",
       "ACPIMemoryNVS", "MemoryMappedIO", "MemoryMappedIOPortSpace",
       "PalCode", "PersistentMemory", "UnacceptedMemory"]
LOADED = ["kernel", "initrd", "dtb", "page_tables"]
FLAGS = {"NoDump": 1, "NoAlloc": 2}
SUFFIXES = {"K": 10, "M": 20, "G": 30, "T": 40}
(K_E820, K_EFI, K_MEMORY, K_MEMRESERVE, K_RESERVED, K_EFI_MEMRESERVE,
 K_REGION_ADD, K_REGION_EXCEPT, K_OP_ADD, K_OP_EXCEPT, K_LOADED, K_DEVICE,
 K_USE, K_ALLOC, K_XEN_ALLOC, K_LATER, K_BAD_PAGE, K_KERNEL_AT, K_UNLOAD,
 K_MICROCODE) = range(20)
KINDS = 20
RAM0 = "hint.ram.0.disabled"
TABLES_IN_SEGMENT = "vm.page_tables_in_segment"
TUNABLES = ["hw.physmem", "hw.physmem.start"]
RECORD = struct.Struct("<BBHIQQ")
HEADER = struct.Struct("<BBBxxxxxQQ")


def number(value):
    return int(value, 0) if isinstance(value, str) else value


def size_of(text):
    if text[-1:].upper() in SUFFIXES:
        return int(text[:-1], 0) << SUFFIXES[text[-1:].upper()]
    return int(text, 0)


def record(kind, entry, variant=0, code=0, name=0):
    base, size = number(entry["base"]), number(entry["size"])
    return RECORD.pack(kind, variant, name, code, base,
                       (base + size - 1) % TOP)


def flags_of(entry):
    return sum(FLAGS[flag] for flag in entry.get("flags", []))


def type_of(entry, names):
    kind = entry["type"]
    if isinstance(kind, str):
        return names[kind] if isinstance(names, dict) else names.index(kind)
    return kind


def efi_record(entry):
    pages = number(entry["pages"])
    whole = pages * 4096 < TOP
    size = pages * 4096 if whole else pages
    return record(K_EFI, {"base": entry["phys"], "size": size},
                  0 if whole else 1, type_of(entry, EFI))


def firmware_records(firmware):
    for entry in firmware.get("e820", []):
        yield record(K_E820, entry, code=type_of(entry, E820))
    efi = firmware.get("efi", {})
    yield from map(efi_record, efi.get("map", []))
    for entry in efi.get("memreserve", []):
        yield record(K_EFI_MEMRESERVE, entry)
    fdt = firmware.get("fdt", {})
    for entry in fdt.get("memory", []):
        yield record(K_MEMORY, entry)
    for entry in fdt.get("memreserve", []):
        yield record(K_MEMRESERVE, entry)
    for node in fdt.get("reserved", []):
        okay = node.get("status", "okay") in ("okay", "ok")
        variant = (node.get("no_map", False) + 2 * node.get("reusable", False)
                   + 4 * (not okay))
        for entry in node.get("reg", []):
            yield record(K_RESERVED, entry, variant)
    regions = firmware.get("regions", {})
    for entry in regions.get("hardware", []):
        yield record(K_REGION_ADD, entry)
    for entry in regions.get("exclude", []):
        yield record(K_REGION_EXCEPT, entry, flags_of(entry))
    for entry in firmware.get("ops", []):
        kind = K_OP_ADD if entry["op"] == "hardware" else K_OP_EXCEPT
        yield record(kind, entry, flags_of(entry))


class Files:
    """The few names that inputs have for files, with and without a path."""

    def __init__(self):
        self.numbers = {}

    def of(self, path):
        base = path.rsplit("/", 1)[-1]
        number = self.numbers.setdefault(base, len(self.numbers) % 4)
        return {"name": number}, int("/" in path)


def boot_records(boot, files):
    for code, name in enumerate(LOADED):
        if name in boot:
            yield record(K_LOADED, boot[name], code)
    if "virtual" in boot.get("kernel", {}):
        yield record(K_KERNEL_AT,
                     {"base": boot["kernel"]["virtual"], "size": 1})
    for file in boot.get("preload", []):
        name, has_path = files.of(file["name"])
        yield record(K_LOADED, file, 4 + 5 * has_path, **name)
    for page in boot.get("bad_pages", []):
        yield record(K_BAD_PAGE, {"base": page, "size": 1})


def file_event_record(event, files):
    name, has_path = files.of(event["name"])
    if event["do"] == "unload":
        return record(K_UNLOAD, {"base": 0, "size": 0}, has_path, **name)
    keep = event["keep"]
    return record(K_MICROCODE, {"base": keep["offset"],
                                "size": keep["size"]}, has_path, **name)


def event_record(event, drivers, files):
    if event["do"] in ("unload", "microcode-release"):
        return file_event_record(event, files)
    driver = event.get("driver", "")
    name = drivers.setdefault(driver, len(drivers) % 4)
    whole = {"base": 0, "size": 0}
    if event["do"] == "alloc":
        first = number(event.get("from", 0))
        last = number(event.get("to", TOP - 1))
        size, shift = number(event["size"]), 0
        while size > 0xFFFF:
            size, shift = size >> 1, shift + 1
        align = number(event.get("align", 1)).bit_length() - 1
        return RECORD.pack(K_ALLOC, max(align, 0), name, shift << 16 | size,
                           first, last)
    if event["do"] == "xen-alloc":
        return record(K_XEN_ALLOC, {"base": 0, "size": event["size"]},
                      name=name)
    if event["do"] == "release":
        return record(K_LATER, whole, 0, name=name)
    if event["do"] == "map-check":
        return record(K_LATER, event, 1, name=name)
    return b""


def to_input(capture):
    tunables = capture.get("boot", {}).get("tunables", {})
    options = tunables.get(RAM0) == "1"
    values = []
    for bit, name in enumerate(TUNABLES):
        options += (2 << bit) * (name in tunables)
        values.append(size_of(tunables.get(name, "0")))
    options += 16 * (tunables.get(TABLES_IN_SEGMENT, "1")[:1] == "0")
    efi = capture.get("firmware", {}).get("efi", {})
    options += 8 * (number(efi.get("descriptor_size", 48)) == 0)
    shift = number(capture.get("page_size", 4096)).bit_length() - 13
    parts = [HEADER.pack(ARCHS.index(capture["arch"]), shift, options,
                         *values)]
    parts += firmware_records(capture.get("firmware", {}))
    files = Files()
    parts += boot_records(capture.get("boot", {}), files)
    drivers = {}
    for device in capture.get("devices", []):
        name = drivers.setdefault(device["name"], len(drivers) % 4)
        parts.append(record(K_DEVICE, device, device.get("when") == "late",
                            name=name))
        parts += [record(K_USE, use) for use in device.get("uses", [])]
    parts += [event_record(event, drivers, files)
              for event in capture.get("events", [])]
    return b"".join(parts)


def flag_names(variant):
    return [name for name, bit in FLAGS.items() if variant & bit]


class Decoder:
    """An input of fuzz_map on its way to a capture."""

    names = ["zero", "one", "two", "three"]

    def __init__(self, data):
        data = data + bytes(-len(data) % RECORD.size)
        data = data or bytes(RECORD.size)
        arch, shift, options, *values = HEADER.unpack(data[:HEADER.size])
        self.firmware, self.boot = {}, {}
        self.devices, self.events = [], []
        self.virtual = None
        self.descriptor_size = 0 if options & 8 else 48
        tunables = {RAM0: "1"} if options & 1 else {}
        if options & 16:
            tunables[TABLES_IN_SEGMENT] = "0"
        for bit, name in enumerate(TUNABLES):
            if options & 2 << bit:
                tunables[name] = hex(values[bit])
        if tunables:
            self.boot["tunables"] = tunables
        self.capture = {"bootmem": 1, "name": "fuzzed",
                        "origin": "synthetic", "arch": ARCHS[arch % 5],
                        "page_size": 4096 << shift % 5}
        for at in range(HEADER.size, len(data), RECORD.size):
            self.add(*RECORD.unpack_from(data, at))

    def add(self, kind, variant, name, code, first, last):
        kind, name = kind % KINDS, self.names[name % 4]
        size = (last - first + 1) % TOP
        extent = {"base": hex(first), "size": hex(size)}
        if kind == K_EFI:
            pages = size if variant & 1 else size // 4096
            extent = {"type": code, "phys": hex(first), "virt": 0,
                      "pages": hex(pages), "attr": 0}
        elif kind == K_E820:
            extent["type"] = code
        if kind in (K_EFI, K_EFI_MEMRESERVE):
            efi = self.firmware.setdefault("efi", {
                "descriptor_size": self.descriptor_size,
                "descriptor_version": 1, "map": []})
            key = "map" if kind == K_EFI else "memreserve"
            efi.setdefault(key, []).append(extent)
        elif kind == K_E820:
            self.firmware.setdefault("e820", []).append(extent)
        elif kind in (K_MEMORY, K_MEMRESERVE, K_RESERVED):
            self.add_fdt(kind, variant, name, extent)
        elif kind <= K_OP_EXCEPT:
            self.add_digested(kind, variant, extent)
        elif kind in (K_LOADED, K_BAD_PAGE, K_KERNEL_AT):
            self.add_to_boot(kind, variant, name, extent)
        elif kind == K_DEVICE:
            self.devices.append({
                "name": name, **extent,
                "when": "late" if variant & 1 else "early"})
        elif kind == K_USE and self.devices:
            self.devices[-1].setdefault("uses", []).append(extent)
        elif kind >= K_ALLOC:
            self.add_event(kind, variant, name, code, (first, last, size))

    def add_fdt(self, kind, variant, name, extent):
        fdt = self.firmware.setdefault("fdt", {"memory": []})
        if kind == K_RESERVED:
            node = {"name": name, "reg": [] if variant & 8 else [extent],
                    "no_map": bool(variant & 1),
                    "reusable": bool(variant & 2),
                    "status": "disabled" if variant & 4 else "okay"}
            fdt.setdefault("reserved", []).append(node)
            return
        key = "memory" if kind == K_MEMORY else "memreserve"
        fdt.setdefault(key, []).append(extent)

    def add_to_boot(self, kind, variant, name, extent):
        if kind == K_BAD_PAGE:
            self.boot.setdefault("bad_pages", []).append(extent["base"])
        elif kind == K_KERNEL_AT:
            self.virtual = extent["base"]
        elif variant % 5 < 4:
            self.boot[LOADED[variant % 5]] = extent
        else:
            path = self.path(name, variant // 5)
            self.boot.setdefault("preload", []).append(
                {"name": path, "type": name, **extent})

    @staticmethod
    def path(name, variant):
        return "/boot/" + name if variant & 1 else name

    def add_digested(self, kind, variant, extent):
        flags = {"flags": flag_names(variant)}
        if kind == K_OP_ADD:
            extent = {"op": "hardware", **extent}
        elif kind == K_OP_EXCEPT:
            extent = {"op": "exclude", **extent, **flags}
        else:
            regions = self.firmware.setdefault(
                "regions", {"hardware": [], "exclude": []})
            if kind == K_REGION_ADD:
                regions["hardware"].append(extent)
            else:
                regions["exclude"].append({**extent, **flags})
            return
        self.firmware.setdefault("ops", []).append(extent)

    def add_event(self, kind, variant, name, code, numbers):
        first, last, size = numbers
        event = {"do": "xen-alloc", "driver": name, "size": hex(size)}
        if kind == K_ALLOC:
            align = variant % 64 if variant & 0x40 else 1 << variant % 64
            event = {"do": "alloc", "driver": name, "from": hex(first),
                     "to": hex(last), "align": hex(align),
                     "size": hex(((code & 0xFFFF) << (code >> 16) % 48)
                                 % TOP)}
        elif kind == K_LATER and variant & 1:
            event = {"do": "map-check", "driver": name, "base": hex(first),
                     "size": hex(size)}
        elif kind == K_LATER:
            event = {"do": "release", "driver": name}
        elif kind == K_UNLOAD:
            event = {"do": "unload", "name": self.path(name, variant)}
        elif kind == K_MICROCODE:
            event = {"do": "microcode-release",
                     "name": self.path(name, variant),
                     "keep": {"offset": hex(first), "size": hex(size)}}
        self.events.append(event)

    def result(self):
        if self.virtual is not None and "kernel" in self.boot:
            self.boot["kernel"]["virtual"] = self.virtual
        parts = {"firmware": self.firmware, "boot": self.boot,
                 "devices": self.devices, "events": self.events}
        return {**self.capture,
                **{key: part for key, part in parts.items() if part}}


E820_TYPES = [1, 2, 3, 4, 5, 7, 12, 128]
OPERATION = struct.Struct("<BBHHH")


def to_e820_input(capture):
    """The e820 map of a capture with its edges numbered, as additions."""
    entries = [(number(e["base"]), number(e["base"]) + number(e["size"]),
                type_of(e, E820)) for e in capture["firmware"]["e820"]
               if number(e["size"]) > 0]
    edges = sorted({edge for entry in entries for edge in entry[:2]})
    parts = [struct.pack("<BBBBI", 2, 7, 63, 0, 0)]
    for at, (start, end, kind) in enumerate(entries):
        if kind in E820_TYPES:
            parts.append(OPERATION.pack(
                0, E820_TYPES.index(kind), 2 * edges.index(start),
                2 * edges.index(end) - 1, 1373 * at & 0xFFFF))
    # Page 0 as the BIOS's, and no RAM in its area: what Linux does next.
    parts.append(OPERATION.pack(1, 8, 0, 0, 0))
    parts.append(OPERATION.pack(3, 0, 2, 3, 0))
    return b"".join(parts)


ATTRIBUTES = ["UC", "WC", "WT", "WB", "UCE"]
(L_DESCRIPTOR, L_EFI_MEMRESERVE, L_MEMORY, L_MEMRESERVE, L_STATIC, L_TUPLE,
 L_DYNAMIC, L_PLACE, L_LOADED, L_USABLE) = range(10)
LINUX_ARCHS = ["arm64", "riscv64", "amd64"]
COMPATIBLE = {"shared-dma-pool": 2, "restricted-dma-pool": 3}


def linux_record(kind, entry, variant=0, attributes=0, code=0):
    base, size = number(entry["base"]), number(entry["size"])
    return RECORD.pack(kind, variant, attributes, code, base,
                       (base + size - 1) % TOP)


def attributes_of(descriptor):
    attributes = descriptor.get("attr", 0)
    if isinstance(attributes, list):
        bits = sum(1 << ATTRIBUTES.index(name) for name in attributes
                   if name in ATTRIBUTES)
        return bits | 0x8000 * ("SP" in attributes)
    return number(attributes) & 0x7FFF | (number(attributes) >> 18 & 1) << 15


def node_records(node):
    variant = (node.get("no_map", False) + 2 * node.get("reusable", False)
               + 4 * (node.get("status", "okay") not in ("okay", "ok"))
               + 8 * COMPATIBLE.get(node.get("compatible"), 0))
    if "reg" in node:
        for at, entry in enumerate(node["reg"]):
            yield linux_record(L_TUPLE if at else L_STATIC, entry, variant)
    elif "size" in node:
        align = number(node.get("alignment", 0)).bit_length()
        yield linux_record(L_DYNAMIC, {"base": 0, "size": node["size"]},
                           variant, code=max(align - 1, 0))
        for entry in node.get("alloc_ranges", []):
            yield linux_record(L_PLACE, entry)


def tree_records(fdt):
    for entry in fdt.get("memory", []):
        yield linux_record(L_MEMORY, entry)
    for entry in fdt.get("memreserve", []):
        yield linux_record(L_MEMRESERVE, entry)
    for node in fdt.get("reserved", []):
        yield from node_records(node)
    if "usable_memory_range" in fdt:
        yield linux_record(L_USABLE, fdt["usable_memory_range"])


def to_linux_efi_input(capture):
    """A capture as fuzz_linux_efi reads it; a blob is not looked into."""
    firmware, boot = capture["firmware"], capture.get("boot", {})
    words = [word for word in boot.get("cmdline", "").split()
             if word.startswith("mem=")]
    shift = (number(capture.get("page_size", 4096)).bit_length() - 13) // 2
    parts = [HEADER.pack(LINUX_ARCHS.index(capture["arch"]), shift,
                         bool(words) + 2 * ("fdt" in firmware),
                         size_of(words[-1][4:]) if words else 0, 0)]
    efi = firmware.get("efi", {})
    for entry in efi.get("map", []):
        extent = {"base": entry["phys"], "size": number(entry["pages"]) * 4096}
        parts.append(linux_record(L_DESCRIPTOR, extent,
                                  attributes=attributes_of(entry),
                                  code=type_of(entry, EFI)))
    parts += [linux_record(L_EFI_MEMRESERVE, entry)
              for entry in efi.get("memreserve", [])]
    parts += tree_records(firmware.get("fdt", {}))
    parts += [linux_record(L_LOADED, boot[name], code)
              for code, name in enumerate(LOADED[:3]) if name in boot]
    return b"".join(parts)


LINUX_TYPES = [1, 2, 3, 4, 5, 7, 12, 20, 0xEFFFFFFF]
P_RECORD = struct.Struct("<BBBBxxxxQQ")
(P_ENTRY, P_ADD, P_REMOVE, P_REMOVE_TYPE, P_ADD_TYPE, P_RETYPE, P_KEEP_BELOW,
 P_LIMIT, P_EXACT, P_KERNEL, P_INITRD) = range(11)
MEMMAP = re.compile(r"(\w+)([@#$!])(\w+)$|(\w+)%(\w+)(?:-(\d+))?(?:\+(\d+))?$")


def type_index(kind):
    return LINUX_TYPES.index(kind) if kind in LINUX_TYPES else 7


def parameter_record(kind, size, start, variant=0, code=0, new=0):
    return P_RECORD.pack(kind, variant, type_index(code), type_index(new),
                         start % TOP, (start + size - 1) % TOP)


def memmap_record(item):
    if item.startswith("exactmap"):
        return parameter_record(P_EXACT, 0, 0)
    match = MEMMAP.match(item)
    if match is None:
        return parameter_record(P_KEEP_BELOW, 0, size_of(item))
    if match[2]:
        return parameter_record(P_ADD, size_of(match[1]), size_of(match[3]),
                                "@#$!".index(match[2]))
    old, new = int(match[6] or 0), int(match[7] or 0)
    kind = {(False, False): P_REMOVE, (True, False): P_REMOVE_TYPE,
            (False, True): P_ADD_TYPE,
            (True, True): P_RETYPE}[old != 0, new != 0]
    return parameter_record(kind, size_of(match[4]), size_of(match[5]),
                            code=old or new, new=new)


def to_linux_e820_input(capture):
    """A capture as fuzz_linux_e820 reads it."""
    boot = capture.get("boot", {})
    parts = [bytes(24)]
    for entry in capture["firmware"]["e820"]:
        base, size = number(entry["base"]), number(entry["size"])
        wild = base + size > 1 << 40
        parts[0] = bytes([parts[0][0] | wild]) + parts[0][1:]
        parts.append(parameter_record(P_ENTRY, size, base,
                                      code=type_of(entry, E820)))
    for word in boot.get("cmdline", "").split():
        name, _, value = word.partition("=")
        if name == "mem":
            parts.append(parameter_record(P_LIMIT, 0, size_of(value)))
        if name == "memmap":
            parts += map(memmap_record, value.split(","))
    for kind, name in ((P_KERNEL, "kernel"), (P_INITRD, "initrd")):
        if name in boot:
            parts.append(parameter_record(kind, number(boot[name]["size"]),
                                          number(boot[name]["base"])))
    return b"".join(parts)


MODES = {"--e820": to_e820_input, "--linux-efi": to_linux_efi_input,
         "--linux-e820": to_linux_e820_input}


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--capture":
        with open(arguments[1], "rb") as file:
            decoder = Decoder(file.read())
        print(json.dumps(decoder.result(), indent=2))
        return 0
    make = to_input
    if arguments and arguments[0] in MODES:
        make = MODES[arguments[0]]
        arguments = arguments[1:]
    if len(arguments) < 2 or arguments[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    os.makedirs(arguments[0], exist_ok=True)
    for path in arguments[1:]:
        with open(path, encoding="utf-8") as file:
            capture = json.load(file)
        name = os.path.basename(path).removesuffix(".json")
        if name == "capture":
            name = os.path.basename(os.path.dirname(os.path.abspath(path)))
        try:
            data = make(capture)
        except (KeyError, ValueError, struct.error) as error:
            print(f"{path}: left out: {error!r}", file=sys.stderr)
            continue
        with open(os.path.join(arguments[0], name), "wb") as file:
            file.write(data)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
