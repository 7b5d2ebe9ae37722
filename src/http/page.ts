/** The page: files that were built into `dist/web`, served as they are. Without them a text says how they are made. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express from 'express';
import type { Express } from 'express';

/** Where the page is: beside the compiled program, or, when it runs from its source, where the build puts it. */
const FOLDERS = ['../../web/', '../../dist/web/'].map((path) => fileURLToPath(new URL(path, import.meta.url)));

const NOT_BUILT = `The page has not been built (npm run build:web).
The API is under /api/v1, its documentation under /docs.
`;

/** Mounts the page at the root of a server. Names under /assets/ change with their content, so that they can be kept for ever. */
export function mountPage(app: Express): void {
  const folder = FOLDERS.find((f) => existsSync(`${f}index.html`));
  if (folder === undefined) {
    app.get('/', (_request, response) => void response.type('text/plain').send(NOT_BUILT));
    return;
  }
  app.use('/assets', express.static(`${folder}assets`, { immutable: true, maxAge: '1y', index: false, redirect: false }));
  app.use(express.static(folder, { cacheControl: false, setHeaders: (response) => response.setHeader('Cache-Control', 'no-cache') }));
}
