/** Where the shell finds its parts: in the checkout, or below the resources of a package. */
import path from 'node:path';

export interface ShellPaths {
  /** The plain Node that runs the host. */
  readonly node: string;
  readonly host: string;
  readonly preload: string;
  readonly renderer: string;
  readonly icon: string;
}

export interface Place {
  readonly packaged: boolean;
  /** Folder of the built main script. */
  readonly shell: string;
  /** `process.resourcesPath`, where electron-builder.yml puts the extra resources. */
  readonly resources: string;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
}

/** The parts of a shell at `place`; `PLATEAU_NODE` names the Node of a checkout. */
export function shellPaths({ packaged, shell, resources, env, platform }: Place): ShellPaths {
  const root = packaged ? path.join(resources, 'program') : path.resolve(shell, '../..');
  const shipped = path.join(resources, 'node', 'bin', platform === 'win32' ? 'node.exe' : 'node');
  return {
    node: packaged ? shipped : (env['PLATEAU_NODE'] ?? 'node'),
    host: path.join(root, 'src-main', 'host', 'main.ts'),
    preload: path.join(shell, 'preload.cjs'),
    renderer: path.resolve(shell, '../renderer'),
    icon: path.join(packaged ? resources : path.join(root, 'resources'), 'icon.png'),
  };
}
