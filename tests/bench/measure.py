#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs a command COUNT times and prints its least and median time in
milliseconds and its peak memory in KiB."""

import os
import statistics
import sys
import time


def run(command):
    """Milliseconds and KiB of one run, its start included.

    The system counts what the child was before it became the command, so
    that the KiB are never fewer than those of this interpreter.
    """
    null = os.open(os.devnull, os.O_WRONLY)
    begin = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ,
                            file_actions=[(os.POSIX_SPAWN_DUP2, null, 1)])
    _, status, usage = os.wait4(child, 0)
    end = time.perf_counter()
    os.close(null)
    if status != 0:
        sys.exit(f"{' '.join(command)}: wait status {status}")
    # macOS counts bytes.
    kib = usage.ru_maxrss >> (10 if sys.platform == "darwin" else 0)
    return (end - begin) * 1000, kib


def main():
    if len(sys.argv) < 3:
        sys.exit("usage: measure.py COUNT COMMAND [ARGUMENT...]")
    runs = [run(sys.argv[2:]) for _ in range(int(sys.argv[1]))]
    times = [milliseconds for milliseconds, _ in runs]
    print(f"{min(times):.2f} {statistics.median(times):.2f} "
          f"{max(kib for _, kib in runs)}")


if __name__ == "__main__":
    main()
