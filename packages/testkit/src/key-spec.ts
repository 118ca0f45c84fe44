/**
 * A TSIG key as the servers' configurations want it. Checked before it is written anywhere, so
 * that a slip is told here and not in a server's log, and never with the secret in the message.
 */

export interface KeySpec {
  readonly name: string;
  /** As in named.conf: `hmac-sha256`, and for BIND alone also `hmac-sha256-128`. */
  readonly algorithm: string;
  /** Base64. */
  readonly secret: string;
}

/** The key that every server has unless `keys` says otherwise. For tests: it is no secret. */
export const defaultKey: KeySpec = {
  name: 'testkit-key',
  algorithm: 'hmac-sha256',
  secret: 'em9uZXdyaWdodCB0ZXN0a2l0IGtleSBubyBzZWNyZXQ=',
};

/** The key by which the testkit itself transfers zones; a suite's keys may not take its name. */
export const readerKeyName = 'testkit-reader';

const algorithms = /^(hmac-(?:md5|sha1|sha224|sha256|sha384|sha512))(-\d+)?$/;
const strictBase64 =
  /^(?:[A-Za-z0-9+/]{4})+$|^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)$/;

/**
 * The key with its name in lower case and without a final dot: the one form that all four
 * configurations take, and the only one under which PowerDNS 4.7 finds the key.
 *
 * @throws Error naming the key and the field that is wrong.
 */
export function checkKey(
  key: KeySpec,
  { mayTruncate }: { readonly mayTruncate: boolean },
): KeySpec {
  const name = key.name.toLowerCase().replace(/\.$/, '');
  if (!/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(name)) {
    throw new Error(`key name ${JSON.stringify(key.name)}: letters, digits, "-", "_" and "." only`);
  }
  if (name === readerKeyName) throw new Error(`key name ${name} is the testkit's own`);
  const algorithm = algorithms.exec(key.algorithm);
  if (algorithm === null) throw new Error(`key ${name}: unknown algorithm ${key.algorithm}`);
  if (algorithm[2] !== undefined && !mayTruncate) {
    throw new Error(`key ${name}: only BIND can be told to cut MACs (${key.algorithm})`);
  }
  if (!strictBase64.test(key.secret)) throw new Error(`key ${name}: the secret is not base64`);
  return { name, algorithm: key.algorithm, secret: key.secret };
}

/** The key in the form of named.conf, which `rndc`, `dig -k` and `nsupdate -k` read too. */
export function bindKeyText({ name, algorithm, secret }: KeySpec): string {
  return `key "${name}" { algorithm ${algorithm}; secret "${secret}"; };\n`;
}
