/** A drawing of the page as a file of its own: SVG with its colours written out, and PNG made from it. */

/** What style sheets say of a drawing, written into it as attributes. */
const KEPT = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity', 'font-family', 'font-size', 'font-weight', 'text-anchor'] as const; // prettier-ignore
const SVG = 'http://www.w3.org/2000/svg';
const MARGIN = 16;
const LINE = 16;

export interface Picture {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

/** A text in lines of so many characters. */
function lines(text: string, length: number): string[] {
  const out: string[] = [''];
  for (const word of text.split(' ')) {
    const last = out.at(-1)!;
    if (last !== '' && last.length + word.length >= length) out.push(word);
    else out[out.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return out;
}

/** A drawing with a heading, and below it what it shows and where it came from. */
export function pictureOf(svg: SVGSVGElement, title: string, caption: string): Picture {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const from = [...svg.querySelectorAll('*')];
  const to = [...copy.querySelectorAll('*')];
  from.forEach((element, i) => {
    const style = getComputedStyle(element);
    const target = to[i]!;
    for (const name of KEPT) {
      const value = style.getPropertyValue(name);
      if (value && !(name === 'fill' && target.getAttribute('fill')?.startsWith('url'))) target.setAttribute(name, value);
    }
    for (const name of ['class', 'tabindex', 'role', 'data-at', 'data-facet', 'aria-haspopup']) target.removeAttribute(name);
  });
  const body = getComputedStyle(document.body);
  const paper = getComputedStyle(document.documentElement).backgroundColor;
  const inner = svg.clientWidth || Number(svg.getAttribute('width'));
  const drawn = Number(svg.getAttribute('height'));
  const below = lines(caption, Math.floor(inner / 6.5));
  const width = inner + 2 * MARGIN;
  const height = drawn + 3 * MARGIN + 24 + below.length * LINE;
  const root = document.createElementNS(SVG, 'svg');
  const make = (name: string, attributes: Record<string, string | number>, text?: string): SVGElement => {
    const e = document.createElementNS(SVG, name);
    for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, String(v));
    if (text !== undefined) e.textContent = text;
    return e;
  };
  const type = { 'font-family': body.fontFamily, fill: body.color };
  root.setAttribute('xmlns', SVG);
  root.setAttribute('width', String(width));
  root.setAttribute('height', String(height));
  root.setAttribute('viewBox', `0 0 ${width} ${height}`);
  root.append(
    make('title', {}, title),
    make('desc', {}, caption),
    make('rect', { width, height, fill: paper }),
    make('text', { ...type, x: MARGIN, y: MARGIN + 12, 'font-size': 16, 'font-weight': 600 }, title),
  );
  copy.setAttribute('x', String(MARGIN));
  copy.setAttribute('y', String(MARGIN + 24));
  root.append(copy);
  below.forEach((text, i) =>
    root.append(make('text', { ...type, x: MARGIN, y: drawn + 2 * MARGIN + 36 + i * LINE, 'font-size': 12 }, text)),
  );
  return { text: new XMLSerializer().serializeToString(root), width, height };
}

/** The same in pixels, two for each of the screen's. */
export async function pngOf({ text, width, height }: Picture): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  // A browser draws no canvas without end.
  const scale = Math.min(2, 16_000 / height, 16_000 / width);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d')!;
  context.scale(scale, scale);
  context.drawImage(image, 0, 0, width, height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture could not be made'))), 'image/png'),
  );
}

/** Gives a file to whoever looks. */
export function download(blob: Blob, name: string): void {
  const a = document.createElement('a');
  a.href = URL.createObjectURL(blob);
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 10_000);
}
