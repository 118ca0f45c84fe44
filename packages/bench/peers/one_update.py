"""One update and no more, for what a whole program costs: the request is in a file."""

import json
import sys

import dns.query
import dns.tsigkeyring
import dns.update

with open(sys.argv[1], encoding="utf8") as file:
    request = json.load(file)
key = request["key"]
update = dns.update.UpdateMessage(
    request["zone"],
    keyring=dns.tsigkeyring.from_text({key["name"]: key["secret"]}),
    keyname=key["name"],
    keyalgorithm="hmac-sha256",
)
update.add("h0000000", 300, "A", "10.0.0.0")
reply = dns.query.udp(update, request["host"], port=request["port"], timeout=5)
sys.exit(0 if reply.rcode() == 0 and reply.had_tsig else 1)
