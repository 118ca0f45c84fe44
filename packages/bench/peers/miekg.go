// Does with miekg/dns what src/in-process.ts does with ours: a request a line, an answer a line.
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
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
	Send       *send
	Version    bool
}

// What src/senders/send-turn.ts asks for.
type send struct {
	Host, Transport, Zone string
	Port                  int
	Key                   struct{ Name, Secret string }
	From, Records         int
	PerMessage, InFlight  int
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

// A prerequisite, a removal and three records: mixedUpdate of src/workload.ts.
func mixed(g *given, compress bool) work {
	zone := g.Zone
	header := func(owner string, rrtype uint16) dns.RR_Header {
		return dns.RR_Header{Name: owner + zone, Rrtype: rrtype, Class: dns.ClassINET, Ttl: 300}
	}
	return func() int {
		m := new(dns.Msg)
		m.SetUpdate(zone)
		m.Compress = compress
		m.RRsetNotUsed([]dns.RR{&dns.ANY{Hdr: header("web.", dns.TypeCNAME)}})
		m.RemoveRRset([]dns.RR{&dns.ANY{Hdr: header("web.", dns.TypeA)}})
		m.Insert([]dns.RR{
			&dns.A{Hdr: header("web.", dns.TypeA), A: net.ParseIP("192.0.2.1")},
			&dns.SRV{Hdr: header("_http._tcp.", dns.TypeSRV), Priority: 10, Weight: 5, Port: 80, Target: "web." + zone},
			&dns.TXT{Hdr: header("web.", dns.TypeTXT), Txt: []string{"owner=bench", "v=1"}},
		})
		m.SetTsig(g.KeyName, dns.HmacSHA256, 300, time.Now().Unix())
		wire, _, err := dns.TsigGenerate(m, g.Secret, "", false)
		must(err)
		return len(wire)
	}
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
		"update mixed":      {name: mixed(g, true)},
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

// One connected socket, and the messages that it takes, one by one.
func (s *send) work(next *int64, messages int, latencies []float64) {
	connection, err := net.Dial(s.Transport, net.JoinHostPort(s.Host, strconv.Itoa(s.Port)))
	must(err)
	defer connection.Close()
	secrets := map[string]string{s.Key.Name: s.Key.Secret}
	for {
		i := int(atomic.AddInt64(next, 1)) - 1
		if i >= messages {
			return
		}
		started := time.Now()
		m := new(dns.Msg)
		m.SetUpdate(s.Zone)
		m.Compress = s.PerMessage > 1
		first, end := s.From+i*s.PerMessage, s.From+(i+1)*s.PerMessage
		if end > s.From+s.Records {
			end = s.From + s.Records
		}
		records := make([]dns.RR, 0, end-first)
		for k := first; k < end; k++ {
			header := dns.RR_Header{Name: fmt.Sprintf("h%07d.%s", k, s.Zone), Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: 300}
			records = append(records, &dns.A{Hdr: header, A: net.IPv4(10, byte(k>>16), byte(k>>8), byte(k))})
		}
		m.Insert(records)
		m.SetTsig(s.Key.Name, dns.HmacSHA256, 300, started.Unix())
		// A Conn of 1.1.50 that is used again signs over the last request's MAC, which no server takes.
		c := &dns.Conn{Conn: connection, TsigSecret: secrets}
		must(connection.SetDeadline(started.Add(20 * time.Second)))
		must(c.WriteMsg(m))
		reply, err := c.ReadMsg()
		must(err)
		if reply.Id != m.Id || reply.Rcode != dns.RcodeSuccess || reply.IsTsig() == nil {
			panic(reply.String())
		}
		latencies[i] = float64(time.Since(started).Nanoseconds()) / 1e3
	}
}

func sendAll(s *send) map[string]interface{} {
	messages := (s.Records + s.PerMessage - 1) / s.PerMessage
	latencies := make([]float64, messages)
	started, startedCpu := time.Now(), cpu()
	var next int64
	var workers sync.WaitGroup
	for g := 0; g < s.InFlight; g++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			s.work(&next, messages, latencies)
		}()
	}
	workers.Wait()
	ms := float64(time.Since(started).Nanoseconds()) / 1e6
	sort.Float64s(latencies)
	return map[string]interface{}{
		"updates": messages, "records": s.Records, "ms": ms, "cpuMs": cpu() - startedCpu,
		"p50Us": latencies[messages/2], "p99Us": latencies[messages*99/100],
	}
}

// One update and no more, for what a whole program costs: the request is in a file.
func once(path string) {
	octets, err := os.ReadFile(path)
	must(err)
	var s send
	must(json.Unmarshal(octets, &s))
	var next int64
	s.work(&next, 1, make([]float64, 1))
}

func main() {
	if len(os.Args) > 1 {
		once(os.Args[1])
		return
	}
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
		case r.Send != nil:
			answer = sendAll(r.Send)
		case r.Version:
			answer = dns.Version.String() + ", " + runtime.Version()
		default:
			answer = measure(table[r.Case][r.Who], r.Ms)
		}
		octets, err := json.Marshal(answer)
		must(err)
		fmt.Println(string(octets))
	}
}
