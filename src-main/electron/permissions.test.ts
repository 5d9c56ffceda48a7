import { describe, expect, it } from 'vitest';
import { isGranted } from './permissions.ts';

describe('isGranted', () => {
  it.each(['clipboard-sanitized-write', 'notifications'])('gives %s to our page only', (permission) => {
    expect(isGranted(permission, 'app://plateau/')).toBe(true);
    expect(isGranted(permission, 'app://plateau')).toBe(true); // an origin has no path
    expect(isGranted(permission, 'https://example.org/')).toBe(false);
    expect(isGranted(permission, '')).toBe(false);
  });

  it.each([
    'clipboard-read',
    'media',
    'geolocation',
    'midi',
    'pointerLock',
    'fullscreen',
    'openExternal',
    'display-capture',
    'hid',
    'serial',
    'usb',
    'fileSystem',
    'unknown',
    '',
  ])('refuses %s to everyone', (permission) => {
    expect(isGranted(permission, 'app://plateau/')).toBe(false);
  });
});
