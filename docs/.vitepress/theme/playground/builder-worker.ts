/** The worker that builder code runs in: one for each run, so that no run leaves anything behind. */

import { evaluateBuilder } from './evaluate-builder.ts';
import { shutNetwork } from './shut-network.ts';

// The line of the code stands behind the frames of the builder, which are more than ten.
Error.stackTraceLimit = 100;

const post = self.postMessage.bind(self);

shutNetwork(self);
self.addEventListener('message', ({ data }: MessageEvent<string>) => {
  void evaluateBuilder(data).then((outcome) => post(outcome));
});
post('ready');
