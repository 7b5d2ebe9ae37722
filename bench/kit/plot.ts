/** Plots as SVG, both axes logarithmic: growth is a slope. Drawn for light and dark, without a script. */
import type { Series } from './figures.ts';

const [WIDTH, HEIGHT] = [640, 360];
const [LEFT, RIGHT, TOP, BOTTOM] = [70, 20, 44, 52];
const COLOURS = ['#2563eb', '#c2410c', '#15803d', '#7c3aed'];

const decades = (xs: readonly number[]): [number, number] => {
  const positive = xs.filter((x) => x > 0);
  const low = Math.floor(Math.log10(Math.min(...positive)));
  const high = Math.ceil(Math.log10(Math.max(...positive)));
  return [low, Math.max(high, low + 1)];
};

const label = (exponent: number): string => {
  const n = 10 ** exponent;
  return exponent >= 0 ? n.toLocaleString('en') : String(n);
};

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

export function plotOf({ title, x, y, lines }: Series): string {
  const points = lines.flatMap((l) => l.points);
  const [x0, x1] = decades(points.map(([a]) => a));
  const [y0, y1] = decades(points.map(([, b]) => b));
  const px = (v: number) => LEFT + ((Math.log10(v) - x0) / (x1 - x0)) * (WIDTH - LEFT - RIGHT);
  const py = (v: number) => HEIGHT - BOTTOM - ((Math.log10(v) - y0) / (y1 - y0)) * (HEIGHT - TOP - BOTTOM);
  const out = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title).replaceAll('"', '&quot;')}" font-family="system-ui, sans-serif" font-size="12">`,
    '<style>text{fill:#333}.grid{stroke:#ddd}.ground{fill:#fff}@media (prefers-color-scheme: dark){text{fill:#ddd}.grid{stroke:#444}.ground{fill:#161616}}</style>',
    `<rect class="ground" width="${WIDTH}" height="${HEIGHT}"/>`,
    `<text x="${LEFT}" y="18" font-size="14" font-weight="600">${escaped(title)}</text>`,
  ];
  for (let e = x0; e <= x1; e++) {
    const at = px(10 ** e).toFixed(1);
    out.push(`<line class="grid" x1="${at}" x2="${at}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/>`);
    out.push(`<text x="${at}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${label(e)}</text>`);
  }
  for (let e = y0; e <= y1; e++) {
    const at = py(10 ** e);
    out.push(`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at.toFixed(1)}" y2="${at.toFixed(1)}"/>`);
    out.push(`<text x="${LEFT - 8}" y="${(at + 4).toFixed(1)}" text-anchor="end">${label(e)}</text>`);
  }
  out.push(`<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 12}" text-anchor="middle">${escaped(x)}</text>`);
  out.push(`<text transform="translate(16 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${escaped(y)}</text>`);
  lines.forEach(({ name, points: line }, i) => {
    const colour = COLOURS[i % COLOURS.length]!;
    const at = line.map(([a, b]) => `${px(a).toFixed(1)},${py(b).toFixed(1)}`);
    out.push(`<polyline points="${at.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`);
    for (const p of at) out.push(`<circle cx="${p.split(',')[0]!}" cy="${p.split(',')[1]!}" r="3.5" fill="${colour}"/>`);
    out.push(`<text x="${LEFT + i * 185}" y="36" style="fill:${colour}" font-weight="600">${escaped(name)}</text>`);
  });
  out.push('</svg>');
  return `${out.join('\n')}\n`;
}
