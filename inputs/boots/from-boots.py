#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Turn recorded boots of Linux into captures with witnesses.

from-boots.py PROGRAM BOOTS DIRECTORY

PROGRAM is bootmem, whose import reads the maps.  BOOTS holds a folder a boot:
boot.log, the console with memblock=debug efi=debug; where the kernel came so
far also proc_cmdline.txt, proc_iomem.txt, fdt.dtb, the two lists of
/sys/kernel/debug/memblock and the zero page of x86.  DIRECTORY gets a folder a
boot: capture.json, fdt.dtb, witness/PROFILE/TABLE.txt.  README.md there says
what is what.  The same boots give the same bytes.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys

PROFILES = ["linux-6.1", "linux-6.12", "linux-7.2"]
PREFIX = re.compile(r"^\[ *\d+\.\d{6}\] ")
RANGE = r"\[(?:mem )?0x([0-9a-f]+)-0x([0-9a-f]+)\]"
RESERVE = re.compile(r"(?:__)?memblock_reserve: " + RANGE +
                     r"(?: nid=-?\d+ flags=([0-9a-f]+))? (\w+)")
ACPI_RESERVE = re.compile("ACPI: Reserving .* table memory at " + RANGE)
ACPI_FUNCTION = "acpi_reserve_initial_tables"
LOW_RESERVED = (0, 0x10000)
MEBIBYTE = 1 << 20
TOP = 1 << 64
ZERO_PAGE_ENTRIES = 128

# What Linux calls the ranges of e820, of memory nodes and of memblock: all
# other lines of /proc/iomem are somebody's claim.
FIRMWARE_NAMES = {
    "System RAM", "Reserved", "reserved", "ACPI Tables",
    "ACPI Non-volatile Storage", "Unusable memory", "RAM buffer",
    "Persistent Memory", "Persistent Memory (legacy)", "Soft Reserved",
    "Unknown E820 type"}

MEMMAP_TYPES = {"System RAM": "usable", "Reserved": "reserved",
                "ACPI Tables": "acpi", "ACPI Non-volatile Storage": "nvs",
                "Unusable memory": "unusable"}
E820_TYPES = {"usable": "usable", "reserved": "reserved",
              "ACPI data": "acpi", "ACPI NVS": "nvs", "unusable": "unusable",
              "System RAM": "usable", "device reserved": "reserved"}
E820_LINE = re.compile(
    r"BIOS-provided physical RAM map:|extended physical RAM map:|"
    r"user-defined physical RAM map:|"
    r"(BIOS-e820|BIOS-e801|BIOS-88|Xen|extended|user|reserve setup_data): "
    r"\[(mem|gap) |e820: (update|remove) |too many entries; ignoring|"
    r"E820 table full; ignoring|\[Firmware Bug\]: out of order E820|"
    r"\.text \.data \.bss are not marked as E820_TYPE_RAM!")
E820_LAST = re.compile(r"e820: (update|remove) ")

# Who reserves what other parts of the capture say, or what the kernel's own
# rules say, or what it has just allocated.
RULED = {"memblock_alloc_range_nid", "memblock_double_array",
         "e820__memblock_setup", "reserve_real_mode", "reserve_regions",
         "early_init_fdt_scan_reserved_mem", "fdt_scan_reserved_mem",
         "efi_reserve_boot_services"}


def extent(start, end):
    return {"base": hex(start), "size": hex(end - start)}


class Boot:
    """One folder: the log's lines as the kernel wrote them, and its files."""

    def __init__(self, folder):
        self.name = folder.name
        self.folder = folder
        text = (folder / "boot.log").read_bytes().decode("utf-8", "replace")
        lines = [line.rstrip("\r") for line in text.split("\n")]
        # The console's lines begin where the kernel puts its time stamps.
        self.lines = [PREFIX.sub("", line) for line in lines
                      if PREFIX.match(line) or " overlaps with " in line]
        match = re.search(r"Linux version (\d+\.\d+)", text)
        self.has_begin = bool(match)
        self.has_extended = "extended physical RAM map:" in self.lines or \
            any(line.startswith("extended: ") for line in self.lines)
        self.release = match and match.group(1) or self.release_of_name()
        self.has_fallback = any(line.startswith("BIOS-e801: ")
                                for line in self.lines)
        self.is_efi = "efi: Processing EFI memory map" in text or \
            (folder / "sys_firmware_efi.txt").exists()

    def release_of_name(self):
        releases = [p[len("linux-"):] for p in PROFILES]
        return next((part for part in self.name.split("-")
                     if part in releases), "6.1")

    def profile(self):
        lpae = "-lpae" if self.name.endswith("-lpae") else ""
        return "linux-" + self.release + lpae

    def text(self, name):
        path = self.folder / name
        return path.read_text() if path.exists() else ""

    def dumps(self):
        """The MEMBLOCK configuration dumps: (index of line, lines)."""
        dump = None
        for at, line in enumerate(self.lines):
            if line == "MEMBLOCK configuration:":
                dump = [line]
                start = at
            elif dump and re.match(r" (memory|reserved)[ .\[]", line):
                dump.append(line)
            elif dump:
                yield start, dump
                dump = None
        if dump:
            yield start, dump

    def reservations(self):
        """The logged calls: (index of line, start, end, function).  Of some
        boots many were left out, but ACPI says itself what it reserves."""
        for at, line in enumerate(self.lines):
            match = RESERVE.match(line)
            acpi = ACPI_RESERVE.match(line)
            if match and match.group(4) != ACPI_FUNCTION:
                start, last, _, function = match.groups()
                yield (at, int(start, 16), int(last, 16) + 1, function)
            elif acpi:
                start, last = acpi.groups()
                yield (at, int(start, 16), int(last, 16) + 1, ACPI_FUNCTION)

    def grown(self):
        """Where memblock put its own arrays: whole pages."""
        matches = (re.search("(?:memory|reserved) is doubled to .*" + RANGE,
                             line) for line in self.lines)
        return [(int(match.group(1), 16),
                 (int(match.group(2), 16) | 0xfff) + 1)
                for match in matches if match]

    def firmware_memmap(self):
        for line in self.text("sys_firmware_memmap.txt").splitlines():
            _, start, last, name = line.split(None, 3)
            yield {**extent(int(start, 16), int(last, 16) + 1),
                   "type": MEMMAP_TYPES[name]}

    def iomem(self):
        for line in self.text("proc_iomem.txt").splitlines():
            match = re.match(r" *([0-9a-f]+)-([0-9a-f]+) : (.*)", line)
            if match:
                start, last, name = match.groups()
                yield int(start, 16), int(last, 16) + 1, name


def subtract(ranges, taken):
    """What of the ranges is not taken."""
    for low, high in taken:
        ranges = [(start, end) for first, last in ranges
                  for start, end in ((first, min(last, low)),
                                     (max(first, high), last))
                  if start < end]
    return ranges


def reserved_of(dump):
    return [(int(match.group(1), 16), int(match.group(2), 16) + 1)
            for match in (re.search(r" reserved\[.*" + RANGE, line)
                          for line in dump) if match]


def import_file(program, path):
    """What bootmem makes of a file; nothing if there is no map in it."""
    result = subprocess.run([program, "import", str(path)], check=False,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return json.loads(result.stdout) if result.stdout else {}


def arch_of(boot):
    if "riscv64" in boot.name:
        return "riscv64"
    if boot.name.startswith("armhf"):
        return "arm"
    if "arm64" in boot.name:
        return "arm64"
    return "amd64"


def source_of(boot):
    kernel = next((match.group(1) for match in
                   (re.match(r"Linux version (\S+)", line)
                    for line in boot.lines) if match), boot.release)
    return f"console and files of a boot of Debian's kernel {kernel} in QEMU"


def listed(boot, who):
    """The entries of a listing of e820 in the log."""
    for line in boot.lines:
        match = re.match(who + ": " + RANGE + " +(.*)", line)
        if match:
            start, last, name = match.groups()
            yield {**extent(int(start, 16), int(last, 16) + 1),
                   "type": E820_TYPES[name]}


def end_of(entry):
    return int(entry["base"], 16) + int(entry["size"], 16)


def add_extended(boot, entries):
    """What SETUP_E820_EXT adds to the zero page, as far as the log says."""
    known = max(map(end_of, entries))
    entries += [entry for entry in listed(boot, "extended")
                if int(entry["base"], 16) >= known]


def many_entries():
    """What x86inject-ep-many3400 was given: the log lost its beginning, but
    shows the rest; the other boots with many entries show how they begin and
    end.  3403 of them fill the 65516 bytes of the SETUP_E820_EXT there."""
    page, middle, last = 0x1000, 0x20000000, 0x30000000
    yield {**extent(0, 0x9fc00), "type": "usable"}
    yield {**extent(MEBIBYTE, middle), "type": "usable"}
    for at in range(3400):
        start = middle + at * page
        yield {**extent(start, start + page),
               "type": "reserved" if at % 2 else "usable"}
    yield {**extent(last, last + 0x10000000), "type": "usable"}


def firmware_of(boot, program):
    log = import_file(program, boot.folder / "boot.log")
    firmware = {key: part for key, part in log.get("firmware", {}).items()
                if key in ("e820", "efi")}
    zero_page = boot.folder / "sys_kernel_boot_params_data.bin"
    if zero_page.exists():
        page = import_file(program, zero_page).get("firmware", {})
        firmware = {**page, **firmware} if "e820" not in page else \
            {**firmware, **page}
    if len(firmware.get("e820", [])) == ZERO_PAGE_ENTRIES:
        add_extended(boot, firmware["e820"])
    if boot.lines and not boot.has_begin:
        if boot.has_extended:
            firmware["e820"] = list(many_entries())
        elif "e820" in firmware:
            firmware["e820"] = list(boot.firmware_memmap())
    if boot.has_fallback and boot.release == "7.2":
        # 7.2 throws a map away only for an entry that wraps.
        firmware["e820"].append({**extent(TOP - 0x1000, TOP + 0x1000),
                                 "type": "reserved"})
    if (boot.folder / "fdt.dtb").exists():
        firmware["fdt"] = {"file": "fdt.dtb"}
    elif "fdt" in log.get("firmware", {}):
        firmware["fdt"] = log["firmware"]["fdt"]
    return firmware, log


class Loaded:
    """Who reserved what until the tables were shown."""

    def __init__(self, boot, arch):
        self.boot = boot
        self.arch = arch
        self.parts = {}
        self.others = []
        self.memreserve = []
        self.kernel_code = next((start for start, _, name in boot.iomem()
                                 if name == "Kernel code"), None)
        self.dumps = list(boot.dumps())
        self.calls = list(boot.reservations())
        if arch == "amd64":
            self.find_x86()
        else:
            self.find_fdt(arch)

    def add(self, name, start, end):
        self.others.append({"name": name, **extent(start, end)})

    def early(self):
        """What was reserved before memblock=debug was read."""
        if not self.dumps or not (self.boot.has_begin or
                                  self.is_early(self.dumps[0])):
            return []
        at, dump = self.dumps[0]
        return subtract(reserved_of(dump), self.boot.grown() + [
            (start, end) for index, start, end, function in self.calls
            if index < at and function != "smp_scan_config"])

    def find_x86(self):
        brk = next((start for _, start, end, function in self.calls
                    if function == "setup_arch" and start >= MEBIBYTE), None)
        initrd = self.initrd_of_log()
        early = self.early()
        if initrd and early:
            self.parts["initrd"] = initrd
        for start, end in subtract(early, [LOW_RESERVED, initrd or (0, 0)]):
            if brk in (start, end) or (self.kernel_code is not None and
                                       start <= self.kernel_code < end):
                self.parts["kernel"] = (start, end)
            elif start >= MEBIBYTE and not initrd and (
                    not self.is_xen() or self.is_kernels(start)):
                self.parts["initrd"] = (start, end)
            elif end == MEBIBYTE:
                self.add("reserve_bios_regions", start, end)
            elif self.boot.has_extended and start < MEBIBYTE:
                self.add("memblock_x86_reserve_range_setup_data", start, end)
            elif self.is_xen() and len(self.others) == 1:
                # Behind the kernel lies what Xen tells it, then its tables.
                self.add("xen_setup_kernel_pagetable", start, end)
            else:
                self.add("early_reserve_memory", start, end)
        for _, start, end, function in self.calls:
            if function not in RULED and (start, end) != (0, MEBIBYTE):
                self.add(function, start, end)

    def is_early(self, dump):
        """Is it x86's first one?  The next has allocations before it."""
        return self.arch == "amd64" and not any(
            at < dump[0] and function == "memblock_alloc_range_nid"
            for at, _, _, function in self.calls)

    def initrd_of_log(self):
        for line in self.boot.lines:
            match = re.match("RAMDISK: " + RANGE, line)
            if match:
                return (int(match.group(1), 16),
                        (int(match.group(2), 16) | 0xfff) + 1)
        return None

    def is_kernels(self, start):
        """7.x tags what the kernel reserves for itself and its initrd."""
        return any(re.search(rf"\[0x{start:016x}-.* flags: 0x20", line)
                   for line in self.dumps[0][1])

    def is_xen(self):
        return any(line.startswith("Xen: [mem ") for line in self.boot.lines)

    def find_fdt(self, arch):
        for _, start, end, function in self.calls:
            if function in RULED:
                continue
            # The last one of that function is the kernel's.
            if function == "arm64_memblock_init":
                if "kernel" in self.parts:
                    self.parts["initrd"] = self.parts["kernel"]
                self.parts["kernel"] = (start, end)
            elif function == "reserve_initrd_mem":
                self.parts["initrd"] = (start, end)
            elif function in ("arm_memblock_init", "paging_init") and \
                    "kernel" not in self.parts:
                self.parts["kernel"] = (start, end)
            elif function == "paging_init":
                self.parts["dtb"] = (start, end)
            elif function == "efi_config_parse_tables":
                self.add_memreserve(start, end)
            else:
                self.add(function, start, end)
        if arch != "riscv64":
            self.find_dtb()
        if arch == "arm64" and "initrd" in self.parts:
            self.trim_initrd()

    def trim_initrd(self):
        """It is reserved by pages and given back by bytes: what is left of
        its last page in the end begins where it ends."""
        start, end = self.parts["initrd"]
        listed = self.boot.text("sys_kernel_debug_memblock_reserved.txt")
        for match in re.finditer(r": 0x([0-9a-f]+)\.\.", listed):
            if end - 0x1000 < int(match.group(1), 16) < end:
                self.parts["initrd"] = (start, int(match.group(1), 16))

    def add_memreserve(self, start, end):
        """The table itself is named in the log, what it lists follows."""
        if any(f"MEMRESERVE={start:#x} " in line for line in self.boot.lines):
            self.add("efi_config_parse_tables", start, end)
        else:
            self.memreserve.append(extent(start, end))

    def find_dtb(self):
        """The blob is what nobody is seen to reserve: it is the first."""
        for start, end in self.early():
            if end - start <= 2 * MEBIBYTE and "dtb" not in self.parts:
                self.parts["dtb"] = (start, end)


def numa_of(boot):
    """What ACPI's tables say of nodes, as the log repeats it."""
    memory = []
    for line in boot.lines:
        match = re.match(r"ACPI: SRAT: Node (\d+) PXM \d+ " + RANGE + "(.*)",
                         line)
        if match:
            node, start, last, kind = match.groups()
            memory.append({"node": int(node),
                           **extent(int(start, 16), int(last, 16) + 1),
                           "hotplug": "hotplug" in kind})
    has_distances = any(line.startswith("ACPI: SLIT ") for line in boot.lines)
    return {"memory": memory, "has_distances": has_distances} if memory else {}


def find_efi_reserved(boot, loaded, entries):
    """Without a log: what EFI's drivers keep of RAM, as /proc/iomem shows."""
    for start, end, name in boot.iomem():
        if name == "Reserved" and start >= MEBIBYTE and any(
                entry["type"] == "usable" and
                int(entry["base"], 16) <= start and end <= end_of(entry)
                for entry in entries):
            loaded.add("efi_mem_reserve", start, end)


def physical_bits(boot):
    """arm64, where it is not 48: what lies behind them is no memory."""
    removed = f"memblock_remove: [{1 << 52:#018x}-"
    return 52 if any(line.startswith(removed) for line in boot.lines) else None


def machine_of(boot):
    """What the kernel finds beside the map; a device tree has its CPUs."""
    machine = {}
    if physical_bits(boot):
        machine["phys_bits"] = physical_bits(boot)
    if any(line.startswith("PCI: System does not support PCI")
           for line in boot.lines):
        machine["has_no_pci"] = True
    cpus = len([line for line in boot.lines
                if re.match(r"ACPI: NUMA: SRAT: PXM \d+ -> MPIDR ", line)])
    if cpus > 1:
        machine["cpus"] = cpus
    if boot.name.startswith("x86inject-"):
        machine["phys_bits"] = 40    # as QEMU's own processor has
    if boot.name.startswith(("xen-dom0pvh-", "xen-domu-x86-pvh")):
        machine["has_gbpages"] = True    # as QEMU's -cpu max has
    if boot.has_extended and not boot.has_begin:
        machine["max_numnodes"] = 1024    # as Debian builds it
    return machine


def is_explained(name, arch):
    """On x86 the model sets memory aside for a kernel after a crash."""
    return name in FIRMWARE_NAMES or (name == "Crash kernel" and
                                      arch == "amd64")


def iomem_claims(boot, arch, entries):
    """System RAM that no entry of e820 begins was plugged in later."""
    known = [(int(entry["base"], 16), end_of(entry)) for entry in entries]
    claims = [{"name": name, **extent(start, end)}
              for start, end, name in boot.iomem()
              if not is_explained(name, arch) or (
                  name == "System RAM" and known and
                  not any(low < end and start < high for low, high in known))]
    return sorted(claims, key=lambda claim:
                  not claim["name"].startswith("Kernel "))


def cmdline_of(boot, log):
    lines = boot.text("proc_cmdline.txt").splitlines()
    if lines:
        return lines[0]
    return log.get("boot", {}).get("cmdline")


def e820_witness(boot):
    lines = [line for line in boot.lines if E820_LINE.match(line)]
    if not boot.has_begin:
        return []
    last = max((at for at, line in enumerate(lines)
                if E820_LAST.match(line)), default=len(lines) - 1)
    return lines[:last + 1]


def reserved_mem_witness(boot):
    lines = []
    for line in boot.lines:
        if line.startswith("OF: reserved mem: ") or (
                lines and lines[-1].endswith("OVERLAP DETECTED!")):
            lines.append(line)
    return lines


def panic_witness(boot):
    for line in boot.lines:
        match = re.match(r"Kernel panic - not syncing: (.*)", line)
        if match:
            return match.group(1)
    return ""


def at_initmem(boot):
    """Has the latest dump allocations in front of it?"""
    dumps = list(boot.dumps())
    return bool(dumps) and any(
        at < dumps[-1][0] and function == "memblock_alloc_range_nid"
        for at, _, _, function in boot.reservations())


def witnesses(boot, arch):
    """Every table that this boot shows: (name, text)."""
    def text(lines):
        return "".join(line + "\n" for line in lines)

    dumps = [text(dump) for _, dump in boot.dumps()]
    if arch == "amd64":
        yield "e820", text(e820_witness(boot))
    if arch == "amd64" and len(dumps) == 1 and at_initmem(boot):
        dumps = ["", dumps[-1]]
    elif arch != "amd64" and boot.is_efi:
        # In front of it there is one of what the map is about to replace.
        dumps = ["", dumps[-1]] if at_initmem(boot) else []
    yield from zip(("memblock", "memblock-final"), dumps)
    yield "reserved-mem", text(reserved_mem_witness(boot))
    yield "iomem", boot.text("proc_iomem.txt")
    yield "memblock-memory", boot.text("sys_kernel_debug_memblock_memory.txt")
    yield "memblock-reserved", \
        boot.text("sys_kernel_debug_memblock_reserved.txt")
    yield "panic", panic_witness(boot)


def written(value, indent=""):
    """JSON, a line for each entry of a list and key of a large object."""
    inner = indent + "  "
    if isinstance(value, list) and any(isinstance(v, dict) for v in value):
        rows, marks = [json.dumps(entry) for entry in value], "[]"
    elif isinstance(value, dict) and (not indent or any(
            isinstance(v, (dict, list)) for v in value.values())):
        rows, marks = [json.dumps(key) + ": " + written(part, inner)
                       for key, part in value.items()], "{}"
    else:
        return json.dumps(value)
    return (marks[0] + "\n" + ",\n".join(inner + row for row in rows) +
            "\n" + indent + marks[1])


def missing(boot, firmware, log):
    """What the boot does not tell, if it does not tell all."""
    if boot.lines and not boot.has_begin:
        return "the log begins late: what was reserved early is not in it"
    if "fdt" in firmware and "file" not in firmware["fdt"]:
        return log.get("x-truncated")
    return None


def capture_of(boot, program):
    arch = arch_of(boot)
    firmware, log = firmware_of(boot, program)
    loaded = Loaded(boot, arch)
    if boot.is_efi and not boot.lines:
        find_efi_reserved(boot, loaded, firmware.get("e820", []))
    if "efi" in firmware and loaded.memreserve:
        firmware["efi"]["memreserve"] = loaded.memreserve
    is_inferred = boot.has_fallback or (
        boot.has_extended and not boot.has_begin) or (
        "fdt" in firmware and "file" not in firmware["fdt"])
    capture = {
        "bootmem": 1, "name": boot.name.lower().replace("_", "-"),
        "about": log.get("about"), "source": source_of(boot),
        "origin": "reconstructed" if is_inferred else "captured",
        "arch": arch, "page_size": 4096, "profiles": [boot.profile()],
        "x-truncated": missing(boot, firmware, log),
        "firmware": firmware,
        "boot": {"cmdline": cmdline_of(boot, log),
                 **{part: extent(*loaded.parts[part])
                    for part in ("kernel", "initrd", "dtb")
                    if part in loaded.parts}},
        "x-linux-reserved": loaded.others,
        "x-linux-numa": numa_of(boot),
        "x-linux-e820-name": "Xen" if loaded.is_xen() else None,
        "x-linux-machine": machine_of(boot),
        "x-linux-iomem": iomem_claims(boot, arch, firmware.get("e820", []))}
    capture["boot"] = {key: value for key, value in capture["boot"].items()
                       if value is not None}
    return {key: value for key, value in capture.items()
            if value not in (None, {}, [])}


def write_boot(boot, program, directory):
    """False if the boot does not tell what memory there is."""
    folder = directory / boot.name
    capture = capture_of(boot, program)
    if "firmware" not in capture:
        return False
    profile = boot.profile()
    witness = {}
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    for table, text in witnesses(boot, capture["arch"]):
        if text:
            path = f"witness/{profile}/{table}.txt"
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
            witness[table] = path
    if witness:
        capture["witness"] = {profile: witness}
    if (boot.folder / "fdt.dtb").exists():
        (folder / "fdt.dtb").write_bytes(
            (boot.folder / "fdt.dtb").read_bytes())
    (folder / "capture.json").write_text(written(capture) + "\n")
    return True


def main(arguments):
    if len(arguments) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    program, boots, directory = arguments
    for folder in sorted(pathlib.Path(boots).iterdir()):
        if (folder / "boot.log").exists() and not write_boot(
                Boot(folder), program, pathlib.Path(directory)):
            print(f"{folder.name}: no map, no input", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
