/**
 * The text of a page that was saved as a file. It is parsed into a document without a window, in which nothing is run and
 * nothing is fetched (HTML, DOMParser); only text is taken out of it.
 */

/** What a page says of itself, as far as it says it. */
export interface PageText {
  readonly text: string;
  readonly title?: string;
  readonly publisher?: string;
  readonly url?: string;
  /** The day as it is written there. */
  readonly published?: string;
  readonly language?: string;
}

const UNSEEN =
  'script, style, noscript, template, iframe, object, svg, math, nav, form, button, select, textarea, dialog, [hidden], [aria-hidden="true"]';
const BLOCKS = new Set(
  'ADDRESS ARTICLE ASIDE BLOCKQUOTE DD DIV DL DT FIGCAPTION FIGURE FOOTER H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN OL P PRE SECTION TABLE TD TH TR UL'.split(
    ' ',
  ),
);

export function textOfHtml(html: string): PageText {
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const unseen of page.querySelectorAll(UNSEEN)) unseen.remove();
  const articles = page.querySelectorAll('article');
  const root = articles.length === 1 ? articles[0]! : (page.querySelector('main') ?? page.body);
  const parts: string[] = [];
  const walk = (node: Node): void => {
    if (node.nodeType === Node.TEXT_NODE) parts.push((node.nodeValue ?? '').replace(/\s+/g, ' '));
    else {
      const { tagName } = node as Element;
      if (tagName === 'BR') return void parts.push('\n');
      const isBlock = BLOCKS.has(tagName);
      if (isBlock) parts.push('\n');
      for (const child of node.childNodes) walk(child);
      if (isBlock) parts.push('\n');
    }
  };
  walk(root);
  const text = parts
    .join('')
    .split('\n')
    .map((line) => line.replace(/ +/g, ' ').trim())
    .join('\n')
    .replace(/\n{2,}/g, '\n\n')
    .trim();
  const meta = (...names: string[]) =>
    names.map((n) => page.querySelector(`meta[property="${n}"], meta[name="${n}"]`)?.getAttribute('content')?.trim()).find((t) => t);
  const given = {
    title: meta('og:title') ?? page.querySelector('h1')?.textContent.replace(/\s+/g, ' ').trim() ?? page.title.trim(),
    publisher: meta('og:site_name', 'application-name'),
    url: meta('og:url') ?? page.querySelector('link[rel="canonical"]')?.getAttribute('href')?.trim(),
    published: /^\d{4}-\d\d-\d\d/.exec(
      meta('article:published_time', 'datePublished', 'date', 'DC.date') ??
        page.querySelector('time[datetime]')?.getAttribute('datetime') ??
        '',
    )?.[0],
    language: /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/.exec(page.documentElement.lang)?.[0],
  };
  const filled = Object.entries(given).filter((e): e is [string, string] => e[1] !== undefined && e[1] !== '');
  return { text, ...(Object.fromEntries(filled.filter(([k, v]) => k !== 'url' || /^https?:\/\//.test(v))) as Partial<PageText>) };
}
