/** Asked for something that is not there. An empty cell is not such a thing: it is an answer. */
export interface NotFound extends Error {
  readonly kind: 'NotFound';
  readonly what: 'dossier' | 'facet' | 'development' | 'source' | 'capture' | 'actor' | 'issue' | 'token';
  readonly id: string;
  readonly remedy: string;
  /** Several are meant: the name is right, and says too little. */
  readonly several?: true;
}

export function notFound(what: NotFound['what'], id: string, remedy: string, message = `no ${what} "${id}"`): NotFound {
  return Object.assign(new Error(message), { name: 'NotFound', kind: 'NotFound' as const, what, id, remedy });
}

export const isNotFound = (e: unknown): e is NotFound => e instanceof Error && (e as Partial<NotFound>).kind === 'NotFound';
