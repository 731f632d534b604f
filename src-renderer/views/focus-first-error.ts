import { tick } from 'svelte';

/** Takes the person to the first field that does not fit, once it is marked. */
export function focusFirstError(form: HTMLElement | undefined): void {
  void tick().then(() => form?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
}
