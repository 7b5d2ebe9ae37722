import { render } from 'preact';
import { askAhead, restart } from './api.ts';
import { Shell } from './shell.tsx';
import { coordinates, view } from './view.ts';

// Nothing is drawn without the names.
askAhead('dossiers', {});
askAhead('actors', {});
// The first lens is what most come for.
if (view.value.lens === 'positions' && view.value.actor === undefined && view.value.issue === undefined)
  askAhead('state', coordinates.value);
const root = document.getElementById('page')!;
root.replaceChildren();
render(<Shell />, root);
restart();
