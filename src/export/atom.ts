/** An Atom feed (RFC 4287). */

export interface FeedEntry {
  /** Unique in the record; stays the same when the entry changes. */
  readonly id: string;
  readonly title: string;
  readonly updated: string | null;
  readonly author: string | null;
  readonly summary: string;
  readonly category?: string;
}

/** What XML may not carry at all is marked. */
const escape = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const EPOCH = '1970-01-01T00:00:00Z';

export function atom(
  feed: { readonly id: string; readonly title: string; readonly updated: string | null },
  entries: readonly FeedEntry[],
): string {
  const urn = (id: string) => `urn:demarche:${encodeURI(id)}`;
  const items = entries.map(
    (e) => `  <entry>
    <id>${escape(urn(e.id))}</id>
    <title>${escape(e.title)}</title>
    <updated>${escape(e.updated ?? feed.updated ?? EPOCH)}</updated>
    <author><name>${escape(e.author ?? 'unknown')}</name></author>${e.category === undefined ? '' : `\n    <category term="${escape(e.category)}"/>`}
    <summary>${escape(e.summary)}</summary>
  </entry>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>${escape(urn(feed.id))}</id>
  <title>${escape(feed.title)}</title>
  <updated>${escape(feed.updated ?? EPOCH)}</updated>
  <generator>demarche</generator>
${items.map((i) => `${i}\n`).join('')}</feed>
`;
}
