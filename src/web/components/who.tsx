/** Who writes: the record keeps it, so that nothing is written without a token. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useToken } from '../api.ts';
import { Button, Field } from './basics.tsx';

/** Asks for a token where something is to be recorded. */
export function AskWho(): JSX.Element {
  const [text, setText] = useState('');
  return (
    <form
      class="section who"
      onSubmit={(e) => {
        e.preventDefault();
        if (!text) return;
        useToken(text);
        // What is pressed goes; what was asked for stands in its place.
        document.getElementById('main')?.focus();
      }}
    >
      <h2>Who records?</h2>
      <p class="note">
        The record keeps who wrote what. Whoever runs this server makes a token for you:{' '}
        <code>demarche token add NAME --role recorder</code>. It is kept in this tab alone.
      </p>
      <Field label="Token" type="password" value={text} onInput={(t) => setText(t.trim())} />
      <Button type="submit">Begin</Button>
    </form>
  );
}
