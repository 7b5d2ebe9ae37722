import type { JSX } from 'preact';
import { Empty } from '../components/basics.tsx';

export function Sources(): JSX.Element {
  return <Empty title="This lens is not there yet" />;
}
