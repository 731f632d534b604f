import { expect, test } from 'vitest';
import { summaryOf } from '../../../src-renderer/state/lines';
import { de } from '../../../src-renderer/text/de';
import { home, office } from '../../support/window-states';

test('several lines are summed up in words that read well aloud too', () => {
  expect(summaryOf(de, []).name).toBe('Keine Leitung');
  expect(summaryOf(de, [office]).name).toBe('Leitung Office: Angemeldet');
  expect(summaryOf(de, [office, home]).name).toMatch(/^Leitungen: \d von 2 angemeldet$/);
});
