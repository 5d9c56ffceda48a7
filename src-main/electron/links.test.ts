import { expect, it } from 'vitest';
import { isExternalAllowed } from './links.ts';

it.each(['https://arxiv.org/abs/1806.09055', 'https://github.com/quark0/darts#readme'])(
  'a link to %s opens in the browser',
  (url) => {
    expect(isExternalAllowed(url)).toBe(true);
  },
);

it.each([
  'http://arxiv.org/abs/1806.09055',
  'https://arxiv.org.example/',
  'https://arxiv.org@example.org/',
  'https://user@arxiv.org/',
  'https://arxiv.org:8443/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'smb://github.com/share',
  'app://plateau/',
  'not a link',
])('%s opens nowhere', (url) => {
  expect(isExternalAllowed(url)).toBe(false);
});
