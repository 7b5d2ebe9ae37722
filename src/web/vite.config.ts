/** The page is built to dist/web: one script, one stylesheet, nothing from elsewhere. */
import { defineConfig } from 'vite';

const path = (p: string) => new URL(p, import.meta.url).pathname;

export default defineConfig({
  root: path('.'),
  base: './',
  build: {
    outDir: path('../../dist/web'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0, // the policy of the page lets nothing run or draw that is not a file of its own
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': process.env['DEMARCHE_URL'] ?? 'http://127.0.0.1:4180' } },
});
