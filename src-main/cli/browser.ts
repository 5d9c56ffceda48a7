/** Shows an address in the user's browser, where there is one. */
import open from 'open';

/** A Linux machine without a display has no browser to show; elsewhere there is always one. */
export function hasDisplay(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): boolean {
  return platform !== 'linux' || Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY'] ?? env['WSL_DISTRO_NAME']);
}

/** Opens `url`; false when no browser could be started. */
export async function openBrowser(url: string): Promise<boolean> {
  try {
    const browser = await open(url);
    browser.on('error', () => undefined); // the address stands on the screen, too
    return true;
  } catch {
    return false;
  }
}
