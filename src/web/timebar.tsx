/** Where in time one stands: what was in force (at), what pages had told (published), what the record said (known). */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { connection, head, lastEvent, today } from './api.ts';
import { Button, Go } from './components/basics.tsx';
import { CoordinateField } from './components/coordinate.tsx';
import { useDays } from './days.ts';
import type { Days } from './days.ts';
import { dayNumber, dayText, lastDay } from './time.ts';
import { go, isNarrow, view } from './view.ts';
import { camelWords, date, plural } from './words.ts';

/** How long each step stays while the record plays. */
const STEP_MS = 900;
const isPlaying = signal(false);
const days = signal<Days | undefined>(undefined);

/** The day that is looked at, as a count; the end of the record's last day and later are one place: today. */
const here = (): number => dayNumber(lastDay(view.value.at ?? today.value) ?? today.value);

/** A step that was asked for before the days had come. */
let waiting: 1 | -1 | undefined;

/** Goes to the next day (1) or the one before (-1) on which something took effect, once the days are known; whether there may be one. */
export function step(by: 1 | -1): boolean {
  const all = days.value?.days;
  if (!all) {
    waiting = by;
    return true;
  }
  const at = here();
  const next = by === 1 ? all.find((d) => d > at) : all.findLast((d) => d < at);
  if (next === undefined) {
    if (by === 1 && view.value.at !== undefined) go({ at: undefined }, 'replace');
    return false;
  }
  go({ at: dayText(next) }, 'replace');
  return true;
}

export function togglePlay(): void {
  if (!isPlaying.value) {
    const all = days.value;
    // From the end it begins again.
    if (all && (view.value.at === undefined || here() >= all.last)) go({ at: dayText(all.days[0] ?? all.first) });
  }
  isPlaying.value = !isPlaying.value;
}

export function TimeBar(): JSX.Element {
  const now = useDays();
  useEffect(() => {
    days.value = now;
    if (!now || waiting === undefined) return;
    const by = waiting;
    waiting = undefined;
    step(by);
  }, [now]);
  useEffect(() => {
    if (!isPlaying.value) return;
    const timer = setInterval(() => {
      if (!step(1)) isPlaying.value = false;
    }, STEP_MS);
    return () => clearInterval(timer);
  }, [isPlaying.value]);
  const v = view.value;
  const isLimited = v.published !== undefined || v.known !== undefined;
  const [isOpen, setOpen] = useState(isLimited);
  const limits = <Limits />;
  return (
    <div class="timebar" role="region" aria-label="Point in time">
      <div class="timebar-row">
        <div class="steps">
          <Button label="The day before on which something happened (K)" onClick={() => step(-1)}>
            ◀
          </Button>
          <Button
            label={isPlaying.value ? 'Stop (P)' : 'Play from development to development (P)'}
            onClick={togglePlay}
            isOn={isPlaying.value}
          >
            {isPlaying.value ? '■' : '▶▶'}
          </Button>
          <Button label="The next day on which something happened (J)" onClick={() => step(1)}>
            ▶
          </Button>
        </div>
        <CoordinateField label="In force on" param="at" placeholder={`today, ${today.value}`} />
        {now && <Slider days={now} />}
        {isNarrow.value ? (
          <Button isQuiet isOn={isOpen} onClick={() => setOpen(!isOpen)} label="Limits: as our pages had it, as we had it">
            {isLimited ? 'Limited' : 'Limits'}
          </Button>
        ) : (
          limits
        )}
      </div>
      {isNarrow.value && isOpen && <div class="timebar-row">{limits}</div>}
    </div>
  );
}

function Limits(): JSX.Element {
  return (
    <div class="limits">
      <CoordinateField label="As our pages had it on" param="published" placeholder="no limit" />
      <CoordinateField
        label="As we had it on, or at event"
        param="known"
        placeholder={head.value === undefined ? 'now' : `now, ${head.value}`}
      />
    </div>
  );
}

function Slider(props: { readonly days: Days }): JSX.Element {
  const { first, last, days: all, counts } = props.days;
  // One place beyond the last day stands for today.
  const end = last + 1;
  const isToday = view.value.at === undefined || here() > last;
  const value = isToday ? end : Math.max(first, here());
  const span = Math.max(1, end - first);
  const ticks = useMemo(() => {
    const most = Math.max(1, ...counts.values());
    // No more lines than there are pixels to draw them on.
    const bins = new Map<number, number>();
    for (const d of all) {
      const x = Math.round(((d - first) / span) * 600);
      bins.set(x, Math.max(bins.get(x) ?? 0, counts.get(d)!));
    }
    return [...bins].map(([x, n]) => `M${x} 20v-${(4 + 16 * (Math.log1p(n) / Math.log1p(most))).toFixed(1)}`).join('');
  }, [all, counts, first, span]);
  const text = isToday ? `today; the record ends with ${date(dayText(last))}` : date(dayText(value));
  return (
    <div class="slider">
      <svg viewBox="-2 0 604 20" preserveAspectRatio="none" aria-hidden="true">
        <path d={ticks} />
      </svg>
      <input
        type="range"
        min={first}
        max={end}
        step={1}
        value={value}
        aria-label="Day"
        aria-valuetext={text}
        onInput={(e) => {
          const n = Number(e.currentTarget.value);
          isPlaying.value = false;
          go({ at: n >= end ? undefined : dayText(n) }, 'replace');
        }}
      />
      <p class="slider-ends" aria-hidden="true">
        <span>{date(dayText(first))}</span>
        <span>record ends {date(dayText(last))}</span>
      </p>
    </div>
  );
}

const CONNECTIONS = {
  connecting: ['◌', 'connecting'],
  live: ['●', 'live'],
  offline: ['○', 'offline'],
  gone: ['○', 'server does not answer'],
} as const;

/** Whether what is shown is the record as it is now. */
export function ConnectionState(): JSX.Element {
  const [glyph, word] = CONNECTIONS[connection.value];
  const isGood = connection.value === 'live' || connection.value === 'connecting';
  const size = head.value;
  const event = lastEvent.value;
  return (
    <p class={`connection${isGood ? '' : ' tone-doubt'}`} role="status">
      <span aria-hidden="true">{glyph}</span> {word}
      {size !== undefined && (isGood ? `, ${plural(size, 'event')}` : `: shown as of event ${size}; trying again`)}
      {event && isGood && (
        <>
          {' · '}
          <Go to={{ lens: 'log', item: String(event.position) }}>new: {camelWords(event.data.type)}</Go>
        </>
      )}
    </p>
  );
}
