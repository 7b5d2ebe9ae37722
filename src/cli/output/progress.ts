/** Progress on a terminal, on stderr, for what takes longer than a second. Elsewhere nothing. */

const PATIENCE = 1000;
const EVERY = 100;

export interface Progress {
  /** So many done, of so many where that is known. */
  tell(what: string, done: number, of?: number): void;
  /** Takes the bar away. */
  end(): void;
}

export function progress(stream: NodeJS.WriteStream, isOn: boolean): Progress {
  if (!isOn || !stream.isTTY) return { tell: () => undefined, end: () => undefined };
  const start = performance.now();
  let last = 0;
  let isShown = false;
  return {
    tell(what, done, of) {
      const now = performance.now();
      if (now - start < PATIENCE || now - last < EVERY) return;
      last = now;
      isShown = true;
      const count = of === undefined ? number(done) : `${number(done)} of ${number(of)}`;
      const room = Math.max(0, Math.min(30, stream.columns - what.length - count.length - 6));
      const filled = of ? Math.round((room * Math.min(done, of)) / of) : 0;
      const bar = of && room > 4 ? ` ${'█'.repeat(filled)}${'░'.repeat(room - filled)}` : '';
      stream.write(`\r\u001b[2K${what}${bar} ${count}`);
    },
    end() {
      if (isShown) stream.write('\r\u001b[2K');
      isShown = false;
    },
  };
}

export const number = (n: number): string => n.toLocaleString('en').replaceAll(',', '\u202f');
