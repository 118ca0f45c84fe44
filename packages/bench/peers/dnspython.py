"""Does with dnspython what src/in-process.ts does with ours: a request a line, an answer a line."""

import json
import socket
import sys
import time

import dns.message
import dns.query
import dns.tsigkeyring
import dns.update
import dns.version
import dns.zone


def build(given, count):
    ring = dns.tsigkeyring.from_text({given["keyName"]: given["secret"]})
    hosts = [
        ("h%07d" % k, "10.%d.%d.%d" % (k >> 16, k >> 8 & 255, k & 255)) for k in range(count)
    ]

    def go():
        update = dns.update.UpdateMessage(
            given["zone"], keyring=ring, keyname=given["keyName"], keyalgorithm="hmac-sha256"
        )
        for owner, address in hosts:
            update.add(owner, 300, "A", address)
        return len(update.to_wire())

    return go


def mixed(given):
    """A prerequisite, a removal and three records: mixedUpdate of src/workload.ts."""
    ring = dns.tsigkeyring.from_text({given["keyName"]: given["secret"]})

    def go():
        update = dns.update.UpdateMessage(
            given["zone"], keyring=ring, keyname=given["keyName"], keyalgorithm="hmac-sha256"
        )
        update.absent("web", "CNAME")
        update.delete("web", "A")
        update.add("web", 300, "A", "192.0.2.1")
        update.add("_http._tcp", 300, "SRV", "10 5 80 web")
        update.add("web", 300, "TXT", '"owner=bench" "v=1"')
        return len(update.to_wire())

    return go


def verify(given):
    ring = dns.tsigkeyring.from_text({given["keyName"]: given["secret"]})
    wire, mac = bytes.fromhex(given["reply"]), bytes.fromhex(given["requestMac"])

    def go():
        dns.message.from_wire(wire, keyring=ring, request_mac=mac)
        return len(wire)

    return go


def decode(given):
    wire = bytes.fromhex(given["update"])

    def go():
        dns.message.from_wire(wire)
        return len(wire)

    return go


def works(given):
    return {
        "update 1": {"dnspython": build(given, 1)},
        "update mixed": {"dnspython": mixed(given)},
        "update 100": {"dnspython": build(given, 100)},
        "update full": {"dnspython": build(given, given["full"])},
        "verify reply": {"dnspython": verify(given)},
        "decode 100": {"dnspython": decode(given)},
    }


def measure(work, ms):
    size = work()
    goes, started = 0, time.perf_counter()
    while True:
        work()
        goes += 1
        elapsed = time.perf_counter() - started
        if elapsed * 1000 >= ms:
            return {"us": elapsed / goes * 1e6, "bytes": size}


def peak():
    """In MiB. What getrusage tells begins with what the parent had."""
    with open("/proc/self/status", encoding="latin1") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) / 1024


def master_file(path, origin, times):
    with open(path, encoding="utf8") as file:
        text = file.read()
    run = {"parseMs": [], "printMs": [], "beforeMiB": peak()}
    for go in range(times):
        started = time.perf_counter()
        zone = dns.zone.from_text(text, origin, relativize=False)
        run["parseMs"].append((time.perf_counter() - started) * 1000)
        if go == 0:
            run["parsedMiB"] = peak()
        started = time.perf_counter()
        zone.to_text(sorted=True, relativize=False)
        run["printMs"].append((time.perf_counter() - started) * 1000)
        if go == 0:
            run["printedMiB"] = peak()
        run["records"] = sum(len(rdataset) for _, rdataset in zone.iterate_rdatasets())
    return run


def transfer(host, port, zone, times, key=None):
    signed = {}
    if key is not None:
        ring = dns.tsigkeyring.from_text({key["name"]: key["secret"]})
        signed = {"keyring": ring, "keyname": key["name"], "keyalgorithm": "hmac-sha256"}
    run = {"ms": [], "cpuMs": [], "beforeMiB": peak()}
    for _ in range(times):
        started, started_cpu = time.perf_counter(), time.process_time()
        messages = dns.query.xfr(host, zone, port=port, relativize=False, timeout=20, **signed)
        # It gives the closing SOA, too.
        run["records"] = sum(len(rrset) for message in messages for rrset in message.answer) - 1
        run["ms"].append((time.perf_counter() - started) * 1000)
        run["cpuMs"].append((time.process_time() - started_cpu) * 1000)
    run["peakMiB"] = peak()
    return run


def connected(host, port, transport):
    kind = socket.SOCK_STREAM if transport == "tcp" else socket.SOCK_DGRAM
    kept = socket.socket(socket.AF_INET, kind)
    if transport == "tcp":
        kept.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        kept.connect((host, port))
    kept.setblocking(False)
    return kept


def send(request):
    """One after the other on a kept socket: it has no way to have several in flight."""
    host, port, key = request["host"], request["port"], request["key"]
    ring = dns.tsigkeyring.from_text({key["name"]: key["secret"]})
    exchange = dns.query.tcp if request["transport"] == "tcp" else dns.query.udp
    end = request["from"] + request["records"]
    latencies = []
    with connected(host, port, request["transport"]) as kept:
        started, started_cpu = time.perf_counter(), time.process_time()
        for first in range(request["from"], end, request["perMessage"]):
            began = time.perf_counter()
            update = dns.update.UpdateMessage(
                request["zone"], keyring=ring, keyname=key["name"], keyalgorithm="hmac-sha256"
            )
            for k in range(first, min(first + request["perMessage"], end)):
                update.add("h%07d" % k, 300, "A", "10.%d.%d.%d" % (k >> 16, k >> 8 & 255, k & 255))
            reply = exchange(update, host, port=port, timeout=60, sock=kept)
            if reply.rcode() != 0 or not reply.had_tsig:
                raise RuntimeError(str(reply))
            latencies.append((time.perf_counter() - began) * 1e6)
        ms = (time.perf_counter() - started) * 1000
        cpu_ms = (time.process_time() - started_cpu) * 1000
    latencies.sort()
    return {
        "updates": len(latencies),
        "records": request["records"],
        "ms": ms,
        "cpuMs": cpu_ms,
        "p50Us": latencies[len(latencies) // 2],
        "p99Us": latencies[len(latencies) * 99 // 100],
    }


def main():
    table = {}
    for line in sys.stdin:
        request = json.loads(line)
        if "given" in request:
            table = works(request["given"])
            answer = {case: list(entries) for case, entries in table.items()}
        elif "masterFile" in request:
            answer = master_file(request["masterFile"], request["origin"], request["times"])
        elif "transfer" in request:
            answer = transfer(**request["transfer"])
        elif "send" in request:
            answer = send(request["send"])
        elif "version" in request:
            answer = dns.version.version
        else:
            answer = measure(table[request["case"]][request["who"]], request["ms"])
        print(json.dumps(answer), flush=True)


main()
