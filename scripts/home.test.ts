import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { homePaths, plateauHome } from './home.mjs';

describe('plateauHome', () => {
  it('is PLATEAU_HOME made absolute', () => {
    expect(plateauHome({ PLATEAU_HOME: 'here' })).toBe(path.resolve('here'));
  });

  it('is in the platform’s folder for application data when PLATEAU_HOME is absent or empty', () => {
    expect(plateauHome({ PLATEAU_HOME: '', XDG_DATA_HOME: '/data' }, 'linux')).toBe('/data/plateau');
    expect(plateauHome({}, 'darwin')).toMatch(/Library\/Application Support\/plateau$/);
    expect(plateauHome({ LOCALAPPDATA: '/local' }, 'win32')).toBe('/local/plateau');
  });

  it('treats an unknown platform like Linux', () => {
    expect(plateauHome({ XDG_DATA_HOME: '/data' }, 'freebsd')).toBe('/data/plateau');
  });
});

describe('homePaths', () => {
  it('lies below the home as a whole', () => {
    expect(Object.values(homePaths('/h')).every((each) => each.startsWith('/h/'))).toBe(true);
  });
});
