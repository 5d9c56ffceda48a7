import { describe, expect, it } from 'vitest';
import { HOME_URL, isOwnUrl } from './origin.ts';

describe('isOwnUrl', () => {
  it.each([HOME_URL, `${HOME_URL}#/runs/01J?epoch=3`, `${HOME_URL}assets/index.js`])('knows %s', (url) => {
    expect(isOwnUrl(url)).toBe(true);
  });

  it.each([
    'https://plateau/',
    'app://plateau.example/',
    'app://other/',
    'app://plateau:80/',
    'app://plateau@evil/',
    'app://user@plateau/',
    'file:///app/plateau/index.html',
    'about:blank',
    'data:text/html,app://plateau/',
    '',
    'plateau',
  ])('refuses "%s"', (url) => {
    expect(isOwnUrl(url)).toBe(false);
  });
});
