// The same packages by `require()`, which Node has for ES modules from 20.19 on.
import server = require('@zonewright/server');
import wire = require('@zonewright/wire');
import zone = require('@zonewright/zone');
import zonewright = require('zonewright');

const update: zonewright.Update = new zonewright.Update('example.com').removeName('www');
console.log(
  JSON.stringify([
    update.toWire({ id: 1 }).length,
    update instanceof zone.Update,
    wire.parseName('www', { origin: 'example.com.' }),
    typeof server.createServer,
  ]),
);
