/** The rules that hold for every kind of server; each kind's own file adds what is its own. */
import { access } from 'node:fs/promises';
import { type RealServer, type ServerKind, startServer } from '@zonewright/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hasIpv6 } from './has-ipv6.ts';
import { nsupdate } from './nsupdate.ts';
import { loopbackHex, openSockets, processesOfGroup } from './proc.ts';
import { templateLines, templateRecords } from './template-records.ts';

/** Declares the suite's server and the tests of what all kinds have in common. */
export function serverRules(kind: ServerKind, versionForm: RegExp): () => RealServer {
  let running: RealServer | undefined;
  const server = () => {
    if (running === undefined) throw new Error('the server has not started');
    return running;
  };
  beforeAll(async () => {
    running = await startServer(kind);
  });
  afterAll(() => running?.close());

  it('tells its version, address and port', () => {
    const { version, address, port, server: hostPort } = server();
    expect(version).toMatch(versionForm);
    expect(address).toBe('127.0.0.1');
    expect(port).toBeGreaterThan(1023);
    expect(hostPort).toBe(`127.0.0.1:${port}`);
  });

  it('answers for each record of the template', async () => {
    for (const [name, type, data] of templateRecords) {
      const { rcode, flags, answers } = await server().dig(name, type);
      expect({ name, type, rcode }).toEqual({ name, type, rcode: 'NOERROR' });
      expect(flags).toContain('aa');
      expect(answers.map((record) => record.data).sort()).toEqual(data);
      expect(answers.map((record) => record.ttl)).toEqual(data.map(() => 300));
    }
  });

  it('tells a name that does not exist by NXDOMAIN and no answers', async () => {
    const { rcode, answers } = await server().dig('nobody.example.test', 'A', { tcp: true });
    expect(rcode).toBe('NXDOMAIN');
    expect(answers).toEqual([]);
  });

  it('gives the whole zone by AXFR, sorted and with TTLs', async () => {
    expect(await server().axfr('example.test')).toEqual(templateLines);
  });

  it('throws where a zone cannot be transferred', async () => {
    await expect(server().axfr('elsewhere.test')).rejects.toThrow(
      /transfer of elsewhere\.test failed/,
    );
  });

  it('lets nobody transfer a zone without a key', async () => {
    const { raw } = await server()
      .dig('example.test', 'AXFR', { tcp: true })
      .catch((error) => ({
        raw: String(error),
      }));
    expect(raw).toContain('Transfer failed');
  });

  it('lets the default key transfer the zone', async () => {
    const keyFile = server().keyFile('testkit-key');
    const { rcode, answers } = await server().dig('example.test', 'AXFR', { tcp: true, keyFile });
    expect(rcode).toBe('NOERROR');
    // Without dig's +onesoa the SOA closes the transfer as well (RFC 5936 section 2.2).
    expect(answers).toHaveLength(templateLines.length + 1);
  });

  it('waits for strangers on loopback alone', async () => {
    const sockets = (await openSockets(server().pid)).map((socket) => socket.split(' '));
    const { port } = server();
    expect(sockets).toContainEqual(['tcp', '0100007F', String(port)]);
    expect(sockets).toContainEqual(['udp', '0100007F', String(port)]);
    for (const [, address] of sockets) expect(loopbackHex).toContain(address);
  });

  it('leaves no process and no folder after close, and keeps its log', async () => {
    const other = await startServer(kind, { zones: { 'gone.test': {} } });
    expect(await processesOfGroup(other.pid)).toContain(other.pid);
    await access(other.folder);
    await Promise.all([other.close(), other.close()]);
    expect(await processesOfGroup(other.pid)).toEqual([]);
    await expect(access(other.folder)).rejects.toThrow(/ENOENT/);
    expect((await other.logText()).length).toBeGreaterThan(0);
    await expect(other.dig('gone.test', 'SOA')).rejects.toThrow(/ended/);
  });

  it.skipIf(!hasIpv6)('listens on ::1 instead when asked to (needs IPv6)', async () => {
    await using other = await startServer(kind, { ipv6: true });
    expect(other.server).toBe(`[::1]:${other.port}`);
    expect((await other.dig('www.example.test', 'A')).answers[0]?.data).toBe('192.0.2.80');
    expect(await other.axfr('example.test')).toEqual(templateLines);
    const sockets = (await openSockets(other.pid)).map((socket) => socket.split(' '));
    expect(sockets).toContainEqual(['udp6', loopbackHex[1], String(other.port)]);
    for (const [, address] of sockets) expect(loopbackHex).toContain(address);
  });

  return server;
}

/** The rules of the three servers that take updates. */
export function updateRules(kind: ServerKind, server: () => RealServer, unsigned: string): void {
  const add = (owner: string) => [`add ${owner} 60 A 192.0.2.99`];

  it('takes an update signed with the default key, and shows it', async () => {
    await server().addZone('signed.test');
    const lines = add('new.signed.test');
    expect(await nsupdate(server(), 'signed.test', lines, 'testkit-key')).toBe('NOERROR');
    const { answers } = await server().dig('new.signed.test', 'A');
    expect(answers).toEqual([
      { name: 'new.signed.test.', ttl: 60, class: 'IN', type: 'A', data: '192.0.2.99' },
    ]);
  });

  it(`answers ${unsigned} to an update without a key, and does nothing`, async () => {
    expect(await nsupdate(server(), 'example.test', add('new.example.test'))).toBe(unsigned);
    expect((await server().dig('new.example.test', 'A')).rcode).toBe('NXDOMAIN');
  });

  it('addZone serves the given text, and each zone once', async () => {
    await server().addZone('added.test', '@ 60 SOA ns. host. 7 1 1 1 1\n@ 60 NS ns.\n');
    expect(await server().axfr('added.test.')).toEqual([
      'added.test. 60 IN NS ns.',
      'added.test. 60 IN SOA ns. host. 7 1 1 1 1',
    ]);
    await expect(server().addZone('added.test')).rejects.toThrow(/has a zone added\.test already/);
  });

  it('addZone can be called for many zones at once', async () => {
    const names = ['a.test', 'b.test', 'c.test', 'd.test'];
    await Promise.all(names.map((name) => server().addZone(name)));
    for (const name of names) {
      expect((await server().dig(`www.${name}`, 'A')).answers[0]?.data).toBe('192.0.2.80');
    }
  });

  it('lets a zone name the keys that may update and transfer it', async () => {
    const key = (name: string) => ({ name, algorithm: 'hmac-sha512', secret: 'c2VjcmV0IG9mIA==' });
    const zones = {
      'one.test': { updateKeys: ['one'], transferKeys: ['Two.'] },
      'none.test': { updateKeys: [], transferKeys: [] },
    };
    await using other = await startServer(kind, { keys: [key('one'), key('two')], zones });
    await other.addZone('later.test', { updateKeys: ['two'], transferKeys: [] });
    const updated = async (zone: string, keyName: string) =>
      (await nsupdate(other, zone, add(`new.${zone}`), keyName)) === 'NOERROR';
    expect(await updated('one.test', 'one')).toBe(true);
    expect(await updated('one.test', 'two')).toBe(false);
    expect(await updated('none.test', 'one')).toBe(false);
    expect(await nsupdate(other, 'none.test', add('new.none.test'))).toBe(unsigned);
    expect(await updated('later.test', 'one')).toBe(false);
    expect(await updated('later.test', 'two')).toBe(true);
    const transferred = async (zone: string, keyName: string) => {
      const keyFile = other.keyFile(keyName);
      const { answers } = await other
        .dig(zone, 'AXFR', { tcp: true, keyFile })
        .catch(() => ({ answers: [] }));
      return answers.length > 0;
    };
    expect(await transferred('one.test', 'one')).toBe(false);
    expect(await transferred('one.test', 'two')).toBe(true);
    expect(await transferred('none.test', 'one')).toBe(false);
    expect(await transferred('later.test', 'two')).toBe(false);
  });
}

/** The rules of the two servers that can freeze a zone. */
export function freezeRules(server: () => RealServer): void {
  it('refuses updates to a frozen zone, and takes the same update after thaw', async () => {
    await server().addZone('frozen.test');
    const update = (owner: string) =>
      nsupdate(server(), 'frozen.test', [`add ${owner} 60 A 192.0.2.99`], 'testkit-key');
    expect(await update('before.frozen.test')).toBe('NOERROR');
    for (const owner of ['first.frozen.test', 'second.frozen.test', 'third.frozen.test']) {
      await server().freeze('frozen.test.');
      expect(await update(owner)).toBe('REFUSED');
      expect((await server().dig(owner, 'A')).rcode).toBe('NXDOMAIN');
      await server().thaw('frozen.test.');
      expect(await update(owner)).toBe('NOERROR');
      expect((await server().dig(owner, 'A')).answers[0]?.data).toBe('192.0.2.99');
    }
  });

  it('freezes one zone and leaves the others', async () => {
    await server().addZone('still.test');
    await server().freeze('example.test');
    const lines = ['add new.still.test 60 A 192.0.2.99'];
    expect(await nsupdate(server(), 'still.test', lines, 'testkit-key')).toBe('NOERROR');
    await server().thaw('example.test');
  });

  it('throws for a zone that it does not have', async () => {
    await expect(server().freeze('elsewhere.test')).rejects.toThrow(/no zone elsewhere\.test/);
    await expect(server().thaw('elsewhere.test')).rejects.toThrow(/no zone elsewhere\.test/);
  });
}
