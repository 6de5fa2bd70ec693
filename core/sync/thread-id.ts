/** A number for this thread, so that a lock in shared memory can say who holds it. */

const ID_BITS = 30;

/**
 * This thread's number: 1 to 2^30 - 1, the same for as long as the thread lives.
 *
 * Claimed at random when the module loads (each thread loads its own copy), because no memory is shared yet that a counter
 * could live in, and because the hosts number their threads differently or not at all. Two of 32 threads get the same
 * number once in two million runs; what that costs is one missed `lock.not-owner`, never mutual exclusion.
 */
export const threadId: number = claim();

function claim(): number {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return random >>> (32 - ID_BITS) || 1;
}
