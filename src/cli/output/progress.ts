/** Progress on a terminal, on stderr, for what takes longer than a second. Elsewhere nothing. */

const PATIENCE = 1000;
const EVERY = 100;

export interface Progress {
  /** So many done, of so many where that is known. */
  tell(what: string, done: number, of?: number): void;
  /** Takes the bar away. */
  end(): void;
}

export function progress(stream: NodeJS.WriteStream, isOn: boolean, clock: () => number = () => performance.now()): Progress {
  if (!isOn || !stream.isTTY) return { tell: () => undefined, end: () => undefined };
  const start = clock();
  let last = 0;
  let isShown = false;
  /** What is under way, since when and from which count on: the time left follows from its own pace. */
  let phase = { what: '', since: start, from: 0 };
  return {
    tell(what, done, of) {
      const now = clock();
      if (what !== phase.what || done < phase.from) phase = { what, since: now, from: done };
      if (now - start < PATIENCE || now - last < EVERY) return;
      last = now;
      isShown = true;
      const left = of === undefined ? '' : timeLeft(now - phase.since, done - phase.from, of - done);
      const count = `${of === undefined ? number(done) : `${number(done)} of ${number(of)}`}${left}`;
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

/** `, 12 s left`: as the pace so far has it, once it can be told. */
function timeLeft(ms: number, done: number, left: number): string {
  if (ms < PATIENCE || done <= 0 || left <= 0) return '';
  const seconds = Math.ceil(((ms / done) * left) / 1000);
  if (seconds < 90) return `, ${seconds} s left`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `, ${minutes} min left` : `, ${Math.ceil(minutes / 60)} h left`;
}

export const number = (n: number): string => n.toLocaleString('en').replaceAll(',', '\u202f');
