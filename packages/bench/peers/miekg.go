// Does with miekg/dns what src/in-process.ts does with ours: a request a line, an answer a line.
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/miekg/dns"
)

type given struct {
	Zone, KeyName, Secret, Reply, RequestMac, Update string
	Full, FullWhole                                  int
}

type request struct {
	Given      *given
	Case, Who  string
	Ms         float64
	MasterFile string
	Origin     string
	Times      int
	Transfer   *transfer
}

type transfer struct {
	Host, Zone string
	Port       int
	Key        *struct{ Name, Secret string }
	Times      int
}

type work func() int

func must(err error) {
	if err != nil {
		panic(err)
	}
}

type host struct{ owner, address string }

func hosts(zone string, count int) []host {
	list := make([]host, count)
	for k := range list {
		list[k] = host{fmt.Sprintf("h%07d.%s", k, zone), fmt.Sprintf("10.%d.%d.%d", k>>16, k>>8&255, k&255)}
	}
	return list
}

// The address of each record is text, as for the others; the record is a struct.
func structs(list []host) []dns.RR {
	records := make([]dns.RR, 0, len(list))
	for _, h := range list {
		header := dns.RR_Header{Name: h.owner, Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: 300}
		records = append(records, &dns.A{Hdr: header, A: net.ParseIP(h.address)})
	}
	return records
}

// The record is text and parsed.
func texts(list []host) []dns.RR {
	records := make([]dns.RR, 0, len(list))
	for _, h := range list {
		record, err := dns.NewRR(h.owner + " 300 IN A " + h.address)
		must(err)
		records = append(records, record)
	}
	return records
}

func build(g *given, count int, compress bool, records func([]host) []dns.RR) work {
	list := hosts(g.Zone, count)
	return func() int {
		m := new(dns.Msg)
		m.SetUpdate(g.Zone)
		m.Compress = compress
		m.Insert(records(list))
		m.SetTsig(g.KeyName, dns.HmacSHA256, 300, time.Now().Unix())
		wire, _, err := dns.TsigGenerate(m, g.Secret, "", false)
		must(err)
		return len(wire)
	}
}

func verify(g *given) work {
	wire, err := hex.DecodeString(g.Reply)
	must(err)
	// TsigVerify writes into what it is given.
	buffer := make([]byte, len(wire))
	return func() int {
		copy(buffer, wire)
		m := new(dns.Msg)
		must(m.Unpack(buffer))
		must(dns.TsigVerify(buffer, g.Secret, g.RequestMac, false))
		return len(wire)
	}
}

func decode(g *given) work {
	wire, err := hex.DecodeString(g.Update)
	must(err)
	return func() int {
		m := new(dns.Msg)
		must(m.Unpack(wire))
		return len(wire)
	}
}

const name, fromText = "miekg/dns", "miekg/dns, NewRR"

func works(g *given) map[string]map[string]work {
	both := func(count int, compress bool) map[string]work {
		return map[string]work{
			name:     build(g, count, compress, structs),
			fromText: build(g, count, compress, texts),
		}
	}
	return map[string]map[string]work{
		"update 1":          both(1, true),
		"update 1 whole":    both(1, false),
		"update 100":        both(100, true),
		"update 100 whole":  both(100, false),
		"update full":       both(g.Full, true),
		"update full whole": both(g.FullWhole, false),
		"verify reply":      {name: verify(g)},
		"decode 100":        {name: decode(g)},
	}
}

func measure(w work, ms float64) map[string]interface{} {
	size := w()
	goes, batch, started := 0, 1, time.Now()
	for {
		for i := 0; i < batch; i++ {
			w()
		}
		goes += batch
		elapsed := time.Since(started)
		if float64(elapsed.Microseconds()) >= ms*1000 {
			return map[string]interface{}{"us": float64(elapsed.Nanoseconds()) / 1e3 / float64(goes), "bytes": size}
		}
		if elapsed < time.Millisecond {
			batch *= 2
		}
	}
}

// In MiB. What getrusage tells begins with what the parent had.
func peak() float64 {
	status, err := os.ReadFile("/proc/self/status")
	must(err)
	_, behind, _ := strings.Cut(string(status), "VmHWM:")
	kibibytes, err := strconv.ParseFloat(strings.Fields(behind)[0], 64)
	must(err)
	return kibibytes / 1024
}

func masterFile(path, origin string, times int) map[string]interface{} {
	octets, err := os.ReadFile(path)
	must(err)
	text := string(octets)
	run := map[string]interface{}{"beforeMiB": peak()}
	var parseMs, printMs []float64
	for g := 0; g < times; g++ {
		started := time.Now()
		parser := dns.NewZoneParser(strings.NewReader(text), origin, "")
		var records []dns.RR
		for record, ok := parser.Next(); ok; record, ok = parser.Next() {
			records = append(records, record)
		}
		must(parser.Err())
		parseMs = append(parseMs, float64(time.Since(started).Microseconds())/1000)
		if g == 0 {
			run["parsedMiB"] = peak()
		}
		started = time.Now()
		var printed strings.Builder
		for _, record := range records {
			printed.WriteString(record.String())
			printed.WriteByte('\n')
		}
		printMs = append(printMs, float64(time.Since(started).Microseconds())/1000)
		if g == 0 {
			run["printedMiB"] = peak()
		}
		run["records"] = len(records)
	}
	run["parseMs"], run["printMs"] = parseMs, printMs
	return run
}

// CPU time of this process so far, in milliseconds.
func cpu() float64 {
	var usage syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e6
}

func transferZone(r *transfer) map[string]interface{} {
	before := peak()
	records, ms, cpuMs := 0, []float64{}, []float64{}
	for g := 0; g < r.Times; g++ {
		started, startedCpu := time.Now(), cpu()
		m := new(dns.Msg)
		m.SetAxfr(r.Zone)
		t := &dns.Transfer{ReadTimeout: 20 * time.Second}
		if r.Key != nil {
			m.SetTsig(r.Key.Name, dns.HmacSHA256, 300, time.Now().Unix())
			t.TsigSecret = map[string]string{r.Key.Name: r.Key.Secret}
		}
		messages, err := t.In(m, net.JoinHostPort(r.Host, strconv.Itoa(r.Port)))
		must(err)
		// It gives the closing SOA, too.
		records = -1
		for message := range messages {
			must(message.Error)
			records += len(message.RR)
		}
		ms = append(ms, float64(time.Since(started).Microseconds())/1000)
		cpuMs = append(cpuMs, cpu()-startedCpu)
	}
	return map[string]interface{}{"records": records, "ms": ms, "cpuMs": cpuMs, "beforeMiB": before, "peakMiB": peak()}
}

func main() {
	var table map[string]map[string]work
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r request
		must(json.Unmarshal(lines.Bytes(), &r))
		var answer interface{}
		switch {
		case r.Given != nil:
			table = works(r.Given)
			names := map[string][]string{}
			for c, entries := range table {
				for who := range entries {
					names[c] = append(names[c], who)
				}
			}
			answer = names
		case r.MasterFile != "":
			answer = masterFile(r.MasterFile, r.Origin, r.Times)
		case r.Transfer != nil:
			answer = transferZone(r.Transfer)
		default:
			answer = measure(table[r.Case][r.Who], r.Ms)
		}
		octets, err := json.Marshal(answer)
		must(err)
		fmt.Println(string(octets))
	}
}
