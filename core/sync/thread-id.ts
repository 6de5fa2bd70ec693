/** A number for this thread, so that a lock in shared memory can say who holds it. */

/** A lock's word has two bits for other things, and stays positive. */
const ID_BITS = 29;

/**
 * This thread's number: 1 to 2^29 - 1, the same for as long as the thread lives.
 *
 * Claimed at random when the module loads (each thread loads its own copy), because no memory is shared yet that a counter
 * could live in, and because the hosts number their threads differently or not at all. Two of 32 threads get the same
 * number once in a million runs. Mutual exclusion holds even then, as long as neither dies: a lock that one of them waits
 * for looks to it as if it held it itself (`lock.order`). A death would be taken for that of both.
 */
export const threadId: number = claim();

function claim(): number {
  const random = new DataView(crypto.getRandomValues(new Uint8Array(4)).buffer).getUint32(0);
  return 1 + (random % (2 ** ID_BITS - 1));
}
