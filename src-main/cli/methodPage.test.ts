import { expect, it } from 'vitest';
import { wrapped } from './methodPage.ts';

it('text is broken between words, further lines indented, and no word is cut', () => {
  expect(wrapped('one two three', 7)).toBe('one two\nthree');
  expect(wrapped('- one two three', 7, '  ')).toBe('- one\n  two\n  three');
  expect(wrapped('incomprehensible', 7)).toBe('incomprehensible');
  expect(wrapped('', 7)).toBe('');
});
