/** The part of tr46 that is called here; the package brings no types. */
declare module 'tr46' {
  interface Rules {
    readonly checkBidi: boolean;
    readonly checkHyphens: boolean;
    readonly checkJoiners: boolean;
    readonly transitionalProcessing: boolean;
    readonly useSTD3ASCIIRules: boolean;
  }

  export function toASCII(
    domainName: string,
    options: Rules & { readonly verifyDNSLength: boolean },
  ): string | null;

  export function toUnicode(
    domainName: string,
    options: Rules,
  ): { readonly domain: string; readonly error: boolean };
}
