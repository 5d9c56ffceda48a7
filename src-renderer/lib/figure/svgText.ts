/** SVG documents as text. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Text as it may stand in XML, also inside an attribute; control characters XML forbids are dropped. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/(?![\n\t])\p{Cc}/gu, '')
    .replaceAll(/[&<>"]/gu, (character) => ENTITIES[character]!);
}

export interface SvgParts {
  /** px */
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly body: string;
  /** Colour of text. */
  readonly ink: string;
}

/** A standalone document on white, 12 px sans-serif. */
export function svgDocument({ width, height, title, body, ink }: SvgParts): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    ` font-family="Inter, Helvetica, Arial, sans-serif" font-size="12" fill="${ink}">`,
    `<title>${escapeXml(title)}</title><rect width="${width}" height="${height}" fill="#ffffff"/>`,
    body,
    '</svg>',
  ].join('');
}
