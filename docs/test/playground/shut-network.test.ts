import { describe, expect, it } from 'vitest';
import { shutNetwork } from '../../.vitepress/theme/playground/shut-network.ts';

describe('shutNetwork', () => {
  it('takes away what carries data, wherever it stands, for good', () => {
    class Scope {
      fetch(): string {
        return 'sent';
      }
    }
    const scope = Object.assign(new Scope(), { WebSocket: Object, Date });
    shutNetwork(scope);
    expect(scope.fetch).toBeUndefined();
    expect(Object.getPrototypeOf(scope)).not.toHaveProperty('fetch');
    expect(scope.WebSocket).toBeUndefined();
    expect(scope.Date).toBe(Date);
    expect(() => Object.defineProperty(scope, 'fetch', { value: () => 'sent' })).toThrow(TypeError);
  });
});
