/** Octets as people read them: offset, sixteen octets in hexadecimal, and what of them is text. */

/** Most octets that a dump shows. */
const maxBytes = 4_096;

/** A dump of octets, a line for each sixteen; what is longer is cut, and says so. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let offset = 0; offset < Math.min(bytes.length, maxBytes); offset += 16) {
    const row = Array.from(bytes.subarray(offset, Math.min(offset + 16, maxBytes)));
    const hex = row.map((octet) => octet.toString(16).padStart(2, '0')).join(' ');
    const text = row.map((octet) =>
      octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '.',
    );
    lines.push(`${offset.toString(16).padStart(4, '0')}  ${hex.padEnd(47)}  ${text.join('')}`);
  }
  if (bytes.length > maxBytes) lines.push(`... ${bytes.length} octets in all`);
  return lines.join('\n');
}
