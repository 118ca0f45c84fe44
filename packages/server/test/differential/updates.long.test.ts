// As updates.test.ts, from another seed and many more: about 8,000 cases on each of the servers.
import { describeRandomUpdates } from './random-updates.ts';

describeRandomUpdates(7, 1_500);
