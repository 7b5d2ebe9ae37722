import type { JSX } from 'preact';
import type { SourceEntry } from './subject.tsx';
export const CorrectSource = (_: { readonly entry: SourceEntry }): JSX.Element => <></>;
