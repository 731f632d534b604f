import * as v from 'valibot';

/** A column that holds JSON. Text that is not JSON is an issue like any other, not an exception. */
export const JsonColumn = v.pipe(
  v.string(),
  v.rawTransform<string, unknown>(({ dataset, addIssue, NEVER }) => {
    try {
      return JSON.parse(dataset.value) as unknown;
    } catch {
      addIssue({ message: 'not JSON' });
      return NEVER;
    }
  }),
);
