/** A figure in the formats of papers: one table for the menu and the shortcuts. */
import type { Figure } from './figure.ts';
import { saveBlob, saveText } from './save.ts';

/** Pixels of a PNG for each pixel of the figure: sharp in print. */
const PNG_SCALE = 3;

function sizeOf(svg: string): { width: number; height: number } {
  const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  return { width: Number(root.getAttribute('width')), height: Number(root.getAttribute('height')) };
}

async function savePng({ name, svg }: Figure): Promise<void> {
  const text = svg();
  const { width, height } = sizeOf(text);
  const image = new Image();
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = width * PNG_SCALE;
    canvas.height = height * PNG_SCALE;
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (blob === null)
      throw new Error(`a picture of ${canvas.width} × ${canvas.height} pixels cannot be made`);
    saveBlob(`${name}.png`, blob);
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function savePdf({ name, svg }: Figure): Promise<void> {
  const text = svg();
  const { width, height } = sizeOf(text);
  // Large, and needed by few: fetched when asked for.
  const [{ jsPDF }, { svg2pdf }] = await Promise.all([import('jspdf'), import('svg2pdf.js')]);
  const pdf = new jsPDF({
    unit: 'pt',
    format: [width, height],
    orientation: width > height ? 'landscape' : 'portrait',
  });
  const element = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  await svg2pdf(element, pdf, { width, height });
  saveBlob(`${name}.pdf`, pdf.output('blob'));
}

export const FIGURE_FORMATS = [
  {
    id: 'svg',
    title: 'SVG',
    save: ({ name, svg }: Figure) => saveText(`${name}.svg`, 'image/svg+xml', svg()),
  },
  { id: 'png', title: `PNG, ${PNG_SCALE}×`, save: savePng },
  { id: 'pdf', title: 'PDF', save: savePdf },
  {
    id: 'csv',
    title: 'CSV of what is shown',
    save: ({ name, csv }: Figure) => saveText(`${name}.csv`, 'text/csv', csv()),
  },
] as const satisfies readonly { id: string; title: string; save: (figure: Figure) => void | Promise<void> }[];
