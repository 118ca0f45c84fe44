/**
 * What plots are written in: a small part of SVG, as text. Colours follow the reader's choice of light
 * or dark; a plot brings its background along, so that it can be read on any page.
 */

const style = `
.back { fill: #ffffff } .text { fill: #24292f } .faint { fill: #57606a } .grid { stroke: #d8dee4 } .spread { stroke: #24292f }
.ours { fill: #0969da; stroke: #0969da } .peer { fill: #8c959f; stroke: #8c959f } .floor { fill: #d0d7de; stroke: #8c959f }
.line-0 { stroke: #0969da; fill: #0969da } .line-1 { stroke: #9a6700; fill: #9a6700 }
.line-2 { stroke: #1a7f37; fill: #1a7f37 } .line-3 { stroke: #8250df; fill: #8250df }
text { font: 12px system-ui, sans-serif; stroke: none } .title { font-weight: 600; font-size: 13px }
@media (prefers-color-scheme: dark) {
.back { fill: #0d1117 } .text { fill: #e6edf3 } .faint { fill: #9198a1 } .grid { stroke: #30363d } .spread { stroke: #e6edf3 }
.ours { fill: #4493f8; stroke: #4493f8 } .peer { fill: #6e7681; stroke: #6e7681 } .floor { fill: #30363d; stroke: #6e7681 }
.line-0 { stroke: #4493f8; fill: #4493f8 } .line-1 { stroke: #d29922; fill: #d29922 }
.line-2 { stroke: #3fb950; fill: #3fb950 } .line-3 { stroke: #ab7df8; fill: #ab7df8 }
}`;

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** `  <tag a="1"/>`, or with text in it. */
export function element(
  tag: string,
  attributes: Readonly<Record<string, string | number>>,
  text?: string,
): string {
  const listed = Object.entries(attributes)
    .map(
      ([name, value]) =>
        ` ${name}="${typeof value === 'number' ? rounded(value) : escaped(value)}"`,
    )
    .join('');
  return text === undefined ? `<${tag}${listed}/>` : `<${tag}${listed}>${escaped(text)}</${tag}>`;
}

/** A tenth of a pixel is enough. */
function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A whole file. */
export function document(
  {
    width,
    height,
    label,
  }: { readonly width: number; readonly height: number; readonly label: string },
  parts: readonly string[],
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(label)}">`,
    `<style>${style}</style>`,
    element('rect', { class: 'back', width, height, rx: 6 }),
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}
