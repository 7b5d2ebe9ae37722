import type { JSX } from 'preact';
import type { DevelopmentEntry } from './subject.tsx';
export const Correct = (_: { readonly entry: DevelopmentEntry }): JSX.Element => <></>;
