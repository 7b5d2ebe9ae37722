import { render } from 'preact';
import { restart } from './api.ts';
import { Shell } from './shell.tsx';

const root = document.getElementById('page')!;
root.replaceChildren();
render(<Shell />, root);
restart();
