/** Time and position that every event carries. */
export function stamp(step: number): { time: string; step: number } {
  return { time: new Date().toISOString(), step };
}
