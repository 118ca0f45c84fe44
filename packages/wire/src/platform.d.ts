/** What the pure packages use of the platform beside the language: browsers and Node both have it. */

declare class TextEncoder {
  encode(text: string): Uint8Array;
}

declare class TextDecoder {
  constructor(label: 'utf-8', options: { readonly fatal: boolean; readonly ignoreBOM: boolean });
  decode(octets: Uint8Array): string;
}

/** For the one file that stands in for another in Node: `#dependencies` in `imports` of package.json. */
declare module 'node:buffer' {
  type Encoding = 'base64' | 'hex';
  export const Buffer: {
    from(
      memory: ArrayBufferLike,
      byteOffset?: number,
      length?: number,
    ): {
      toString(encoding: Encoding): string;
      /** @returns how many octets were written */
      write(text: string, encoding: Encoding): number;
    };
  };
}

declare module 'node:process' {
  const process: {
    getBuiltinModule(name: 'node:module'): {
      createRequire(url: string): (name: string) => unknown;
    };
  };
  export default process;
}

interface ImportMeta {
  url: string;
}
