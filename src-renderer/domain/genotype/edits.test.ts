import { describe, expect, it } from 'vitest';
import { edited, NO_EDITS, redone, undone } from './edits.ts';

describe('undo and redo', () => {
  it('walk the same way back and forth', () => {
    const edits = edited(edited(NO_EDITS, ''), 'a');
    const back = undone(edits, 'b')!;
    expect(back.present).toBe('a');
    expect(undone(back.edits, 'a')).toEqual({ present: '', edits: { past: [], future: ['a', 'b'] } });
    expect(redone(back.edits, 'a')).toEqual({ present: 'b', edits });
  });

  it('end where nothing is left', () => {
    expect(undone(NO_EDITS, 'a')).toBeUndefined();
    expect(redone(NO_EDITS, 'a')).toBeUndefined();
  });

  it('forget what was undone when something else is changed', () => {
    const { edits, present } = undone(edited(NO_EDITS, ''), 'a')!;
    expect(edited(edits, present).future).toEqual([]);
  });
});
