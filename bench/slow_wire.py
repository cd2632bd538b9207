#!/usr/bin/env python3
"""A wire between two network namespaces that delivers each packet a fixed time later; needs root, ends with its input.

  bench/slow_wire.py SECONDS HOST_A ADDRESS_A HOST_B ADDRESS_B

For kernels without tc's netem: two TUN devices, lswire0 and lswire1, and this process carries packets between them.
"""
import collections
import fcntl
import os
import select
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN_WITHOUT_HEADER = 0x1001
MTU = 60_000


def end_of_wire(name, host, address):
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN_WITHOUT_HEADER))
    for command in (f"ip link set {name} netns {host}", f"ip -n {host} addr add {address}/24 dev {name}",
                    f"ip -n {host} link set {name} mtu {MTU} up"):
        subprocess.run(command.split(), check=True)
    return device


def carry(ends, delay):
    other = {ends[0]: ends[1], ends[1]: ends[0]}
    under_way = collections.deque()  # (due, device, packet)
    while True:
        left = max(0.0, under_way[0][0] - time.monotonic()) if under_way else None
        ready, _, _ = select.select([*ends, sys.stdin], [], [], left)
        if sys.stdin in ready:
            return
        for device in ready:
            under_way.append((time.monotonic() + delay, other[device], os.read(device, MTU)))
        while under_way and under_way[0][0] <= time.monotonic():
            _, device, packet = under_way.popleft()
            os.write(device, packet)


def main():
    delay, host_a, address_a, host_b, address_b = sys.argv[1:]
    os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    ends = [end_of_wire("lswire0", host_a, address_a), end_of_wire("lswire1", host_b, address_b)]
    print("there", flush=True)
    carry(ends, float(delay))


if __name__ == "__main__":
    main()
