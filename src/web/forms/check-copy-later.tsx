/** The check of a copy, fetched when there is one to check: what opens beside it stays light. */
import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

interface Props {
  readonly source: string;
  readonly text: string;
}

export function CheckCopyLater(props: Props): JSX.Element | null {
  const [Check, setCheck] = useState<ComponentType<Props> | undefined>(undefined);
  const isNeeded = props.text.trim() !== '';
  useEffect(() => {
    // where it cannot be fetched the text can still be kept
    if (isNeeded) void import('./check-copy.tsx').then((m) => setCheck(() => m.CheckCopy), () => undefined); // prettier-ignore
  }, [isNeeded]);
  return Check && isNeeded ? <Check {...props} /> : null;
}
