/** The part of tr46 that is called here; the package brings no types. */
declare module 'tr46' {
  export function toASCII(
    domainName: string,
    options: {
      readonly checkBidi: boolean;
      readonly checkHyphens: boolean;
      readonly checkJoiners: boolean;
      readonly transitionalProcessing: boolean;
      readonly useSTD3ASCIIRules: boolean;
      readonly verifyDNSLength: boolean;
    },
  ): string | null;
}
