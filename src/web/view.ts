/** What is looked at, as a signal that follows the address, and the one way to change it. */
import { computed, signal } from '@preact/signals';
import { formatView, parseView, patched } from './url.ts';
import type { Patch, View } from './url.ts';

const current = signal<View>(parseView(location.search));
/** What is looked at. */
export const view = computed(() => current.value);

window.addEventListener('popstate', () => (current.value = parseView(location.search)));

/** The address of the view with a change, for links: they open in a new tab as well as here. */
export const hrefOf = (patch: Patch): string => location.pathname + formatView(patched(current.value, patch));

/**
 * Goes to the view with a change. A step of its own in the browser's history, unless it replaces the last one (while a slider
 * moves, or the record plays).
 */
export function go(patch: Patch, how: 'push' | 'replace' = 'push'): void {
  const next = patched(current.value, patch);
  const address = location.pathname + formatView(next);
  if (address === location.pathname + location.search) return;
  history[how === 'push' ? 'pushState' : 'replaceState'](null, '', address);
  current.value = next;
}

/** For links inside the page: follows them without loading it again, unless the reader wants a tab or window of its own. */
export function follow(patch: Patch) {
  return (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(patch);
  };
}

/** The coordinates that the address names, as parameters of the API. */
export const coordinates = computed(() => {
  const { dossier, at, published, known } = current.value;
  return { ...(dossier && { dossier }), ...(at && { at }), ...(published && { published }), ...(known && { known }) };
});

/** Whether the window is a phone's, or as narrow as one. */
const narrow = matchMedia('(max-width: 47.99rem)');
export const isNarrow = signal(narrow.matches);
narrow.addEventListener('change', () => (isNarrow.value = narrow.matches));
