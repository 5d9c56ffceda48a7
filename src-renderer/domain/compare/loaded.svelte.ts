/** An answer of the host that follows what is asked for: one request at a time, the newest question last. */
import { untrack } from 'svelte';
import { describeError } from '../../../src-shared/errors.ts';

interface Question<T> {
  /** Asked again when it changes. */
  readonly key: string;
  readonly load: () => Promise<T>;
}

export interface Loaded<T> {
  /** The last answer: while a new one is on its way, still that to the question before. */
  readonly value: T | undefined;
  /** Why there is no answer to the present question. */
  readonly error: string | undefined;
  readonly retry: () => void;
}

/** Call it while a component is made; `question` gives undefined where nothing is asked. */
export function createLoaded<T>(question: () => Question<T> | undefined): Loaded<T> {
  let value = $state.raw<T>();
  let error = $state<string>();
  let busy = false;
  let answered: string | undefined;
  const asked = $derived(question());
  const key = $derived(asked?.key);

  async function ask(): Promise<void> {
    // Questions that come while one is under way wait for it: a slider asks faster than anyone answers.
    if (busy) return;
    busy = true;
    while (asked !== undefined && asked.key !== answered) {
      const now = asked;
      answered = now.key;
      try {
        value = await now.load();
        error = undefined;
      } catch (failure) {
        error = describeError(failure);
      }
    }
    busy = false;
  }

  $effect(() => {
    if (key !== undefined) untrack(() => void ask());
  });

  return {
    get value(): T | undefined {
      return value;
    },
    get error(): string | undefined {
      return error;
    },
    retry(): void {
      answered = undefined;
      void ask();
    },
  };
}
