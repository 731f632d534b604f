import type { FullResult, Reporter, TestCase, TestResult, TestStep } from 'playwright/types/testReporter';

/** One row a step, for a person who watches a terminal. */
export default class TourReporter implements Reporter {
  onBegin(): void {
    process.stdout.write('\nOffhook shows itself on its practice line.\n\n');
  }

  onStepEnd(_test: TestCase, _result: TestResult, step: TestStep): void {
    if (step.category !== 'test.step') return;
    const mark = step.error ? '✗' : '✓';
    process.stdout.write(
      `  ${mark} ${step.title.padEnd(58)} ${(step.duration / 1000).toFixed(2).padStart(6)} s\n`,
    );
  }

  onStdOut(chunk: string | Buffer): void {
    process.stdout.write(chunk);
  }

  onTestEnd(_test: TestCase, result: TestResult): void {
    if (result.status !== 'passed') process.stdout.write(`\n${result.error?.message ?? result.status}\n`);
  }

  onEnd(result: FullResult): void {
    const said =
      result.status === 'passed'
        ? 'Pictures and the echo are in out/tour/.'
        : 'The tour did not reach its end.';
    process.stdout.write(`\n${said}\n`);
  }

  printsToStdio(): boolean {
    return true;
  }
}
