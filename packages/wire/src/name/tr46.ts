/**
 * tr46, loaded with the rest: for browsers and for whoever bundles. Node has tr46-when-used.ts in its
 * place, by `#tr46` in `imports` of package.json.
 */

export { toASCII, toUnicode } from 'tr46';
