/**
 * Ends each in turn, even when one before it fails or was never started because the set-up failed; then the first
 * failure is thrown. For `afterAll`, so that no peer outlives its test.
 */
export async function endAll(...ends: readonly (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const end of ends) {
    try {
      await end();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
