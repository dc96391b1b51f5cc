#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""How long bootmem batch takes for 10,000 captures with one worker and with
two, and with all of it on one core and on two: wall clock, and the processors'
time of all its processes.  Runs take turns, since what else the machine does
changes from one second to the next.  Prints figures and fails on none of them.

    meson test -C build --benchmark --verbose batch
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

COUNT = 10000
ROUNDS = 7


def run(command, cores):
    """Wall clock and processor time in seconds."""
    def on_cores():
        if cores is not None:
            os.sched_setaffinity(0, cores)

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, check=False,
                          preexec_fn=on_cores)
    wall = time.perf_counter() - begin
    # Some of the captures panic.
    if done.returncode != 3:
        sys.exit(f"{' '.join(command)}: status {done.returncode}: "
                 f"{done.stderr[-500:].decode(errors='replace')}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, (after.ru_utime - before.ru_utime +
                  after.ru_stime - before.ru_stime)


def measure(ways):
    """The runs of each way, one of each in turn."""
    runs = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, (command, cores) in ways.items():
            runs[name].append(run(command, cores))
    for name, results in runs.items():
        walls = [wall for wall, _ in results]
        print(f"{name:24} least {min(walls):.3f} s, median "
              f"{statistics.median(walls):.3f} s, processors "
              f"{min(cpu for _, cpu in results):.3f} s")
    return runs


def ratio(what, one, two):
    """Of the least, of the medians, and of neighbours."""
    ones, twos = ([wall for wall, _ in runs] for runs in (one, two))
    pairs = [a / b for a, b in zip(ones, twos)]
    print(f"{what}: {min(ones) / min(twos):.2f} of the least, "
          f"{statistics.median(ones) / statistics.median(twos):.2f} of the "
          f"medians, {min(pairs):.2f} to {max(pairs):.2f} side by side")


def main():
    program = os.environ["BOOTMEM_PROGRAM"]
    root = os.environ["BOOTMEM_SOURCE_ROOT"]
    with tempfile.TemporaryDirectory(prefix="bootmem-bench.") as scratch:
        path = os.path.join(scratch, "batch.jsonl")
        with open(path, "wb") as file:
            subprocess.run([sys.executable, os.path.join(
                root, "tests/bench/make_batch.py"), root, str(COUNT)],
                stdout=file, check=True)
        print(f"{COUNT} captures, {os.path.getsize(path) / 1e6:.1f} MB")
        command = [program, "batch", "--quiet"]
        ways = {"one worker": (command + ["-j1", path], None),
                "two workers": (command + ["-j2", path], None)}
        cores = sorted(os.sched_getaffinity(0)) if hasattr(
            os, "sched_getaffinity") else []
        if len(cores) >= 2:
            ways["one core"] = (command + ["-j1", path], cores[:1])
            ways["two cores"] = (command + ["-j2", path], cores[:2])
        runs = measure(ways)
    ratio("one worker : two workers", runs["one worker"],
          runs["two workers"])
    if "one core" in runs:
        ratio("one core : two cores", runs["one core"], runs["two cores"])


if __name__ == "__main__":
    main()
