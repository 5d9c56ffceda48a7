/** Stands in for the host's entry where a test is about its parent: says an address, then does what its environment asks. */
const wish = process.env['HOST_WISH'] ?? 'live';

if (wish !== 'mute') console.log(JSON.stringify({ port: 9, token: 'token', pid: process.pid, own: true }));
if (wish === 'die') {
  console.error('out of memory');
  process.exitCode = 3;
} else process.stdin.resume().on('end', () => process.exit(wish === 'complain' ? 1 : 0));
