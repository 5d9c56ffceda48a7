import { describe, expect, it } from 'vitest';
import { publishedGenotype } from '../../../src-shared/genotype/published.ts';
import { everyOperation, fittingGenotypes, sparseGenotype, testNetwork } from './exportFixture.ts';
import { pytorchModule } from './pytorch.ts';

describe('the PyTorch module', () => {
  it('imports nothing but torch and what comes with Python', () => {
    const imports = [...pytorchModule(testNetwork()).matchAll(/^(?:import|from) (\w+)/gmu)].map(
      ([, name]) => name,
    );
    expect(imports).toEqual(['json', 'struct', 'torch', 'torch']);
  });

  it('has the genotype as data', () => {
    const text = pytorchModule(testNetwork({ genotype: publishedGenotype('DARTS_V2') }));
    expect(text).toContain(
      'NORMAL = [\n    ("sep_conv_3x3", 0),\n    ("sep_conv_3x3", 1),\n    ("sep_conv_3x3", 0),',
    );
    expect(text).toContain('REDUCE_CONCAT = [2, 3, 4, 5]\n');
  });

  it('has only those operations that occur', () => {
    const text = pytorchModule(testNetwork({ genotype: publishedGenotype('DARTS_V2') }));
    expect(text).toContain('class DilConv');
    expect(text).toContain('"max_pool_3x3": max_pool_3x3,');
    expect(text).not.toContain('avg_pool');
    expect(text).not.toContain('sep_conv_5x5');
    expect(text).not.toContain('class Zero');
  });

  it('says what none means where edges were dropped, and only there', () => {
    expect(pytorchModule(testNetwork({ genotype: sparseGenotype() }))).toContain('edge that was dropped');
    expect(pytorchModule(testNetwork())).not.toContain('dropped');
  });

  it('writes class names as Python strings, whatever is in them', () => {
    const classNames = ['plain', 'double "', "single '", 'both "\'', 'back\\slash', 'new\nline'];
    const text = pytorchModule(testNetwork({ classNames, classes: 6 }));
    const lines = text.split('\n');
    const from = lines.indexOf('CLASSES = [');
    expect(from).toBe(-1); // they fit on one line
    expect(text).toContain(
      String.raw`CLASSES = ["plain", 'double "', "single '", "both \"'", "back\\slash", "new\nline"]`,
    );
  });

  it('keeps text about the weights from ending its own', () => {
    const text = pytorchModule(testNetwork({ about: 'Trained on """x""" with \\ in it.' }));
    expect(text.split('"""')[1]).toContain("Trained on '''x''' with / in it.");
  });

  it('stays within the 88 columns of black for every genotype and stem', () => {
    const genotypes = [
      ...fittingGenotypes().map(({ genotype }) => genotype),
      ...everyOperation(),
      sparseGenotype(),
    ];
    const texts = genotypes.flatMap((genotype) =>
      (['cifar', 'imagenet'] as const).map((stem) => pytorchModule(testNetwork({ genotype, stem }))),
    );
    const tooLong = texts.flatMap((text) => text.split('\n')).filter((line) => line.length > 88);
    expect(tooLong).toEqual([]);
  });
});
