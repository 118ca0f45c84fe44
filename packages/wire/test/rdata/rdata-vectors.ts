/**
 * Presentation text of each declared type and its octets. The octets were made twice from the text,
 * by BIND 9.18 (`named-rrchecker -u`) and by dnspython 2.3.0, and are the same but where noted.
 * `printed` is the form in which we print them; absent where it is the text itself.
 */
export interface RdataVector {
  readonly type: string;
  readonly text: string;
  readonly hex: string;
  readonly printed?: string;
}

export const rdataVectors: readonly RdataVector[] = [
  { type: 'A', text: '192.0.2.1', hex: 'c0000201' },
  { type: 'A', text: '0.0.0.0', hex: '00000000' },
  { type: 'A', text: '255.255.255.255', hex: 'ffffffff' },
  { type: 'A', text: '\\# 4 c0000201', hex: 'c0000201', printed: '192.0.2.1' },
  { type: 'AAAA', text: '2001:db8::1', hex: '20010db8000000000000000000000001' },
  { type: 'AAAA', text: '::', hex: '00000000000000000000000000000000' },
  { type: 'AAAA', text: '::1', hex: '00000000000000000000000000000001' },
  { type: 'AAAA', text: '1::', hex: '00010000000000000000000000000000' },
  { type: 'AAAA', text: '1:2:3:4:5:6:7:8', hex: '00010002000300040005000600070008' },
  {
    type: 'AAAA',
    text: '1:0:0:4:5:0:0:8',
    hex: '00010000000000040005000000000008',
    printed: '1::4:5:0:0:8',
  },
  { type: 'AAAA', text: '1:0:3:4:5:6:7:8', hex: '00010000000300040005000600070008' },
  {
    type: 'AAAA',
    text: '1::3:4:5:6:7:8',
    hex: '00010000000300040005000600070008',
    printed: '1:0:3:4:5:6:7:8',
  },
  { type: 'AAAA', text: '::ffff:192.0.2.1', hex: '00000000000000000000ffffc0000201' },
  {
    type: 'AAAA',
    text: '::192.0.2.1',
    hex: '000000000000000000000000c0000201',
    printed: '::c000:201',
  },
  {
    type: 'AAAA',
    text: '64:ff9b::192.0.2.33',
    hex: '0064ff9b0000000000000000c0000221',
    printed: '64:ff9b::c000:221',
  },
  {
    type: 'AAAA',
    text: 'FE80:0000:0:0:0202:B3FF:FE1E:8329',
    hex: 'fe800000000000000202b3fffe1e8329',
    printed: 'fe80::202:b3ff:fe1e:8329',
  },
  { type: 'NS', text: 'ns1.example.', hex: '036e7331076578616d706c6500' },
  { type: 'NS', text: '.', hex: '00' },
  { type: 'CNAME', text: 'WWW.Example.', hex: '03575757074578616d706c6500' },
  {
    type: 'CNAME',
    text: 'a\\.b\\032c.\\255.example.',
    hex: '05612e62206301ff076578616d706c6500',
  },
  { type: 'PTR', text: '*.example.', hex: '012a076578616d706c6500' },
  { type: 'DNAME', text: 'target.example.', hex: '06746172676574076578616d706c6500' },
  { type: 'MX', text: '10 mail.example.', hex: '000a046d61696c076578616d706c6500' },
  { type: 'MX', text: '0 .', hex: '000000' },
  { type: 'MX', text: '65535 a.', hex: 'ffff016100' },
  // dnspython 2.3.0 takes no hexadecimal in several words; the octets are BIND's.
  { type: 'MX', text: '\\# 5 000a 0161 00', hex: '000a016100', printed: '10 a.' },
  {
    type: 'SRV',
    text: '1 2 3 Host.Example.',
    hex: '00010002000304486f7374074578616d706c6500',
  },
  { type: 'SRV', text: '0 0 0 .', hex: '00000000000000' },
  { type: 'SRV', text: '65535 65535 65535 _a._b.', hex: 'ffffffffffff025f61025f6200' },
  { type: 'SRV', text: '\\# 7 000100020003 00', hex: '00010002000300', printed: '1 2 3 .' },
  {
    type: 'SOA',
    text: '. . 4294967295 4294967295 4294967295 4294967295 4294967295',
    hex: '0000ffffffffffffffffffffffffffffffffffffffff',
  },
  {
    type: 'SOA',
    text: 'a. b\\.c. ( 1 ; serial\n 2 3\n 4 5 )',
    hex: '01610003622e63000000000100000002000000030000000400000005',
    printed: 'a. b\\.c. 1 2 3 4 5',
  },
  {
    type: 'SOA',
    text: 'a. b. 2024010101 1d 2h 4w 30m',
    hex: '016100 016200 78a3f175 00015180 00001c20 0024ea00 00000708',
    printed: 'a. b. 2024010101 86400 7200 2419200 1800',
  },
  { type: 'TXT', text: '"v=spf1 -all"', hex: '0b763d73706631202d616c6c' },
  { type: 'TXT', text: 'plain', hex: '05706c61696e', printed: '"plain"' },
  { type: 'TXT', text: '"a" "b" c', hex: '016101620163', printed: '"a" "b" "c"' },
  { type: 'TXT', text: '"a\\"b"c', hex: '036122620163', printed: '"a\\"b" "c"' },
  { type: 'TXT', text: '""', hex: '00' },
  {
    type: 'TXT',
    text: '"quote \\" backslash \\\\ octet \\000\\255 semicolon ;"',
    hex: '2871756f74652022206261636b736c617368205c206f637465742000ff2073656d69636f6c6f6e203b',
  },
  { type: 'TXT', text: '\\# 2 0161', hex: '0161', printed: '"a"' },
  {
    type: 'CAA',
    text: '0 issue "letsencrypt.org"',
    hex: '000569737375656c657473656e63727970742e6f7267',
  },
  {
    type: 'CAA',
    text: '128 iodef "mailto:a@example.com"',
    hex: '8005696f6465666d61696c746f3a61406578616d706c652e636f6d',
  },
  { type: 'CAA', text: '0 issue ";"', hex: '000569737375653b' },
  { type: 'CAA', text: '255 tbs ""', hex: 'ff03746273' },
  {
    type: 'CAA',
    text: '0 Issue unquoted',
    hex: '00054973737565756e71756f746564',
    printed: '0 Issue "unquoted"',
  },
  // dnspython 2.3.0 encodes each of these octets as UTF-8 once more; the octets are BIND's.
  {
    type: 'CAA',
    text: '0 issue "\\195\\188 \\255"',
    hex: '00056973737565c3bc20ff',
  },
  { type: 'CAA', text: '\\# 7 0005 6973737565', hex: '00056973737565', printed: '0 issue ""' },
  { type: 'TYPE65280', text: '\\# 3 010203', hex: '010203' },
  { type: 'TYPE65280', text: '\\# 0', hex: '' },
  { type: 'TYPE65280', text: '\\# 4 0102 03 FF', hex: '010203ff', printed: '\\# 4 010203ff' },
  { type: 'TYPE65535', text: '\\# 1 ff', hex: 'ff' },
];
