/** Writes a network as a Python module that needs nothing but PyTorch. */
import { concatOf, isKept, type Genotype } from '../../../src-shared/genotype/types.ts';
import { CELL_TYPES, type CellType, OPERATIONS } from '../../../src-shared/space/spaces.ts';
import type { ExportedNetwork } from './exportedNetwork.ts';
import { paragraph, pythonFloat, pythonList, pythonString } from './pythonText.ts';
import { CELL, FUNCTIONS, networkClass, PREPROCESSING } from './pytorchModules.ts';
import { PYTORCH_OPERATIONS } from './pytorchOperations.ts';

function heading(network: ExportedNetwork): string {
  const { name, about, channels, layers, classes, height, width, inputChannels } = network;
  return [
    `"""${name}: an image classifier of ${layers} cells and ${channels} channels for ${classes} classes.`,
    '',
    paragraph(about),
    '',
    `    from ${name} import load, normalise`,
    '',
    `    network = load("${name}.safetensors")`,
    '    logits = network(normalise(images))',
    '',
    paragraph(
      `\`images\` are [N, ${inputChannels}, ${height}, ${width}], pixels from 0 to 1. \`Network()\` has fresh weights. What only training needs, the auxiliary head and drop path, is left out.`,
    ),
    '"""',
  ].join('\n');
}

function constants({ channels, layers, classNames, mean, std }: ExportedNetwork): string {
  return [
    '# C of the first cells (each of the two reductions doubles it), and how many cells.',
    `CHANNELS = ${channels}`,
    `LAYERS = ${layers}`,
    pythonList('CLASSES', classNames.map(pythonString)),
    '# Of each image channel, for pixels from 0 to 1.',
    pythonList('MEAN', mean.map(pythonFloat)),
    pythonList('STD', std.map(pythonFloat)),
  ].join('\n');
}

/** The genotype as data. */
function cells(genotype: Genotype): string {
  const cell = (name: string, type: CellType): string[] => [
    `${name} = [`,
    ...genotype[type].map(({ operation, input }) => `    (${pythonString(operation)}, ${input}),`),
    ']',
    pythonList(`${name}_CONCAT`, concatOf(genotype, type).map(String)),
  ];
  return [
    '# The genotype: an operation and the state it works on, two for each of the four nodes.',
    '# States 0 and 1 are the outputs of the two cells before, the nodes are 2 to 5. The',
    '# states in CONCAT, side by side, are what the cell gives.',
    ...(CELL_TYPES.every((type) => genotype[type].every(isKept))
      ? []
      : ['# The operation "none" stands for an edge that was dropped.']),
    ...cell('NORMAL', 'normal'),
    ...cell('REDUCE', 'reduce'),
  ].join('\n');
}

/** Modules and functions of those operations that the genotype has, and the table of them. */
function operations({ normal, reduce }: Genotype): string[] {
  const used = OPERATIONS.filter((name) =>
    [...normal, ...reduce].some(({ operation }) => operation === name),
  );
  const texts = used.map((name) => {
    const text = PYTORCH_OPERATIONS[name];
    if (!text) throw new Error(`${name} has no exported form`);
    return { name, ...text };
  });
  const modules = new Set(texts.flatMap(({ module }) => module ?? []));
  const functions = texts.map(({ name, body }) =>
    [`def ${name}(channels, stride):`, ...body.split('\n').map((line) => `    ${line}`)].join('\n'),
  );
  const table = ['OPERATIONS = {', ...used.map((name) => `    ${pythonString(name)}: ${name},`), '}'];
  return [...modules, ...functions, table.join('\n')];
}

/** The text of `<name>.py`; the names of its state dict are those of the DARTS authors' network. */
export function pytorchModule(network: ExportedNetwork): string {
  const { genotype, stem } = network;
  const head = [
    heading(network),
    'import json\nimport struct',
    'import torch\nfrom torch import nn',
    constants(network),
    cells(genotype),
  ].join('\n\n');
  return `${[head, PREPROCESSING, ...operations(genotype), CELL, networkClass(stem), FUNCTIONS].join('\n\n\n')}\n`;
}
