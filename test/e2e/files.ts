/** Files that the page saves, and what they hold. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Papa from 'papaparse';
import type { Page } from 'playwright-core';

/** Clicks something that saves a file; gives the file's name and bytes. */
export async function saved(
  page: Page,
  folder: string,
  click: () => Promise<void>,
): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  const name = download.suggestedFilename();
  const file = path.join(folder, name);
  await download.saveAs(file);
  return { name, bytes: readFileSync(file) };
}

export interface SvgFacts {
  readonly root: string;
  /** Elements with a stroke that is seen. */
  readonly strokes: number;
  readonly width: number;
  readonly height: number;
  /** What refers to something outside of the document, or to a style sheet of the page. */
  readonly loose: readonly string[];
}

/** Parses an SVG document anew, as another program would. */
export function svgFacts(page: Page, text: string): Promise<SvgFacts> {
  return page.evaluate((source) => {
    const parsed = new DOMParser().parseFromString(source, 'image/svg+xml');
    const root = parsed.documentElement;
    const all = [...parsed.querySelectorAll('*')];
    return {
      root: root.nodeName,
      strokes: all.filter((element) => /^#[\da-f]{6}$/iu.test(element.getAttribute('stroke') ?? '')).length,
      width: Number(root.getAttribute('width')),
      height: Number(root.getAttribute('height')),
      loose: source.match(/var\(|class="|href="(?!#)[^"]*"|url\((?!#)[^)]*\)/gu) ?? [],
    };
  }, text);
}

/** Width and height in the header of a PNG. */
export function pngSize(bytes: Buffer): { readonly width: number; readonly height: number } {
  if (bytes.toString('latin1', 1, 4) !== 'PNG') throw new Error('the file is no PNG');
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** The rows of a CSV file without its head. */
export function csvRows(bytes: Buffer): string[][] {
  return Papa.parse<string[]>(bytes.toString('utf8').trimEnd()).data.slice(1);
}
