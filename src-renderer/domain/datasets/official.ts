/** Data sets that the host can fetch from their official place. */

export interface Official {
  readonly title: string;
  readonly about: string;
  readonly source: string;
}

export const OFFICIAL = {
  cifar10: {
    title: 'CIFAR-10',
    about: '60,000 colour images of 32×32 pixels in 10 classes; about 170 MB to fetch.',
    source: 'Krizhevsky, Learning multiple layers of features from tiny images, 2009',
  },
  cifar100: {
    title: 'CIFAR-100',
    about: '60,000 colour images of 32×32 pixels in 100 classes; about 170 MB to fetch.',
    source: 'Krizhevsky, Learning multiple layers of features from tiny images, 2009',
  },
} as const satisfies Record<string, Official>;
export type OfficialName = keyof typeof OFFICIAL;

export const OFFICIAL_NAMES = Object.keys(OFFICIAL).filter(isOfficial);

export function isOfficial(name: string): name is OfficialName {
  return Object.hasOwn(OFFICIAL, name);
}

/** Why a name cannot be given to a data set; undefined where it can. */
export function nameProblem(name: string, taken: readonly string[]): string | undefined {
  if (!/^[a-z0-9][a-z0-9-]*$/u.test(name))
    return `“${name}” is no name for a data set: use small letters, digits and dashes (not first).`;
  return taken.includes(name) ? `There is a data set ${name} already: choose another name.` : undefined;
}
