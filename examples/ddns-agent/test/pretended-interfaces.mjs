// Loaded before the agent: its host has the addresses that a file lists.
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { env } from 'node:process';

os.networkInterfaces = () => {
  const addresses = JSON.parse(readFileSync(env.PRETENDED_ADDRESSES, 'utf8'));
  return {
    lo: [{ address: '127.0.0.1', internal: true }],
    eth0: addresses.map((address) => ({ address, internal: false })),
  };
};
syncBuiltinESMExports();
