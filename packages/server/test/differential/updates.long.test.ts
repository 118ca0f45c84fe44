// As updates.test.ts, from another seed and many more: some 6,700 cases on each of the servers.
import { describeRandomUpdates } from './random-updates.ts';

describeRandomUpdates(7, 1_500);
