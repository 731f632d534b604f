import type { QuirkRule } from './quirk-file';
import { NO_QUIRKS, type Quirks } from './quirks';
import { KNOWN_QUIRKS } from './table';

export interface Model {
  readonly vendorId: number;
  readonly productId: number;
}

/**
 * The quirks of a model: what is known, then what provisioning says, then what the person says. Of two rules that
 * say something about the same quirk the later one counts.
 */
export function quirksOf(
  provisioned: readonly QuirkRule[] = [],
  own: readonly QuirkRule[] = [],
): (model: Model) => Quirks {
  const rules = [...KNOWN_QUIRKS, ...provisioned, ...own];
  return (model) =>
    rules
      .filter((rule) => concerns(rule, model))
      .reduce<Quirks>((sum, { quirks }) => ({ ...sum, ...quirks }), NO_QUIRKS);
}

function concerns({ vendorId, products }: QuirkRule, model: Model): boolean {
  return vendorId === model.vendorId && products.first <= model.productId && model.productId <= products.last;
}
