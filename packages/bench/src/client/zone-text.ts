/** The zone that the client updates, before the first update: three records, serial 1. */
export const zoneText = `
@   300 SOA ns1 hostmaster 1 3600 600 86400 300
@   300 NS  ns1
ns1 300 A   192.0.2.53
`;
