import { describeMessage } from '@zonewright/wire';
import { Update } from '@zonewright/zone';
import { describe, expect, it } from 'vitest';
import { partRows, rowOfOctets } from '../../.vitepress/theme/playground/part-rows.ts';

const octets = new Update('example.com').removeName('www').toWire({ id: 7 });
const rows = partRows(describeMessage(octets));

describe('the rows of a message', () => {
  it('stand before their own parts, with their depth', () => {
    expect(rows.slice(0, 2).map(({ part, depth }) => [depth, part.label])).toEqual([
      [0, 'header'],
      [1, 'id'],
    ]);
    expect(rows.map(({ index }) => index)).toEqual(rows.map((_row, i) => i));
  });

  it('know their section, also where an empty one is left out', () => {
    const sections = rows.filter(({ depth }) => depth === 0);
    expect(sections.map(({ section, part }) => [section, part.label])).toEqual([
      [0, 'header'],
      [1, 'zone section'],
      [3, 'updates section'],
    ]);
  });

  it('give each octet the part that is not divided further', () => {
    const owners = rowOfOctets(rows, octets.length);
    expect(owners).toHaveLength(octets.length);
    for (const [at, index] of owners.entries()) {
      const part = rows[index]?.part;
      expect(part?.parts).toEqual([]);
      expect(part !== undefined && part.start <= at && at < part.end).toBe(true);
    }
  });
});
