/** Flags as commander gives them to the verbs that ask. */

/** Of verbs that ask what is defined, or was recorded. */
export interface AsKnown {
  readonly known?: string;
}

export interface CellQuestion extends AsKnown {
  readonly at?: string;
  readonly published?: string;
  readonly actor?: string;
  readonly issue?: string;
}

export interface TimelineFlags extends CellQuestion {
  readonly kind?: string;
  readonly from?: string;
  readonly text?: string;
  readonly after?: string;
  readonly limit?: number;
  readonly retracted: boolean;
}

export interface ReplayFlags extends CellQuestion {
  readonly axis: 'at' | 'known' | 'published';
  readonly from?: string;
  readonly facet?: string;
  readonly grain: 'day' | 'moment';
}

export interface DiffFlags {
  readonly fromAt?: string;
  readonly toAt?: string;
  readonly fromPublished?: string;
  readonly toPublished?: string;
  readonly fromKnown?: string;
  readonly toKnown?: string;
  readonly at?: string;
  readonly published?: string;
  readonly known?: string;
  readonly actor?: string;
  readonly issue?: string;
  readonly facet?: string;
  readonly exitCode?: boolean;
}

export interface LogFlags extends AsKnown {
  readonly type?: string;
  readonly subject?: string;
  readonly after?: number;
  readonly last?: number;
  readonly limit?: number;
  readonly follow?: boolean;
}

/** Flags of every verb that writes. */
export interface Writing {
  readonly dryRun?: boolean;
  readonly key?: string;
  readonly reason?: string;
  readonly because?: readonly string[];
}

/** Flags that become the fields of a command. */
export type Patch = Writing & Readonly<Record<string, unknown>>;
