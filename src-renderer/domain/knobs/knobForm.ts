/** What the fields of knobs need of the form they stand in, whichever kind of run it is for. */
import type { Knob } from '../../../src-shared/run/knobs.ts';
import type { FieldError } from './drafts.ts';

export interface KnobForm<N extends string> {
  readonly knob: (name: N) => Knob<N>;
  /** What the field shows, and what the preset has there. */
  readonly text: (name: N) => string;
  readonly presetText: (name: N) => string;
  /** What holds while the knob is left to its method; undefined for the others. */
  readonly own: (name: N) => number | undefined;
  /** Why the knob does nothing now; undefined where it does something. */
  readonly idle: (name: N) => string | undefined;
  readonly error: (name: N) => FieldError | undefined;
  readonly changed: ReadonlySet<N>;
  readonly set: (name: N, text: string) => void;
  /** Back to the preset. */
  readonly reset: (name: N) => void;
}

/** A part of the form. */
export interface Section<N extends string> {
  readonly title: string;
  readonly knobs: readonly N[];
  /** Folded away at first. */
  readonly folded?: boolean;
}

/** A knob that does something only while the others are so. */
export interface Condition<C> {
  readonly holds: (config: C) => boolean;
  /** Why it does nothing now. */
  readonly why: string;
}
