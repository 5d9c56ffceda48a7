/** Where Plateau keeps what it makes. The rule itself is shared with the entry scripts. */
export { homePaths, plateauHome } from '../../scripts/home.mjs';
