"""Sends updates with dnspython: a JSON request a line, the RCODE a line."""

import json
import sys

import dns.name
import dns.query
import dns.rcode
import dns.tsigkeyring
import dns.update


def apply(update, line):
    verb, rest = line.split(" ", 1)
    if verb == "prereq":
        kind, name, *more = rest.split(" ", 3)
        owner = dns.name.from_text(name)
        arguments = [more[0]] if len(more) == 1 else more
        if kind in ("yxdomain", "yxrrset"):
            update.present(owner, *arguments)
        else:
            update.absent(owner, *arguments)
        return
    action, rest = rest.split(" ", 1)
    if action == "add":
        name, ttl, rdtype, data = rest.split(" ", 3)
        update.add(dns.name.from_text(name), int(ttl), rdtype, data)
    else:
        name, *more = rest.split(" ", 2)
        update.delete(dns.name.from_text(name), *more)


def send(request):
    ring = dns.tsigkeyring.from_text({request["keyName"]: request["secret"]})
    update = dns.update.UpdateMessage(
        request["zone"], keyring=ring, keyname=request["keyName"], keyalgorithm="hmac-sha256"
    )
    for line in request["script"]:
        apply(update, line)
    reply = dns.query.tcp(update, request["address"], port=request["port"], timeout=10)
    return dns.rcode.to_text(reply.rcode())


for line in sys.stdin:
    print(send(json.loads(line)), flush=True)
