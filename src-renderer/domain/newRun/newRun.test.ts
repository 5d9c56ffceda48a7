import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METHOD_NAMES } from '../../../src-shared/methods/names.ts';
import { KNOB_NAMES, KNOBS } from '../../../src-shared/run/knobs.ts';
import { PRESET_NAMES, PRESETS, presetConfig } from '../../../src-shared/run/presets.ts';
import { commandLines } from './commandLine.ts';
import {
  changedKnobs,
  draftOf,
  methodOf,
  readDraft,
  soundConfig,
  textOf,
  withMethod,
  withoutChanges,
  withPreset,
  withText,
} from './draft.ts';
import { isList, listParts, titleOf, toText, toValue } from '../knobs/knobs.ts';
import { draftFromConfig, draftFromQuery, queryOfDraft } from './prefill.ts';
import { idleBecause, ownValue } from './conditions.ts';
import { METHOD_GROUPS } from './methodGroups.ts';
import { HEAD_KNOBS, SECTIONS } from './sections.ts';
import { readSeeds } from './seeds.ts';

const demo = { preset: 'demo', texts: {} } as const;

describe('the knobs', () => {
  it('are all those of the schema, each once in the form', () => {
    const placed = [...HEAD_KNOBS, ...SECTIONS.flatMap(({ knobs }) => knobs)];
    expect(placed.toSorted()).toEqual(KNOB_NAMES.toSorted());
    expect(new Set(placed).size).toBe(placed.length);
  });

  it('come back as they went into their fields', () => {
    for (const preset of PRESET_NAMES)
      for (const [name, value] of Object.entries(presetConfig(preset))) {
        const knob = [...KNOBS.values()].find((known) => known.name === name);
        if (knob !== undefined) expect(toValue(knob, toText(value))).toBe(value);
      }
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(toValue(KNOBS.get('momentum')!, toText(value + 0))).toBe(value + 0);
      }),
    );
    expect(toValue(KNOBS.get('epsilon')!, ' ')).toBeUndefined();
  });

  it('are titled for people', () => {
    expect(titleOf('learningRateMin')).toBe('Learning rate min');
    expect(titleOf('dataset')).toBe('Data set');
  });
});

describe('a draft', () => {
  it('is its preset until something is changed, and again when that is taken back', () => {
    expect(readDraft(demo).config).toEqual(presetConfig('demo'));
    const changed = withText(demo, 'batch', '48');
    expect([changedKnobs(changed), readDraft(changed).config?.batch]).toEqual([['batch'], 48]);
    expect(withText(changed, 'batch', '32')).toEqual(demo);
  });

  it('says beside the field what is wrong, with value, bound and remedy', () => {
    const { config, errors } = readDraft(withText(withText(demo, 'batch', '1'), 'channels', '7'));
    expect(config).toBeUndefined();
    expect(errors.batch).toEqual({ problem: 'must be at least 2; got 1.', remedy: 'Allowed: 2–4096.' });
    expect(readDraft(withText(demo, 'channels', '7')).errors.channels?.problem).toContain('even, got 7');
    expect(readDraft(withText(demo, 'epochs', 'many')).errors.epochs?.problem).toContain('got "many"');
    expect(readDraft(withText(demo, 'epochs', '')).errors.epochs).toBeDefined();
  });

  it('keeps a sound configuration to show while a field is wrong', () => {
    const draft = withText(withText(demo, 'epochs', 'many'), 'method', 'darts');
    expect(soundConfig(draft)).toMatchObject({ method: 'darts', epochs: 6 });
  });

  it('takes over what another space brings along, under what was changed', () => {
    const darts = { preset: 'darts', texts: {} } as const;
    const nodes = withText(withText(darts, 'epochs', '7'), 'space', 'nb1shot1-1');
    expect(readDraft(nodes).config).toEqual(presetConfig('darts', { space: 'nb1shot1-1', epochs: 7 }));
    expect(changedKnobs(nodes).toSorted()).toEqual(['epochs', 'space']);
    expect(textOf(nodes, 'layers')).toBe('9');
    expect(readDraft(withText(nodes, 'space', 's5')).config).toEqual(presetConfig('darts', { epochs: 7 }));
    // Eight cells are no change of S5, but one of the nine that the space brings along.
    const address = { preset: 'darts', layers: '8', space: 'nb1shot1-1' };
    expect(readDraft(draftFromQuery(address)).config?.layers).toBe(8);
    const other = withMethod(nodes, 'gdas');
    expect(readDraft(other).config).toMatchObject({ space: 'nb1shot1-1', temperatureMin: 1, epochs: 7 });
    expect(readDraft(withMethod(nodes, 'sgas')).errors.method?.problem).toContain('does not go with space');
  });

  it('keeps changes when the preset changes, without those the new preset has', () => {
    const draft = withPreset(withText(withText(demo, 'epochs', '20'), 'batch', '16'), 'small');
    expect([draft.preset, changedKnobs(draft)]).toEqual(['small', ['batch']]);
    expect(textOf(draft, 'stepsPerEpoch')).toBe('100');
  });
});

describe('a method', () => {
  it('is listed once, in one group', () => {
    expect(METHOD_GROUPS.flatMap(({ methods }) => methods).toSorted()).toEqual(METHOD_NAMES.toSorted());
  });

  it('brings its own knobs, in each preset, and keeps what was changed by hand', () => {
    const draft = withMethod(withText({ preset: 'darts', texts: {} }, 'batch', '48'), 'pc-darts');
    expect([draft.preset, changedKnobs(draft)]).toEqual(['pc-darts', ['batch']]);
    expect(readDraft(draft).config).toEqual(presetConfig('pc-darts', { batch: 48 }));
    const small = withMethod(withText(demo, 'batch', '48'), 'sgas');
    expect([small.preset, methodOf(small)]).toEqual(['demo', 'sgas']);
    expect(readDraft(small).config).toEqual(presetConfig('demo', { method: 'sgas', batch: 48 }));
  });

  it('stays when the size is changed, and when all changes are taken back', () => {
    const small = withPreset({ preset: 'gdas', texts: { batch: '16' } }, 'small');
    expect(readDraft(small).config).toEqual(presetConfig('small', { method: 'gdas', batch: 16 }));
    expect(withPreset(small, 'gdas')).toEqual({ preset: 'gdas', texts: { batch: '16' } });
    expect(withoutChanges(small)).toEqual({ preset: 'small', texts: { method: 'gdas' } });
  });

  it('can be filled in whole and small', () => {
    for (const method of METHOD_NAMES)
      for (const preset of [method, 'demo', 'small'] as const) {
        const { config, errors } = readDraft(withMethod({ preset, texts: {} }, method));
        expect(errors, `${method} ${preset}`).toEqual({});
        expect(config?.method).toBe(method);
      }
  });

  it('leaves each knob of its own out of the others', () => {
    expect(idleBecause('sgasStart', presetConfig('sgas'))).toBeUndefined();
    expect(idleBecause('sgasStart', presetConfig('p-darts'))).toBe('only SGAS uses it');
    expect(idleBecause('stageOperations', presetConfig('darts'))).toBe('only P-DARTS and DrNAS use it');
    expect(idleBecause('layers', presetConfig('p-darts'))).toBe('each stage has a value of its own');
    expect(idleBecause('tuneEvery', presetConfig('darts-pt'))).toBeUndefined();
  });
});

describe('a list', () => {
  it('may be written with blanks, and says what is wrong with it', () => {
    expect(
      ['stageLayers', 'gridValues'].map((name) =>
        isList([...KNOBS.values()].find((knob) => knob.name === name)!),
      ),
    ).toEqual([true, true]);
    expect(isList(KNOBS.get('name')!)).toBe(false);
    expect(listParts(' 5, 11 ;17,')).toEqual(['5', '11', '17']);
    const draft = { preset: 'p-darts', texts: {} } as const;
    expect(readDraft(withText(draft, 'stageLayers', '5, 8, 11')).config?.stageLayers).toBe('5,8,11');
    expect(readDraft(withText(draft, 'stageLayers', '5,x')).errors.stageLayers?.problem).toBe(
      'must be numbers with commas between them; got "5,x".',
    );
    const channels = readDraft(withText({ preset: 'drnas', texts: {} }, 'channels', '10')).errors;
    expect(channels.stagePartial?.problem).toMatch(/^must divide channels 10 .*\.$/u);
    expect(channels.stagePartial?.remedy).toContain('Choose from');
  });
});

describe('knobs that do nothing', () => {
  it('are told with the reason', () => {
    const config = presetConfig('darts');
    expect(idleBecause('samples', config)).toBe('only MS-DARTS uses it');
    expect(idleBecause('epsilon', config)).toBe('the method perturbs nothing');
    expect(idleBecause('cutoutLength', config)).toBe('cutout is off');
    expect(idleBecause('cutoutLength', { ...config, space: 's3' })).toBeUndefined();
    for (const method of METHOD_NAMES) expect(idleBecause('batch', { ...config, method })).toBeUndefined();
  });
});

describe('a knob left to its method', () => {
  it('shows what the method takes', () => {
    const own = (method: (typeof METHOD_NAMES)[number]): (number | undefined)[] => [
      ownValue('epsilonStart', presetConfig(method)),
      ownValue('epsilon', presetConfig(method)),
    ];
    expect(own('ms-darts')).toEqual([0.025, 0.25]);
    expect(own('sdarts-rs')).toEqual([0.03, 0.3]);
    expect(ownValue('batch', presetConfig('darts'))).toBeUndefined();
  });
});

describe('seeds', () => {
  it('are read from numbers and ranges, each once', () => {
    expect(readSeeds('1-4, 7')).toEqual({ seeds: [1, 2, 3, 4, 7] });
    expect(readSeeds('3 – 4 4 1')).toEqual({ seeds: [3, 4, 1] });
  });

  it('say what is wrong with them', () => {
    for (const text of ['', 'x', '4-2', '1-', '2147483648', '1-101', '1.5'])
      expect(readSeeds(text)).toMatchObject({ seeds: [], problem: expect.any(String) });
  });
});

describe('the command line', () => {
  it('is a loop over several seeds', () => {
    const config = presetConfig('darts');
    expect(commandLines(config, 'darts', [5])).toBe('plateau search --preset darts --seed 5');
    expect(commandLines(config, 'darts', [2, 3])).toBe(
      'for seed in 2 3; do plateau search --preset darts --seed $seed; done',
    );
  });
});

describe('an address', () => {
  it('fills in the form, and what it does not know is passed over', () => {
    const draft = draftFromQuery({ preset: 'demo', space: 's3', toString: 'x', kind: 'y' });
    expect(draft).toEqual({ preset: 'demo', texts: { space: 's3' } });
    expect(draftFromQuery({ preset: 'none' }).preset).toBe('ms-darts');
  });

  it('takes the method first, wherever it stands', () => {
    const draft = draftFromQuery({ preset: 'demo', alphaLearningRate: '0.0003', method: 'pc-darts' });
    expect(readDraft(draft).config?.alphaLearningRate).toBe(0.0003);
  });

  it('gives the same draft again', () => {
    const draft = withText(withText(demo, 'space', 's3'), 'epochs', 'many');
    expect(draftFromQuery(queryOfDraft(draft, '1-3'))).toEqual(draft);
    expect(queryOfDraft(demo, '1')).toEqual({ preset: 'demo' });
  });

  it('takes the preset a configuration is nearest to', () => {
    for (const name of Object.keys(PRESETS).filter((known) => known !== 'ms-darts')) {
      const preset = PRESET_NAMES.find((known) => known === name)!;
      expect(draftFromConfig(presetConfig(preset, { seed: 9 }))).toEqual({ preset, texts: {} });
    }
    const config = presetConfig('small', { layers: 6, seed: 3 });
    const draft = draftFromConfig(config);
    expect(readDraft(withText(draft, 'seed', '3')).config).toEqual(config);
    expect(draftOf('small', config).texts).toEqual({ layers: '6', seed: '3' });
  });
});
