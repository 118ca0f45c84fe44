// Random zones and random updates, from a fixed seed: some 450 cases on each of the servers.
import { describeRandomUpdates } from './random-updates.ts';

describeRandomUpdates(20_261_120, 100);
