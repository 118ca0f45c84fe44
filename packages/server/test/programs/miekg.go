// Sends updates with miekg/dns: a JSON request a line, the RCODE a line.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/miekg/dns"
)

type request struct {
	Address, Zone, KeyName, Secret string
	Port                           int
	Script                         []string
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// A record with data.
func record(name, ttl, rrtype, data string) []dns.RR {
	rr, err := dns.NewRR(name + " " + ttl + " IN " + rrtype + " " + data)
	must(err)
	return []dns.RR{rr}
}

// The owner, and perhaps the type, of what has no data.
func head(name, rrtype string) []dns.RR {
	number := dns.TypeANY
	if known, ok := dns.StringToType[rrtype]; ok {
		number = known
	} else if strings.HasPrefix(rrtype, "TYPE") {
		parsed, err := strconv.Atoi(rrtype[4:])
		must(err)
		number = uint16(parsed)
	}
	return []dns.RR{&dns.ANY{Hdr: dns.RR_Header{Name: name, Rrtype: number, Class: dns.ClassINET}}}
}

func prerequisite(m *dns.Msg, words []string) {
	kind, name := words[0], words[1]
	switch {
	case kind == "yxdomain":
		m.NameUsed(head(name, ""))
	case kind == "nxdomain":
		m.NameNotUsed(head(name, ""))
	case kind == "nxrrset":
		m.RRsetNotUsed(head(name, words[2]))
	case len(words) == 3:
		m.RRsetUsed(head(name, words[2]))
	default:
		m.Used(record(name, "0", words[2], words[3]))
	}
}

func update(m *dns.Msg, line string) {
	if strings.HasPrefix(line, "add ") {
		words := strings.SplitN(line[len("add "):], " ", 4)
		m.Insert(record(words[0], words[1], words[2], words[3]))
		return
	}
	words := strings.SplitN(line[len("delete "):], " ", 3)
	switch len(words) {
	case 1:
		m.RemoveName(head(words[0], ""))
	case 2:
		m.RemoveRRset(head(words[0], words[1]))
	default:
		m.Remove(record(words[0], "0", words[1], words[2]))
	}
}

func send(r request) string {
	m := new(dns.Msg)
	m.SetUpdate(r.Zone)
	for _, line := range r.Script {
		if strings.HasPrefix(line, "prereq ") {
			prerequisite(m, strings.SplitN(line[len("prereq "):], " ", 4))
		} else {
			update(m, strings.TrimPrefix(line, "update "))
		}
	}
	m.SetTsig(r.KeyName, dns.HmacSHA256, 300, time.Now().Unix())
	client := &dns.Client{Net: "tcp", Timeout: 10 * time.Second, TsigSecret: map[string]string{r.KeyName: r.Secret}}
	reply, _, err := client.Exchange(m, net.JoinHostPort(r.Address, strconv.Itoa(r.Port)))
	must(err)
	return dns.RcodeToString[reply.Rcode]
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var r request
		must(json.Unmarshal(lines.Bytes(), &r))
		fmt.Println(send(r))
	}
}
