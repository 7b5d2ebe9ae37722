/** Ids and digests: what the core asks the edge for. */
import { createHash, randomUUID } from 'node:crypto';

export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** A UUID made from a text: the same text gives the same id (RFC 9562, version 8, of the first bytes of its SHA-256). */
export function uuidOf(text: string): string {
  const hex = sha256(text);
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}

/** The id of an event of a command with this key: of its stream, and its place among the command's events there. */
export const eventId = (key: string, stream: string, index: number): string => uuidOf(`${key}\n${stream}\n${index}`);

export const newKey = (): string => randomUUID();
