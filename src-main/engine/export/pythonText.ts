/** Python literals and paragraphs as `black` leaves them: 88 columns. */

const COLUMNS = 88;

/** JSON's escapes are Python's, too; single quotes where the text has double ones alone. */
export function pythonString(text: string): string {
  const quoted = JSON.stringify(text);
  if (!text.includes('"') || text.includes("'")) return quoted;
  return `'${quoted.slice(1, -1).replaceAll(String.raw`\"`, '"')}'`;
}

/** `NAME = [a, b]` on one line where it fits, else a line an item. */
export function pythonList(name: string, items: readonly string[]): string {
  const line = `${name} = [${items.join(', ')}]`;
  if (line.length <= COLUMNS) return line;
  return [`${name} = [`, ...items.map((item) => `    ${item},`), ']'].join('\n');
}

/** A number as Python shows it: 0.5, 1.0, 1e-05. */
export function pythonFloat(value: number): string {
  const text = String(value).replace(/e-(\d)$/u, 'e-0$1');
  return Number.isInteger(value) && !text.includes('e') ? `${text}.0` : text;
}

/** Words of `text` in lines that fit; `text` may not end a doc string. */
export function paragraph(text: string, prefix = ''): string {
  const words = text.replaceAll('\\', '/').replaceAll('"""', "'''").split(/\s+/u);
  const lines: string[] = [];
  let line = prefix;
  for (const word of words) {
    if (line.trim() !== prefix.trim() && line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = prefix;
    }
    line += line === '' || line.endsWith(' ') ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}
