/** Light or dark: as the system has it until the user chooses. */
const KEY = 'plateau.theme';
const system = window.matchMedia('(prefers-color-scheme: dark)');

type Choice = 'system' | 'light' | 'dark';

function stored(): Choice {
  const value = localStorage.getItem(KEY);
  return value === 'light' || value === 'dark' ? value : 'system';
}

let choice = $state<Choice>(stored());
let systemDark = $state(system.matches);

/** Puts the theme on the page at once: charts read their colours from it. */
function apply(): void {
  document.documentElement.dataset['theme'] = theme.dark ? 'dark' : 'light';
}

export const theme = {
  get dark(): boolean {
    return choice === 'system' ? systemDark : choice === 'dark';
  },
  /** Switches to the other of the two and keeps it. */
  toggle: (): void => {
    choice = theme.dark ? 'light' : 'dark';
    localStorage.setItem(KEY, choice);
    apply();
  },
};

system.addEventListener('change', ({ matches }) => {
  systemDark = matches;
  apply();
});
apply();
